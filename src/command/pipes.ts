import { fstatSync, type Stats, statSync } from 'node:fs'
import { LossError } from '../error.ts'

/**
 * Refuses a pipe that is named twice: what is read of it once cannot be read again, and waiting for more never ends.
 *
 * @throws LossError E106
 */
export function refuseTwice(files: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const file of files) {
    if (!isPipe(file)) continue
    const stat = statOf(file)
    const id = stat?.isFIFO() === true || stat?.isSocket() === true ? `${stat.dev}:${stat.ino}` : '-'
    const other = seen.get(id)
    if (other === '-' && file === '-')
      throw new LossError('E106', 'two inputs are -, but there is one standard input')
    if (other !== undefined)
      throw new LossError('E106', `${other} and ${file} are one pipe, which can be read once`, {
        why: 'what one of the two reads, the other does not get',
      })
    seen.set(id, file)
  }
}

/** Whether an argument names something that can be read only once. */
export function isPipe(file: string): boolean {
  const stat = statOf(file)
  return file === '-' || stat?.isFIFO() === true || stat?.isSocket() === true
}

/** Files, and apart from them what is a pipe, which may stay silent: what can be refused before it is read is. */
export function pipesApart(names: readonly string[]): readonly [files: string[], pipes: string[]] {
  const [files, pipes]: [string[], string[]] = [[], []]
  // Each is asked for once: there may be a million.
  for (const name of names) (isPipe(name) ? pipes : files).push(name)
  return [files, pipes]
}

/** The file, or the one that a part is named of. */
export function statOf(file: string): Stats | undefined {
  try {
    if (file === '-') return fstatSync(0)
    const found = statSync(file, { throwIfNoEntry: false })
    return found ?? (file.includes('#') ? statSync(file.slice(0, file.indexOf('#'))) : undefined)
  } catch {
    // Numbers, or a name that the reader will refuse.
    return undefined
  }
}
