import fs from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { within } from './start.ts'

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

interface Surroundings {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array
  /** What waits longer ends with this process. */
  readonly seconds?: number
}

const program = resolve('dist/program/run.js')
const require = createRequire(program)
/** The module that the built program sees: what is replaced in it is replaced for the program. */
const files = require('node:fs') as typeof fs

/** One at a time: the program has the process for itself. */
let last: Promise<unknown> = Promise.resolve()

/**
 * Runs a command line of the built program in this process, with files as standard output and standard error.
 * Starting a process takes longer than most commands; what is about the process itself (signals, pipes, its end)
 * starts one.
 */
export function built(argv: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const { seconds } = surroundings
  const work = () => run(argv, surroundings)
  const outcome = last.then(seconds === undefined ? work : () => within(seconds, work))
  last = outcome.catch(() => {})
  return outcome
}

async function run(argv: readonly string[], { cwd, env, input = '' }: Surroundings): Promise<Outcome> {
  const texts: Buffer[][] = [[], []]
  const { writeSync, fstatSync } = files
  const { exit, on, once, exitCode } = process
  const given = { argv: process.argv, env: process.env }
  const here = process.cwd()
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!
  const standard = (descriptor: number) => descriptor === 1 || descriptor === 2
  const file = { isFile: () => true, isFIFO: () => false, isCharacterDevice: () => false }
  Object.assign(files, {
    writeSync(descriptor: number, bytes: Uint8Array, from = 0, ...more: []) {
      if (!standard(descriptor)) return writeSync(descriptor, bytes, from, ...more)
      texts[descriptor - 1]!.push(Buffer.from(bytes.subarray(from)))
      return bytes.length - from
    },
    fstatSync: (descriptor: number, ...more: []) =>
      standard(descriptor) ? file : fstatSync(descriptor, ...more),
  })
  process.argv = [process.execPath, program, ...argv]
  if (env) process.env = { ...process.env, ...env }
  if (cwd !== undefined) process.chdir(cwd)
  Object.defineProperty(process, 'stdin', { configurable: true, value: Readable.from([Buffer.from(input)]) })
  // The process belongs to the test: it hears no signal for the program.
  process.on = () => process
  process.once = () => process
  try {
    const status = await new Promise<number>((ended) => {
      process.exit = ended as typeof process.exit
      const { start } = require(program) as { start: (argv: readonly string[]) => void }
      start(argv)
    })
    // From its second turn on the program listens to signals, also one that has ended in the first.
    await nextTurn()
    const [stdout, stderr] = texts.map((parts) => Buffer.concat(parts).toString())
    return { stdout: stdout!, stderr: stderr!, status }
  } finally {
    Object.assign(files, { writeSync, fstatSync })
    Object.assign(process, { exit, on, once, ...given })
    Object.defineProperty(process, 'stdin', stdin)
    process.chdir(here)
    process.exitCode = exitCode
  }
}
