import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Io } from './io.ts'
import { main } from './main.ts'
import { discardAll } from './output.ts'

/** The process around `main`: streams, signals and the exit status. */
const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as {
  version: string
}

// A reader that stops early, as head does, has what it wanted.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 3))

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    discardAll()
    process.exit(status)
  })
}

// Opening standard input and error takes Node 6 ms, so they wait until they are used.
let stderr: NodeJS.WriteStream | undefined
const io: Io = {
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  get stderr() {
    stderr ??= process.stderr.on('error', () => {})
    return stderr
  },
  env: process.env,
  cores: availableParallelism(),
  script: join(__dirname, 'worker.cjs'),
}

void main(process.argv.slice(2), io, version).then((status) => {
  process.exitCode = status
})
