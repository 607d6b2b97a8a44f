import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { isAbsolute, join, normalize } from 'node:path'
import { beforeEnd } from '../../duties.ts'
import { instead, LossError, quoted } from '../../error.ts'
import type { HarnessLanguage } from './harness/harness.ts'

/** The answer of a port to a request, or why there is none. */
type Reply = { readonly text: string } | { readonly failure: string }

/** An implementation in another program. */
export interface RunningPort {
  /** Sends a line and returns the answer. @throws LossError E101 if the program cannot be started */
  ask(request: string): Promise<Reply>
  /** Lets it end by itself; whether it printed more lines than it was asked for. */
  finish(): Promise<boolean>
  close(): void
}

interface PortProcessOptions {
  /** Program and arguments. */
  readonly words: readonly string[]
  /** How long an answer may take. */
  readonly seconds: number
}

/** Longer answers are refused. */
const LIMIT = 64 << 20
/** How much of its standard error a message shows. */
const LINES = 3
const TAIL = 200

/** `Error: Cannot find module`, `ValueError: ...`, `thread 'main' panicked at`. */
const SAYS_ERROR = /^(?:\w+\.)*(?:\w*Error|error)(?:\[\w+\])?: |^thread '.*' panicked at |^panic: /
/** How long a program may take to end when nothing more is asked, in seconds. */
const LAST = 1
/** How long to wait for output after a process ended: its children may hold the pipe open. */
const GRACE = 200

/** One process per request: it reads until the end of its input. */
export function portPerCase({ words, seconds }: PortProcessOptions): RunningPort {
  return {
    async ask(request) {
      const process = await start(words)
      try {
        process.send(`${request}\n`, true)
        return await process.whole(seconds)
      } finally {
        process.kill()
      }
    },
    finish: () => Promise.resolve(false),
    close() {},
  }
}

/** One process for all requests, a line each; after a failure the next request starts another. */
export function portOfLines({ words, seconds }: PortProcessOptions): RunningPort {
  let process: PortProcess | undefined
  const stop = () => {
    process?.kill()
    process = undefined
  }
  return {
    async ask(request) {
      process ??= await start(words)
      process.send(`${request}\n`, false)
      const reply = await process.line(seconds)
      if ('failure' in reply) stop()
      return reply
    },
    finish: () => process?.saysMore() ?? Promise.resolve(false),
    close: stop,
  }
}

async function start([program, ...rest]: readonly string[]): Promise<PortProcess> {
  const { spawn } = await import('node:child_process')
  // A process group, so that the children of a wrapper end with it.
  const port = new PortProcess(() => spawn(program!, rest, { detached: process.platform !== 'win32' }))
  const { child } = port
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  }).catch(async ({ code, message }: NodeJS.ErrnoException) => {
    const isFolder = statSync(program!, { throwIfNoEntry: false })?.isDirectory() === true
    const file = isFolder ? join(program!, 'port') : program!
    const found = isFolder || !/[\\/]/.test(program!) ? file : ''
    const reason = isFolder
      ? 'it is a folder'
      : code === 'ENOENT'
        ? 'there is no such program'
        : code === 'EACCES'
          ? 'it may not be run'
          : message
    throw new LossError('E101', `--impl ${program} cannot be started: ${reason}`, {
      why: 'it is started without a shell: a program and its arguments, quoted as in a shell',
      tries: existsSync(found)
        ? [instead(isAbsolute(found) ? found : `./${normalize(found)}`, program!)]
        : await fromSource(file, program!),
    })
  })
  return port
}

/** How a source that is there, or is taken for its program, is built or run. */
async function fromSource(file: string, typed: string): Promise<string[]> {
  const { harnessLanguages } = await import('./harness/languages.ts')
  const languages: HarnessLanguage[] = Object.values(harnessLanguages)
  return languages.flatMap(({ ending, build, run }) => {
    const program = file.endsWith(`.${ending}`) ? file.slice(0, -ending.length - 1) : file
    const source = `${program}.${ending}`
    if (!existsSync(source)) return []
    const files = { source: quoted(source), program: quoted(program), suite: '' }
    return [build ? build(files) : instead(run(files), typed)]
  })
}

