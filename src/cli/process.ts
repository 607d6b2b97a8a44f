import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeDuties, putRight } from '../duties.ts'
import { exitOf } from '../error.ts'
import type { Io } from '../command/io.ts'
import { spillInto, unwritable } from '../readers/bytes/temporary-file.ts'
import { addressSpaceLeft, tooLittleSpace } from './address-space.ts'
import { main, tell } from './main.ts'
import { StandardStream } from './standard-stream.ts'

/** The process around `main`: streams, signals and the exit status. */

/** Of the package; the build fills it in. */
declare const VERSION: string

/** Signals that end a program which does not listen to them: what must be put right is put right first. */
const ending = [
  ...['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGVTALRM', 'SIGXCPU'],
  ...(isProfiled() ? [] : ['SIGPROF']),
  ...['SIGABRT', 'SIGIO', 'SIGPWR', 'SIGSTKFLT', 'SIGTRAP', 'SIGSYS', 'SIGBREAK'],
] as readonly NodeJS.Signals[]
/** V8 looks by this signal at what it runs, and would end the program at the first look. */
function isProfiled(): boolean {
  return [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((word) => word.includes('prof'))
}

const heard = new Set<NodeJS.Signals>()

/** A signal is heard between two turns of the event loop, which may be long: as long as it can, the system ends the process. */
function listenTo(signals: readonly NodeJS.Signals[]): void {
  for (const signal of signals) {
    if (heard.has(signal)) continue
    heard.add(signal)
    try {
      // Not once: a second one, while files are removed, would end the program before they are.
      process.on(signal, () => void endBy(signal))
    } catch {
      // Deno throws where the system has no such signal; Node listens to none.
    }
  }
}

/** Ends as whom a signal ended. Its number is looked up now. */
async function endBy(signal: NodeJS.Signals): Promise<never> {
  const { constants } = await import('./system.ts')
  return end(128 + constants.signals[signal])
}

/** Ends at once, whatever is open. */
function end(status: number): never {
  putRight()
  process.exit(status)
}

/** Node's stream of a folder ends at once, as if it were an empty file. @throws Error as the system would */
function refuseFolder(): void {
  let folder = false
  try {
    folder = fstatSync(0).isDirectory()
  } catch {
    // The consoles of some systems have no description.
  }
  if (folder) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' })
}

function standardStreams(): Pick<Io, 'stdout' | 'stderr'> {
  const stdout = new StandardStream(
    1,
    () => process.stdout,
    (error) => {
      // A reader that stops early, as head does, has what it wanted; the checks that were asked for are still made.
      if (error.code !== 'EPIPE') throw unwritable('standard output', error)
    },
  )
  // There is no place left to say that a message could not be written; the exit status says what it said.
  const stderr = new StandardStream(
    2,
    () => process.stderr,
    () => {},
  )
  return { stdout, stderr }
}

/** What the program sees of the process; `left` bytes of addresses are left to it. */
function ioOfProcess(left: number): Io {
  let spare: number | undefined
  try {
    spare = openSync(__filename, 'r')
  } catch {
    // There is none left, which an error will tell.
  }
  return {
    ...standardStreams(),
    get stdin() {
      refuseFolder()
      return process.stdin
    },
    env: process.env,
    get cores() {
      return import('./system.ts').then(({ availableParallelism }) => availableParallelism())
    },
    packageFolder: `${__dirname}/../..`,
    get script() {
      // Each thread reserves as much again as the whole process; those of Deno have files of their own.
      return left === Infinity && !process.versions.deno ? join(__dirname, '../../bin/worker.cjs') : undefined
    },
    releaseSpare() {
      if (spare !== undefined) closeSync(spare)
      spare = undefined
    },
  }
}

/** From this size on of an input a run is long enough for V8 to optimise. */
const LONG = 1 << 20

/** Bytes of an input that a word of the command line names; Infinity for what others write: a pipe, standard input. */
function lengthOf(word: string): number {
  if (word === '-') return Infinity
  if ('-[{'.includes(word.charAt(0))) return 0
  try {
    const stat = statSync(word.split('#', 1)[0]!, { throwIfNoEntry: false })
    if (!stat) return 0
    return stat.isFile() ? stat.size : Infinity
  } catch {
    // The reader will say what is wrong with it.
    return 0
  }
}

async function run(argv: readonly string[], left: number, io: Io): Promise<never> {
  const length = argv.reduce((most, word) => Math.max(most, lengthOf(word)), 0)
  const long = length >= LONG
  // A run that waits for others has short turns, and ends with the status of the table.
  if (length === Infinity) listenTo(ending)
  const refusal = left === Infinity ? undefined : tooLittleSpace(left, long)
  if (refusal) return end(await (await import('./say-error.ts')).sayError(refusal, argv, io))
  const compiler = long ? await import('./v8-flags.ts') : undefined
  compiler?.helpInBackground(false)
  const bound = compiler?.boundGarbage()
  const status = await main(argv, io, VERSION)
  bound?.end()
  // Node keeps compiled code for the flags that are set at the end.
  compiler?.helpInBackground(true)
  // All is written by now; an input that is still open, such as a pipe that nobody writes, is not waited for.
  return end(status)
}

function temporaryFolder(): string {
  const { SystemRoot = 'C:\\Windows', TEMP, TMP, TMPDIR } = process.env
  if (process.platform === 'win32') return TEMP || TMP || join(SystemRoot, 'temp')
  return TMPDIR || TMP || TEMP || '/tmp'
}

export function start(argv: readonly string[]): void {
  beforeDuties(() => listenTo(ending))
  spillInto(temporaryFolder)
  // Node would open a port for a debugger.
  listenTo(['SIGUSR1'])
  const left = addressSpaceLeft()
  const io = ioOfProcess(left)
  // Should nothing be left to wait for before the end is known, that is a bug and no success.
  process.exitCode = exitOf('E700')
  process.on('uncaughtException', (error) => {
    // Not once: Node compiles what hears once in each run.
    process.removeAllListeners('uncaughtException')
    void tell(error, argv, io).then(end)
  })
  void run(argv, left, io)
}
