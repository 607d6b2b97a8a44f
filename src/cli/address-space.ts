import { readFileSync } from 'node:fs'
import { LossError } from '../error.ts'

/** What the threads and the heap of a short run, and of a long one, may reserve: without it V8 ends the process. */
const SHORT = 340e6
const LONG = 500e6

/** Bytes of address space that a limit such as `ulimit -v` leaves to this process; Infinity without one. */
export function addressSpaceLeft(): number {
  try {
    const limit = numberAfter('Max address space', '/proc/self/limits')
    return limit === undefined ? Infinity : limit - 1024 * numberAfter('VmSize:', '/proc/self/status')!
  } catch {
    // Other systems have no such files.
    return Infinity
  }
}

function numberAfter(words: string, file: string): number | undefined {
  // Without a pattern, which takes longer to compile than the file to read; UTF-8 is read without a detour.
  const number = parseInt(readFileSync(file, 'utf8').split(`\n${words}`)[1] ?? '', 10)
  return Number.isNaN(number) ? undefined : number
}

/** The error of a run for which a limit leaves too little; undefined where there is enough. */
export function tooLittleSpace(left: number, long: boolean): LossError | undefined {
  const needed = long ? LONG : SHORT
  if (left >= needed) return undefined
  const megabytes = (bytes: number) => Math.max(0, Math.round(bytes / 1e6))
  return new LossError(
    'E207',
    `ulimit -v leaves ${megabytes(left)} MB of addresses to this process, which needs ${megabytes(needed)} MB`,
    {
      why: 'it bounds what is reserved, most of which is never used; a cgroup bounds what is',
      tries: ['ulimit -v unlimited'],
    },
  )
}