/** A process that must not outlive this one. */
class PortProcess {
  readonly #ended: () => void
  readonly child: ChildProcessWithoutNullStreams
  #out = ''
  #err = ''
  /** How it ended, in words; empty for status 0. */
  #end: string | undefined
  #overflow = false
  #closed = false
  #wake: () => void = () => {}

  constructor(spawn: () => ChildProcessWithoutNullStreams) {
    let child: ChildProcessWithoutNullStreams | undefined
    this.#ended = beforeEnd(() => child && this.kill())
    this.child = child = spawn()
    child.stdin.on('error', () => {})
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text
      if (this.#out.length > LIMIT) {
        this.#overflow = true
        this.#out = ''
      }
      this.#wake()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#err = (this.#err + text).slice(-2 * LINES * TAIL)
    })
    child.once('exit', (status, signal) => {
      this.#end = signal ? `ended by ${signal}` : status === 0 ? '' : `exit status ${status}`
      this.#wake()
      // On a busy machine the time is over before what was printed is read, which the next turn does.
      setTimeout(() => setImmediate(() => this.#close()), GRACE).unref()
    })
    child.once('close', () => this.#close())
    child.on('error', () => this.#close())
  }

  #close(): void {
    this.#closed = true
    this.#wake()
  }

  send(text: string, last: boolean): void {
    this.child.stdin.write(text)
    if (last) this.child.stdin.end()
  }

  /** All it prints until it ends. */
  async whole(seconds: number): Promise<Reply> {
    const ended = await this.#until(() => this.#closed || this.#overflow, seconds)
    if (!ended) return this.#failure(`no answer within ${seconds} s`)
    if (this.#overflow) return this.#failure('its answer is longer than 64 MB')
    return this.#end === '' ? { text: this.#out } : this.#failure(this.#end ?? 'it ended')
  }

  /**
   * The next line it prints. More lines wait for the next request, whether they came along or come later: what is said of
   * an answer must not depend on how its bytes arrive.
   */
  async line(seconds: number): Promise<Reply> {
    const complete = () => this.#out.includes('\n')
    const found = await this.#until(() => complete() || this.#closed || this.#overflow, seconds)
    if (!found) return this.#failure(`no line within ${seconds} s`)
    if (this.#overflow) return this.#failure('its answer is longer than 64 MB')
    if (!complete()) return this.#failure(`it ended before it answered${this.#end ? `: ${this.#end}` : ''}`)
    const at = this.#out.indexOf('\n')
    const text = this.#out.slice(0, at)
    this.#out = this.#out.slice(at + 1)
    return { text }
  }

  /** Whether it prints a line that nobody waits for before it ends. */
  async saysMore(): Promise<boolean> {
    const line = () => this.#out.trim() !== ''
    this.child.stdin.end()
    await this.#until(() => line() || this.#closed || this.#overflow, LAST)
    return line()
  }

  #failure(what: string): Reply {
    const lines = this.#err.split('\n').map((line) => line.trim())
    const said = lines.filter((line) => line !== '')
    // A stack comes after the line that says what went wrong, in Python before it.
    const error = said.findLast((line) => SAYS_ERROR.test(line))
    const last = error === undefined ? said.slice(-LINES) : [error]
    const tail = last.map((line) => line.slice(0, TAIL)).join(' | ')
    if (tail === '') return { failure: what }
    if (error !== undefined) return { failure: `${what}; its standard error says: ${tail}` }
    return { failure: `${what}; its standard error ends with: ${tail}` }
  }

  /** Waits for a condition; false after the time is over. */
  async #until(state: () => boolean, seconds: number): Promise<boolean> {
    let over = false
    const timer = setTimeout(() => {
      over = true
      this.#wake()
    }, seconds * 1000)
    while (!state() && !over) await new Promise<void>((resolve) => (this.#wake = resolve))
    clearTimeout(timer)
    return state()
  }

  kill(): void {
    this.#ended()
    const { pid } = this.child
    try {
      if (process.platform === 'win32' || pid === undefined) this.child.kill('SIGKILL')
      else process.kill(-pid, 'SIGKILL')
    } catch {
      // It and its children have ended.
    }
    this.child.stdin.destroy()
    this.child.stdout.destroy()
    this.child.stderr.destroy()
  }
}
