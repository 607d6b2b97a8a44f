import { lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import { placeOfExample } from '../readers/bytes/bytes.ts'
import { statOf } from './pipes.ts'

/** What the name of an output stands for. */
export type OutputPlace =
  /** An open file of this process: 1 is standard output, 2 standard error. */
  | { readonly is: 'descriptor'; readonly descriptor: number }
  /** A plain file, or none yet: results are written next to it and renamed. */
  | { readonly is: 'file'; readonly path: string; readonly stats: Stats | undefined }
  /** A device, a pipe, or a file that is only reached through a descriptor: opened and written, never replaced. */
  | { readonly is: 'device'; readonly path: string; readonly stats: Stats }

/** As many links as Linux follows. */
const LINKS = 40

/**
 * Follows the links of a path one by one. `realpath` is not enough: for `/dev/stdout` it finds names such as
 * `out.log (deleted)` or `pipe:[4711]`, which lead nowhere, though the path itself can be written.
 *
 * @throws Error as the system names it, and for a folder
 */
export function placeOf(path: string): OutputPlace {
  if (path === '') throw new Error('its name is empty')
  // Bytes that are no UTF-8 come so: the file would have another name, and two of them one.
  if (/\ufffd/.test(path)) throw new Error('its name is not UTF-8')
  if (path.endsWith('/') || path.endsWith(sep)) throw new Error('it is a directory')
  let at = path
  for (let links = 0; links < LINKS; links++) {
    at = inFolder(at)
    const open = descriptorNamed(at)
    if (open?.own === true && (open.number === 1 || open.number === 2))
      return { is: 'descriptor', descriptor: open.number }
    if (open) return device(at, statSync(at))
    const stats = lstatSync(at, { throwIfNoEntry: false })
    if (stats?.isSymbolicLink() !== true) {
      if (stats?.isFile() === false) return device(at, stats)
      return { is: 'file', path: at, stats }
    }
    const link = readlinkSync(at)
    at = isAbsolute(link) ? link : `${dirname(at)}${sep}${link}`
  }
  throw new Error('its symbolic links go round in a circle')
}

function device(path: string, stats: Stats): OutputPlace {
  if (stats.isDirectory()) throw new Error('it is a directory')
  return { is: 'device', path, stats }
}

/** The path with the links of its folder followed; `..` after a link is the parent of what it leads to. */
const inFolder = (path: string): string => join(realpathSync.native(dirname(path)), basename(path))

/** An open file of some process, if a path names one: what it links to is a description, not a place. */
function descriptorNamed(path: string): { readonly number: number; readonly own: boolean } | undefined {
  const [, owner, number] = /^(?:\/dev\/fd|\/proc\/(self|\d+)(?:\/task\/\d+)?\/fd)\/(\d+)$/.exec(path) ?? []
  if (number === undefined) return undefined
  const own = owner === undefined || owner === 'self' || Number(owner) === process.pid
  return { number: Number(number), own }
}

/**
 * The first of the files that is the output itself, under any name: another path, a symbolic or hard link, other
 * letters where the file system takes them for the same. `-` is standard input; `#part` names a part of a file.
 */
export function inputThatIsOutput(
  place: OutputPlace,
  files: readonly string[],
  packageFolder?: string,
): string | undefined {
  if (place.is === 'descriptor' || place.stats === undefined) return undefined
  const { stats: output } = place
  // A terminal may well be read and written.
  if (!output.isFile() && !output.isFIFO()) return undefined
  return files.find((file) => {
    const stats = statOf(placeOfExample(file, packageFolder))
    return stats !== undefined && stats.dev === output.dev && stats.ino === output.ino
  })
}
