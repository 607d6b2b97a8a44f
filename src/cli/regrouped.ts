import { existsSync } from 'node:fs'
import type { DeclaredFlag } from '../command/command.ts'
import { takesValue } from '../command/split-words.ts'
import { namesLoss } from '../losses/registry.ts'
import { isId, isInput } from '../data/column-names.ts'
import { commandLine, quoted } from '../error.ts'
import { selectorOf } from '../selector.ts'
import { dataFiles } from './data-files.ts'

/* Command lines whose words were divided otherwise than they were meant. */

/** Marks that editors and input methods put in place of two hyphens. A number after them is a number. */
const DASHES = /^[–—―－−‐‑‒]+(?=[A-Za-z])/

/** Options whose value is a list. */
const OF_LISTS = /^--(?:(?:input|target)-cols?|show|id|group-by|classes|metrics|weight|alpha|quantiles)$/

/** More words than this are no name of a file. */
const WORDS_OF_A_NAME = 8

/** Of more words, as of a pattern that a shell wrote out, it is not told what was meant. */
const MOST_WORDS = 10_000

const isNumber = (word: string): boolean => /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(word)

/** The words as they were meant, if that is plain. */
function meant(argv: readonly string[]): string[] | undefined {
  const ways = [withHyphens, oneFile, closedBrackets, inOneList, twoLists, severalFiles]
  for (const way of ways) {
    const words = way(argv)
    if (words !== undefined && words.join('\0') !== argv.join('\0')) return words
  }
  return undefined
}

/** The command line as it was meant, ready to paste; none where that is not plain. */
export function regrouped(argv: readonly string[]): string[] {
  const words = argv.length > MOST_WORDS ? undefined : meant(argv)
  return words ? [commandLine(words)] : []
}

function withHyphens(argv: readonly string[]): string[] {
  return argv.map((word) => word.replace(DASHES, word.length > 2 ? '--' : '-'))
}

/** The name of a file that a shell divided at its blanks. */
export function oneFile(argv: readonly string[]): string[] | undefined {
  for (let from = 0; from < argv.length; from++) {
    if (argv[from]!.startsWith('-')) continue
    for (let to = Math.min(argv.length, from + WORDS_OF_A_NAME); to > from + 1; to--) {
      const name = argv.slice(from, to).join(' ')
      if (name.length < 1000 && existsSync(name)) return argv.toSpliced(from, to - from, name)
    }
  }
  return undefined
}

/** `[1, 2] [3, 4]` that a shell divided. */
function closedBrackets(argv: readonly string[]): string[] | undefined {
  const words: string[] = []
  let open = 0
  for (const word of argv) {
    if (open > 0) words[words.length - 1] += ` ${word}`
    else words.push(word)
    for (const letter of word) open += letter === '[' ? 1 : letter === ']' ? -1 : 0
    if (open < 0) return undefined
  }
  return open === 0 ? words : undefined
}

