import type { Command } from '../../command/command.ts'
import type { Io } from '../../command/io.ts'
import { passRefused } from '../../error.ts'
import { isPlainFile, openTable } from '../../readers/open.ts'
import { selectorOf } from '../../selector.ts'
import { visible } from '../../writers/text.ts'

/** A word that may stand at the cursor, and what it means. */
interface Offer {
  readonly word: string
  readonly meaning?: string
}

interface OptionWords {
  /** `--reduction`, with its short form if it has one. */
  readonly names: readonly string[]
  readonly summary: string
  /** Whether a value follows, and the words it may be, if those are known. */
  readonly takesValue: boolean
  readonly values: readonly string[]
}

export interface CommandWords {
  readonly options: readonly OptionWords[]
  /** Words that the first argument takes, if those are known. */
  readonly words: readonly string[]
  readonly ofLosses?: Command['ofLosses']
}

/** All commands; what one takes is loaded when its name was typed. */
export interface CommandTree {
  readonly names: readonly string[]
  meanings(): Promise<ReadonlyMap<string, string>>
  load(name: string, line: readonly string[]): Promise<CommandWords>
}

/** Options that name columns of the files. */
const columnOptions = /^--(?:input-cols|target-cols?|weight-col|id|group-by|where)$/

/** The words that may replace the last one; none if it is a file. */
export async function offersFor(
  words: readonly string[],
  tree: CommandTree,
  io: Pick<Io, 'stdin'>,
): Promise<Offer[]> {
  const { before, option, current } = split(words)
  const command = before.find((word) => tree.names.includes(word))
  if (command === undefined) {
    const meanings = await tree.meanings()
    const commands = tree.names.map((word) => ({ word, meaning: meanings.get(word) ?? '' }))
    return beginningWith(current, commands)
  }
  const { options, words: first } = await tree.load(command, before)
  const named = options.find(({ names }) => option !== undefined && names.includes(option))
  if (named?.takesValue && !current.startsWith('-')) {
    const columns = columnOptions.test(option!) ? await columnsOf(before, io) : []
    return inList(current, [...named.values, ...columns])
  }
  if (current.startsWith('-')) {
    const flags = options.flatMap(({ names, summary }) => names.map((word) => ({ word, meaning: summary })))
    return beginningWith(current, flags)
  }
  return before.at(-1) === command ? inList(current, first) : []
}

/** `--flag=value` is a flag and a value, which bash cuts into three words. */
function split(words: readonly string[]): { before: string[]; option: string | undefined; current: string } {
  const all = words.flatMap((word) => (/^--[^=]+=/.test(word) ? cut(word) : [word === '""' ? '' : word]))
  if (all.at(-1) === '=') all.push('')
  const given = all.filter((word) => word !== '=')
  const before = given.slice(0, -1)
  return { before, option: before.at(-1), current: given.at(-1) ?? '' }
}

function cut(word: string): [string, string] {
  const at = word.indexOf('=')
  return [word.slice(0, at), word.slice(at + 1)]
}

/** Names of the columns of the files on the line, of every format. A pipe would keep the shell waiting. */
async function columnsOf(words: readonly string[], io: Pick<Io, 'stdin'>): Promise<string[]> {
  const files = words.filter(isPlainFile)
  const tables = files.map(async (file) => {
    // A run of the command will give the error.
    const table = await openTable(file, {}, io).catch(passRefused)
    const names = table?.columns.map(({ name }) => name) ?? []
    return names.filter((name) => visible(name) === name).map(selectorOf)
  })
  return [...new Set((await Promise.all(tables)).flat())]
}

/** Words for the last item of a list with commas. */
function inList(current: string, words: readonly string[]): Offer[] {
  const start = current.slice(0, current.lastIndexOf(',') + 1)
  return beginningWith(
    current,
    words.map((word) => ({ word: start + word })),
  )
}

function beginningWith(start: string, offers: readonly Offer[]): Offer[] {
  return offers.filter(({ word }) => word.startsWith(start))
}
