import { fstatSync, statSync, writeSync } from 'node:fs'
import { availableParallelism, devNull } from 'node:os'
import { join } from 'node:path'
import { findLoss } from '../losses/registry.ts'
import type { Io } from '../command/io.ts'
import { main } from './main.ts'
import { discardAll } from '../command/output.ts'

/** The process around `main`: streams, signals and the exit status. */

/** Of the package; the build fills it in. */
declare const VERSION: string
/** Leaves the code that V8 compiled for later runs, where there is none. */
declare const keepCode: (() => void) | undefined

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    discardAll()
    process.exit(status)
  })
}

// Opening a standard stream takes Node some milliseconds, so each waits until it is used.
let stderr: NodeJS.WriteStream | undefined
let stdout: NodeJS.WriteStream | undefined

/** A reader that stops early, as head does, has what it wanted. */
function stdoutFailed({ code }: NodeJS.ErrnoException): never {
  discardAll()
  process.exit(code === 'EPIPE' ? 0 : 3)
}

function openStdout(): NodeJS.WriteStream {
  stdout ??= process.stdout.on('error', stdoutFailed)
  return stdout
}

/** What a pipe takes at once: writing more would block, and signals would wait. */
const SMALL = 4096

/** Standard output without its stream, which is only opened for a terminal, and for text that might block. */
const bareStdout: Io['stdout'] = {
  get isTTY() {
    const stat = fstatSync(1)
    if (!stat.isCharacterDevice()) return false
    // The null device is one too, and no terminal.
    return stat.rdev !== statSync(devNull, { throwIfNoEntry: false })?.rdev && openStdout().isTTY
  },
  get columns() {
    return openStdout().columns
  },
  write(text) {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    if (stdout || bytes.length > SMALL) return openStdout().write(bytes)
    let done = 0
    try {
      while (done < bytes.length) done += writeSync(1, bytes, done)
      return true
    } catch (error) {
      const failure = error as NodeJS.ErrnoException
      return failure.code === 'EAGAIN' ? openStdout().write(bytes.subarray(done)) : stdoutFailed(failure)
    }
  },
  once: (event, listener) => openStdout().once(event, listener),
}

const io: Io = {
  get stdin() {
    return process.stdin
  },
  stdout: bareStdout,
  get stderr() {
    stderr ??= process.stderr.on('error', () => {})
    return stderr
  },
  env: process.env,
  get cores() {
    return availableParallelism()
  },
  packageFolder: join(__dirname, '..'),
  script: join(__dirname, 'worker.cjs'),
}

/** From this size on of an input a run is long enough for V8 to optimise. */
const LONG = 1 << 20

/** Whether a word of the command line is an input that may be long: a large file, a pipe, standard input. */
function isLong(word: string): boolean {
  if (word === '-') return true
  if ('-[{'.includes(word.charAt(0))) return false
  try {
    const stat = statSync(word.split('#', 1)[0]!, { throwIfNoEntry: false })
    return stat !== undefined && (!stat.isFile() || stat.size >= LONG)
  } catch {
    // The reader will say what is wrong with it.
    return false
  }
}

async function start(argv: readonly string[]): Promise<void> {
  const compiler = argv.some(isLong) ? await import('./v8-flags.ts') : undefined
  compiler?.compileBeside(false)
  process.exitCode = await main(argv, io, VERSION)
  // Not of a run that only printed help, nor for other flags than those it will be read with.
  if (process.exitCode !== 0 || !findLoss(argv[0] ?? '')) return
  compiler?.compileBeside(true)
  keepCode?.()
}

void start(process.argv.slice(2))
