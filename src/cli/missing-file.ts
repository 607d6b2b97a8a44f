import { readdirSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { nearest } from '../data/nearest.ts'
import { commandLine, instead, quoted } from '../error.ts'
import { namesLoss } from '../losses/registry.ts'
import { dataFiles } from './data-files.ts'
import { regrouped } from './regrouped.ts'

const MISSING = /^cannot read (.*): there is no such file$/s

const FOLDER = /^cannot read (.*): it is a directory$/s

/** Programs that fetch what an address names, to standard output. */
const FETCH: readonly (readonly [RegExp, string, string])[] = [
  [/^https?:/, 'curl -fsSL', ''],
  [/^s3:/, 'aws s3 cp', ' -'],
  [/^gs:/, 'gcloud storage cat', ''],
]

/** What to try where a file is missing: the words as they were meant, its address, or one beside it that is called alike. */
export function fileAlike(message: string, argv: readonly string[]): string[] {
  const folder = FOLDER.exec(message)?.[1]
  if (folder !== undefined) return inFolder(folder, argv)
  const path = MISSING.exec(message)?.[1]
  if (path === undefined) return []
  const [, fetch, end] = FETCH.find(([scheme]) => scheme.test(path)) ?? []
  if (fetch !== undefined) {
    const words = argv.map((word) => (word === path ? '-' : word))
    return [`${fetch} ${quoted(path)}${end} | ${commandLine(words)}`]
  }
  // Balanced weights are n / (C n_c), by the counts of the classes.
  if (path === 'balanced') {
    const at = argv.indexOf(path)
    return [
      'give a weight for each class, n / (C count), by the counts of',
      commandLine(argv.toSpliced(at - 1, 2, '--per-class')),
    ]
  }
  // Commands whose first words are files.
  if (argv[1] === path && namesLoss(path)) {
    const named = argv[0] === 'identify' ? ['--loss', path] : []
    return [commandLine([...argv.toSpliced(1, 1), ...named])]
  }
  const parts = /^[\w./-]*\*[\w./*-]*$/.test(path) && dataFiles(path).length > 1
  const lines = [...(parts ? partByPart(path, path, argv) : []), ...regrouped(argv)]
  if (lines.length > 0) return lines
  try {
    const near = nearest(basename(path), readdirSync(dirname(path)))
    return near === undefined ? [] : [instead(join(dirname(path), near), path)]
  } catch {
    return []
  }
}

/** One loss over the files of a folder or of a pattern, each with its targets. */
function partByPart(path: string, pattern: string, argv: readonly string[]): string[] {
  if (!namesLoss(argv[0]!)) return []
  const words = argv.flatMap((word) =>
    /^-q$|^--quiet$/.test(word) ? [] : word === path ? '"$f"' : quoted(word),
  )
  return [`for f in ${pattern}; do loss-calc ${words.join(' ')} --format state; done | loss-calc merge -`]
}

/** The file of data that a folder holds, if it is one; of those that follow each other the pattern that names them. */
function inFolder(folder: string, argv: readonly string[]): string[] {
  const several = argv[0] === 'trend'
  const own = dataFiles(folder)
  // A folder for each value of a column, as Hive and Spark partition.
  const files = own.length > 0 || several ? own : dataFiles(`${folder.replace(/\/$/, '')}/*/*`)
  const [file] = files
  if (file === undefined) return []
  if (files.length > 1 && !several)
    return partByPart(
      folder,
      `${quoted(folder.replace(/\/$/, ''))}${own.length > 0 ? '' : '/*'}/*${extname(file)}`,
      argv,
    )
  return [instead(several ? join(folder, `*${extname(file)}`) : file, folder)]
}
