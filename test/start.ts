import { type ChildProcess, fork } from 'node:child_process'
import { resolve } from 'node:path'
import type { Outcome } from './built.ts'

interface Asked {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  /** Then it is killed, and all that it started. */
  readonly seconds?: number
}

const script = resolve('test/starter.mjs')
let starter: ChildProcess | undefined
const waiting = new Map<number, (outcome: Outcome) => void>()
let last = 0

/**
 * Runs a program by a small process: the system copies the tables of all pages of the one that starts another, which
 * for a process of tests takes 20 ms of its time, and more of each page that it writes afterwards.
 */
export function start(file: string, words: readonly string[], asked: Asked = {}): Promise<Outcome> {
  const id = ++last
  const env = asked.env ?? process.env
  const outcome = new Promise<Outcome>((resolve) => waiting.set(id, resolve))
  running().send({ id, file, words, cwd: process.cwd(), seconds: 30, ...asked, env })
  return outcome
}

/** Ends this process unless what it does is done in some seconds: what waits in its only thread no timer ends. */
export async function within<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  const id = ++last
  running().send({ id, seconds })
  try {
    return await work()
  } finally {
    running().send({ id, seconds: 0 })
  }
}

function running(): ChildProcess {
  if (starter?.connected) return starter
  starter = fork(script, { execArgv: [], stdio: 'ignore' })
  starter.on('message', ({ id, ...outcome }: Outcome & { id: number }) => {
    waiting.get(id)?.(outcome)
    waiting.delete(id)
  })
  starter.unref()
  starter.channel?.unref()
  return starter
}