/** `--input-cols a b c` and `--input-cols a, b, c`. */
function inOneList(argv: readonly string[]): string[] | undefined {
  for (const [at, option] of argv.entries()) {
    if (!OF_LISTS.test(option)) continue
    const after = argv.slice(at + 1)
    const end = after.findIndex((word) => /^-\D|^\[/.test(word) || existsSync(word))
    const list = end < 0 ? after : after.slice(0, end)
    const joined = list.map((word) => word.replace(/,$/, '')).join(',')
    if (list.length > 1) return argv.toSpliced(at + 1, list.length, joined)
  }
  return undefined
}

/** `1 2 3 4 5 6`, half of them inputs and half of them targets. */
function twoLists(argv: readonly string[]): string[] | undefined {
  const from = argv.findIndex(isNumber)
  const rest = argv.slice(from)
  const end = rest.findIndex((word) => !isNumber(word))
  const numbers = end < 0 ? rest : rest.slice(0, end)
  const half = numbers.length / 2
  if (from < 1 || half < 2 || !Number.isInteger(half)) return undefined
  return argv.toSpliced(from, numbers.length, numbers.slice(0, half).join(','), numbers.slice(half).join(','))
}

/** Several files of one loss are models or epochs. */
function severalFiles(argv: readonly string[]): string[] | undefined {
  const files = argv.slice(1).filter((word) => existsSync(word))
  const pattern = argv.some(
    (word, i) => word.includes('*') && !argv[i - 1]?.startsWith('-') && dataFiles(word).length > 0,
  )
  return namesLoss(argv[0]!) &&
    (files.length > 2 || pattern) &&
    argv.some((word) => word.startsWith('--target-col'))
    ? ['trend', ...argv]
    : undefined
}

const CONDITION = /^[^=!<>]+(?:[=!<>]=?)/

/** Conditions that stand in one option: all of several are asked for by one option each. */
export function conditionsApart(argv: readonly string[]): string[] {
  const words = argv.flatMap((word, i) => {
    if (argv[i - 1] !== '--where') return [word]
    const parts = word.split(/\s+(?:and|且|和)\s+|\s*&&?\s*|[,，]\s*/i)
    return parts.every((part) => CONDITION.test(part))
      ? parts.flatMap((part, j) => (j === 0 ? part : ['--where', part]))
      : [word]
  })
  return words.length === argv.length ? [] : [commandLine(words)]
}

/** One standard input for one of two that ask for it: for a target that is a column of it, or in a file. */
export function oneStdin(argv: readonly string[]): string[] {
  const at = argv.lastIndexOf('-')
  const words = argv.some((word) => word.startsWith('--target-col'))
    ? argv.toSpliced(at, 1)
    : argv.with(at, 'target.csv')
  return at < 0 ? [] : [commandLine(words)]
}

const UNFIT = /^target \((.*?)\) does not fit input \((.*?)\):/

/** Where the shapes of two inputs do not fit: exchanged if they then do, or the target of one row in brackets. */
export function rearranged(
  message: string,
  argv: readonly string[],
  declared: readonly DeclaredFlag[],
): string[] {
  const [, target, input] = UNFIT.exec(message) ?? []
  if (target === undefined || input === undefined) return []
  const [rows, classes] = target.split(', ')
  const exchanged = classes !== undefined && `${rows},` === input
  if (!exchanged && !(target === '' && input.startsWith('1, '))) return []
  const takers = declared.filter(takesValue).flatMap(({ names }) => names)
  const places = argv.flatMap((word, i) =>
    i === 0 || namesLoss(word) || /^--?[a-z]/.test(word) || takers.includes(argv[i - 1]!) ? [] : [i],
  )
  const [first, second] = places
  if (places.length !== 2) return []
  const words = exchanged
    ? argv.with(first!, argv[second!]!).with(second!, argv[first!]!)
    : argv.with(second!, `[${argv[second!]!}]`)
  return [commandLine(words)]
}

/** What makes equal shapes of (N, 1), as models of Keras give it, and targets (N), or of a column and a row. */
const alignments = [
  [/^input \((\d+), 1\) and target \(\1,\) /, '--input-cols 0'],
  [/^input \((\d+),\) and target \(\1, 1\) /, '--target-col 0'],
  [/^input \((?:1, (\d+)\) and target \(\1, 1|(\d+), 1\) and target \(1, \2)\) /, '--transpose'],
] as const

/** One of several columns of the input may be meant for a target of one. */
export function aligned(message: string, columns: readonly string[] = []): string[] {
  const found = alignments.filter(([shapes]) => shapes.test(message)).map(([, option]) => option)
  const likely = columns.filter((name) => !isId(name))
  const one = likely.findLast(isInput) ?? likely[0]
  const wide = one !== undefined && /^input \((\d+), \d+\) and target \(\1, 1\)/.test(message)
  return wide ? [`--input-cols ${quoted(selectorOf(one))}`] : found
}
