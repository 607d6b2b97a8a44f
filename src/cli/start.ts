import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { main } from './main.ts'
import { discardAll } from './output.ts'

/** The process around `main`: streams, signals and the exit status. */
const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as {
  version: string
}
const { stdin, stdout, stderr, env } = process

// A reader that stops early, as head does, has what it wanted.
stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 3))
stderr.on('error', () => {})

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    discardAll()
    process.exit(status)
  })
}

const io = {
  stdin,
  stdout,
  stderr,
  env,
  cores: availableParallelism(),
  script: join(__dirname, 'worker.cjs'),
}
void main(process.argv.slice(2), io, version).then((status) => {
  process.exitCode = status
})
