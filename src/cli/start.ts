import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { main } from './main.ts'

/** The process around `main`: streams, signals and the exit status. */
const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as {
  version: string
}

// A reader that stops early, as head does, has what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 3)
})
process.stderr.on('error', () => {})

const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: process.env }
main(process.argv.slice(2), io, version).then((status) => {
  process.exitCode = status
})
