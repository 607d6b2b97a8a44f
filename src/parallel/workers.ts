import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { Worker } from 'node:worker_threads'
import { LossError } from '../error.ts'
import { GiveUp } from './give-up.ts'
import type { PlainPartial } from './partial-report.ts'
import type { ThreadJob } from './thread-job.ts'

/** Worker threads. They start before it is known what they are to do, while the inputs are opened. */
export class Workers {
  readonly #script: string
  readonly #started: Worker[] = []
  /** Those that have reported: they end by themselves, and keep their compiled code. */
  readonly #done = new Set<Worker>()

  /** Starts so many, if the system has what they need: who gives a job later starts what lacks. */
  constructor(script: string, count: number) {
    this.#script = script
    try {
      // What this thread loads meanwhile must not find that they took the last.
      tryFiles(count * FILES)
      this.#start(count)
    } catch (error) {
      if (!isOfSystem(error)) throw error
    }
  }

  /** Gives so many workers a job; what each finds. Rejects with GiveUp if one fails. */
  give(job: ThreadJob, count: number): Promise<PlainPartial[]> {
    this.#start(count)
    const found = this.#started.slice(0, count).map((worker) => {
      const result = resultOf(worker).then((found) => {
        this.#done.add(worker)
        return found
      })
      worker.postMessage(job)
      return result
    })
    const all = Promise.all(found)
    // Awaited later, so that a failure meanwhile is not taken for one nobody handles.
    all.catch(() => {})
    return all
  }

  /** Ends all; fulfilled when none runs any more. */
  async end(): Promise<void> {
    const ended = (worker: Worker) => (this.#done.has(worker) ? endOf(worker) : worker.terminate())
    await Promise.all(this.#started.map(ended))
  }

  #start(count: number): void {
    while (this.#started.length < count) {
      // Garbage is collected sooner than by default: it is much, and short-lived.
      const worker = new Worker(this.#script, { resourceLimits: { maxYoungGenerationSizeMb: 2 } })
      // It may fail before anybody listens to it.
      this.#started.push(worker.on('error', () => {}))
    }
  }
}

/** Files that a thread opens while it starts, and more. */
const FILES = 16

/** @throws Error of the system if not so many files more can be opened */
function tryFiles(count: number): void {
  const files: number[] = []
  try {
    while (files.length < count) files.push(openSync(devNull, 'r'))
  } finally {
    for (const file of files) closeSync(file)
  }
}

/** What a worker reports; gives up with it if it fails. */
async function resultOf(worker: Worker): Promise<PlainPartial> {
  // One that has ended before its job says so no more.
  if (worker.threadId < 0) throw new GiveUp()
  const found = await new Promise<PlainPartial | undefined>((resolve) => {
    worker.once('message', resolve)
    worker.once('error', () => resolve(undefined))
    worker.once('exit', () => resolve(undefined))
  })
  if (found === undefined) throw new GiveUp()
  return found
}

/** Milliseconds that a worker may take to end. */
const PATIENCE = 1000

/** Fulfilled when a worker with nothing left to do runs no more. */
async function endOf(worker: Worker): Promise<void> {
  // As Node says that it has ended.
  if (worker.threadId < 0) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => void worker.terminate(), PATIENCE)
    worker.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Whether the system has no more files or threads to give, or may not; the plain way needs fewer. */
export function isOfSystem(error: unknown): boolean {
  return error instanceof Error && !(error instanceof LossError) && 'code' in error
}
