import { pasteable } from '../command/suggested-commands.ts'
import { closeSync, openSync, readSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { commandLine, type ErrorDetails, quoted, through } from '../error.ts'
import type { Io } from '../command/io.ts'
import { withoutFlags } from '../command/split-words.ts'
import { numbersByName } from '../command/named-weights.ts'
import { dataFiles, inTable, isFolder } from './data-files.ts'
import { fromTags } from './from-tags.ts'
import { INPUT, typed } from './typed.ts'
import { classNames } from '../data/classes.ts'
import { isId, isTarget } from '../data/column-names.ts'
import { sameRows } from '../data/cursor.ts'
import { selectColumns } from '../data/column-selectors.ts'
import { scoreOfPair } from '../data/likely-losses.ts'
import { guessColumns, labelsOf } from '../data/likely-columns.ts'
import { lossMistakenAs } from '../losses/registry.ts'
import { isPlainFile } from '../readers/open.ts'
import { selectorOf } from '../selector.ts'
import type { TableSource } from '../table.ts'

/* Suggestions that need a look at the columns of a file. */

const LOSS_BEFORE = /^loss-calc \.\.\. with a loss before ("(?:[^"\\]|\\.)*")$/
const COLUMN = /--(id|group-by|[\w-]+-cols?) <column>/

/**
 * A suggestion with names of columns for `--id <column>`; `loss-calc ... with a loss before "a.csv"` is the command line
 * with the loss that fits the columns of that file, and their names. Undefined where no column shows it.
 */
export async function fromColumns(
  step: string,
  argv: readonly string[],
  io: Io,
): Promise<string | undefined> {
  const before = LOSS_BEFORE.exec(step)?.[1]
  if (before !== undefined) return lossBefore(JSON.parse(before) as string, argv, io)
  if (!COLUMN.test(step)) return step
  const filled = await inTable(argv.find(isPlainFile), io, async (table) => {
    let filled = step
    for (let found = COLUMN.exec(step); found; found = COLUMN.exec(filled)) {
      const selector = await selectorFor(found[1]!, table)
      // An argument of a loss that has no column is a file.
      // Of pairs the first is mostly the one that should win.
      const pairs = found[1] === 'target-cols' && /--x2-cols? [^<]/.test(filled)
      if (selector === undefined && !pairs) return /^target-col$|-cols$/.test(found[1]!) ? '' : step
      filled =
        selector === undefined
          ? filled.replace('--target-cols <column>', '1')
          : filled.replace('<column>', quoted(selector))
    }
    return filled
  })
  return filled === '' ? undefined : (filled ?? step)
}

/** The command line with the loss that fits a file, or the files of a folder, which follow each other. */
function lossBefore(file: string, argv: readonly string[], io: Io): Promise<string | undefined> {
  const inFolder = isFolder(file) ? dataFiles(file)[0] : undefined
  if (inFolder === undefined) return inTable(file, io, (table) => withLoss(table, file, argv))
  const pattern = join(file, `*${extname(inFolder)}`)
  const words = argv.map((word) => (word === file ? pattern : word))
  return inTable(inFolder, io, (table) => withLoss(table, pattern, words))
}

/** What an error says besides, or instead. */
type Found = Promise<Pick<ErrorDetails, 'why' | 'tries'> | undefined>

/** The query over a file, or the files of a pattern or a folder, that stands where `sql` has no place for it. */
export async function fromTable(_details: ErrorDetails, argv: readonly string[], io: Io): Found {
  const at = argv.findIndex(
    (word, i) => i > 0 && !word.startsWith('-') && !argv[i - 1]!.startsWith('--') && /[*./]/.test(word),
  )
  if (argv[0] !== 'sql' || at < 0) return undefined
  const [first] = dataFiles(argv[at]!)
  return inTable(first, io, async (table) => {
    const guess = guessColumns(table.columns, await labelsOf(table))
    if (!guess) return undefined
    const names = (selector: string) => selectColumns(selector, table).map((column) => table.columns[column]!)
    const [inputs, targets] = [names(guess.input), names(guess.target)]
    const list = (words: readonly string[]) => words.map(selectorOf).join(',')
    const options = {
      '--dialect': 'duckdb',
      '--table': isFolder(argv[at]!) ? join(argv[at]!, `*${extname(first!)}`) : argv[at]!,
      '--input-cols': list(inputs.map(({ name }) => name)),
      '--target-col': list(targets.map(({ name }) => name)),
      ...(targets.length === 1 && targets[0]!.type === 'text' && { '--classes': list(classNames(inputs)) }),
    }
    const more = Object.entries(options).filter(([name]) => !argv.includes(name))
    return { tries: [commandLine([...argv.toSpliced(at, 1), ...more.flat()])] }
  })
}

/** What reads the cells of an error that name several classes. */
export async function fromCells({ at, why, inQuotes }: ErrorDetails, argv: readonly string[], io: Io): Found {
  if (inQuotes && at && /\.(?:json|jsonl|ndjson)$/i.test(at.file)) {
    const one = /^[A-Za-z_]\w*$/.test(at.field ?? '')
    // Ids may be texts of digits, which stay.
    if (!one && argv.some((word) => word.startsWith('--id'))) return undefined
    const query = one
      ? `walk(if type == "object" and has("${at.field}") then .${at.field} |= tonumber else . end)`
      : 'walk(tonumber? // .)'
    return { why, tries: [await pasteable(through(`jq -c '${query}' FILE |`, at.file), argv)] }
  }
  if (at?.field === undefined) return undefined
  const tags = await inTable(at.file, io, (table) => fromTags(table, at.field, at.file, argv))
  if (tags === undefined) return undefined
  return { why: 'a row that names several classes is a column of 0 and 1 for each', tries: [tags] }
}

/** Names 0, 1, 2, ... that were read as numbers, as H118 tells them. */
export async function fromFirstLine({ at }: ErrorDetails, argv: readonly string[]): Found {
  const cells = (at?.line === 1 && at.source?.split(/[,;\t| ]/)) || []
  if (cells.length < 2 || !cells.every((cell, column) => cell.trim() === String(column))) return undefined
  return {
    why: `the first row of ${at!.file} is 0, 1, 2, ...: it looks like the names of columns`,
    tries: [await pasteable('loss-calc ... --headers', argv)],
  }
}

/** Weights by names of classes at the places of their columns; 1 for a class that is not named. */
export async function fromWeights({ tries }: ErrorDetails, argv: readonly string[], io: Io): Found {
  const { flag, value = '' } = typed(argv, '--weight', '--alpha', '--pos-weight') ?? {}
  const given = numbersByName(value)
  if (given === undefined || tries !== undefined) return undefined
  return inTable(argv.find(isPlainFile), io, async (table) => {
    const selector = typed(argv, ...INPUT)?.value ?? guessColumns(table.columns, await labelsOf(table))?.input
    if (selector === undefined) return undefined
    const columns = selectColumns(selector, table).map((column) => table.columns[column]!)
    const names = classNames(columns)
    const numbers = names.map((name, i) => given.get(name) ?? given.get(columns[i]!.name))
    const known = numbers.filter((number) => number !== undefined).length
    if (known < given.size || (flag === '--alpha' && known < names.length)) return undefined
    const list = `${flag} ${numbers.map((number) => number ?? '1').join(',')}`
    return {
      why: `the classes, in order: ${names.map(selectorOf).join(', ')}`,
      tries: [await pasteable(`loss-calc ... ${list}`, argv)],
    }
  })
}

async function selectorFor(option: string, table: TableSource): Promise<string | undefined> {
  const [, argument] = /^(.*)-cols?$/.exec(option) ?? []
  if (argument !== undefined) {
    const guess = guessColumns(table.columns, await labelsOf(table))
    const called = table.columns.find(({ name }) =>
      argument === 'target' ? isTarget(name) : name.toLowerCase().startsWith(argument),
    )
    const scores = scoreOfPair(argument, table.columns)
    const known = argument === 'input' ? guess?.input : argument === 'target' ? guess?.target : undefined
    const column = called ?? scores
    return known ?? (column && selectorOf(column.name))
  }
  const name = option === 'id' ? idOf(table) : await groupOf(table)
  return name === undefined ? undefined : selectorOf(name)
}

/** The command line with options for names of columns that stand where a target would: `ce a.csv cat,dog label`. */
export async function fromOperands(_details: ErrorDetails, argv: readonly string[], io: Io): Found {
  const at = argv.findIndex(isPlainFile)
  const after = argv.slice(at + 1, at + 3)
  const end = after.findIndex((word) => word.startsWith('-') || isPlainFile(word))
  const operands = end < 0 ? after : after.slice(0, end)
  if (at < 0 || operands.length === 0) return undefined
  return inTable(argv[at], io, ({ columns }) => {
    const names = new Set(columns.map(({ name }) => name))
    if (!operands.every((word) => word.split(',').every((name) => names.has(name)))) return undefined
    const target = operands.at(-1)!
    const options = [
      ...(operands.length > 1 ? ['--input-cols', operands[0]!] : []),
      ...(argv.some((word) => word.startsWith('--target-col'))
        ? ['--input-cols', target]
        : ['--target-col', target]),
    ]
    return { tries: [commandLine(argv.toSpliced(at + 1, operands.length, ...options))] }
  })
}

const OF_TOKENS = /^(?:token_?)?log_?probs?$/i

/** As much of a file as its first record may take. */
const FIRST_RECORD = 1 << 20

/**
 * What gives each token a row, where a file holds log-probabilities of tokens per text, however deep (those of OpenAI
 * lie in `choices[0].logprobs.content`): one of the token that came, and none of the others.
 */
export async function fromTokens({ tries = [] }: ErrorDetails, argv: readonly string[]): Found {
  const file = argv.find((word) => /\.(?:json|ndjson|jsonl)$/i.test(word) && isPlainFile(word))
  const records = file === undefined ? undefined : firstRecord(file)
  const each = Array.isArray(records) ? '.[]' : '.'
  const rows = tokensIn(Array.isArray(records) ? records[0] : records)
  if (rows === undefined) return undefined
  const query = `${each} as $r | $r | ${rows} | ($r | map_values(scalars))`
  const field = rows.endsWith('numbers') ? 'logprob: .' : 'logprob'
  const loss = await lossMistakenAs('classes of log-probabilities')
  const known = tries.filter((step) => step.includes(' --input-cols '))
  return {
    why: 'a log-probability of each token that came needs no target: its class is 0',
    tries: [
      ...(await Promise.all(known.map((step) => pasteable(step, argv)))),
      `jq -c '${query} + {${field}, target: 0}' ${quoted(file!)} | loss-calc ${loss} - --input-cols logprob --target-col target --metrics ppl`,
    ],
  }
}

/** What lm-evaluation-harness says of each choice: its log-probability, and whether it is what comes by itself. */
const CHOICE = /"filtered_resps": ?\[\[(?:"[^"]*"|[^",\]]*), ?"?(?:true|false)\b/i

/** What takes the log-probability of each choice out of samples of lm-evaluation-harness. */
export async function fromChoices(_details: ErrorDetails, argv: readonly string[]): Found {
  const file = argv.find((word) => /\.jsonl?$/i.test(word) && isPlainFile(word))
  if (file === undefined || !CHOICE.test(readStart(file, FIRST_RECORD).split('\n', 1)[0]!)) return undefined
  const query = '{choices: [.filtered_resps[][0] | tonumber], target: .target | tonumber}'
  const loss = await lossMistakenAs('classes of logits')
  return {
    why: 'each choice is a list of its log-probability, and whether it is greedy',
    tries: [
      `jq -c '${query}' ${quoted(file)} | loss-calc ${loss} - --input-cols choices --target-col target`,
    ],
  }
}

/** What names the scores of each row, where a list of names stands beside them: its order is that of the scores. */
export async function fromNamedScores(_details: ErrorDetails, argv: readonly string[]): Found {
  const file = argv.find((word) => /\.(?:jsonl|ndjson)$/i.test(word) && isPlainFile(word))
  const lists = file === undefined ? undefined : namedScores(firstRecord(file), '')
  if (lists === undefined) return undefined
  const words = withoutFlags(argv, INPUT).map((word) => (word === file ? '-' : word))
  const line = commandLine([...words, '--input-cols', 'p.*'])
  const query = `. + {p: ([${lists}] | transpose | map({(.[0]): .[1]}) | add)}`
  return {
    why: 'a list of names in each row names the scores beside it',
    tries: [`jq -c '${query}' ${quoted(file!)} | ${line}`],
  }
}

/** A list of texts and one of as many numbers in the same object, as jq names them. */
function namedScores(value: unknown, path: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const lists = Object.entries(value).filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
  const holds = (type: string) =>
    lists.filter(
      ([, list]) => Array.isArray(list) && list.length > 1 && list.every((one) => typeof one === type),
    )
  const [[texts], [numbers]] = [holds('string'), holds('number')]
  if (texts && numbers && (texts[1] as []).length === (numbers[1] as []).length)
    return `${path}.${texts[0]}, ${path}.${numbers[0]}`
  return lists
    .map(([name, inner]) => namedScores(inner, `${path}.${name}`))
    .find((found) => found !== undefined)
}

/** The first record of a file of records, or all of a short one. */
function firstRecord(file: string): unknown {
  const text = readStart(file, FIRST_RECORD)
  for (const part of [text, text.split('\n', 1)[0]!]) {
    try {
      return JSON.parse(part)
    } catch {
      // A file of several records is no JSON, and a record over several lines is no line.
    }
  }
  return undefined
}

/** Where the log-probabilities of tokens lie, as jq names it; not below `levels` lists and objects. */
function tokensIn(value: unknown, levels = 64): string | undefined {
  if (typeof value !== 'object' || value === null || levels === 0) return undefined
  const fields = Array.isArray(value) ? [['[]', value[0]] as const] : Object.entries(value)
  for (const [name, inner] of fields) {
    const path = name === '[]' || /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)
    if (OF_TOKENS.test(name)) {
      const content = (inner as { content?: unknown } | null)?.content
      if (Array.isArray(content)) return `.${path}.content[]`
      // The first token of a prompt has none.
      if (Array.isArray(inner) && inner.some((one) => typeof one === 'number')) return `.${path}[] | numbers`
    }
    const deeper = tokensIn(inner, levels - 1)
    if (deeper !== undefined) return `.${path}${deeper}`.replaceAll('.[]', '[]')
  }
  return undefined
}

function readStart(file: string, bytes: number): string {
  const open = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(bytes)
    return buffer.toString('utf8', 0, readSync(open, buffer, 0, bytes, 0))
  } finally {
    closeSync(open)
  }
}

/** The ids that two files of different length have. */
export async function fromIds({ why }: ErrorDetails, argv: readonly string[], io: Io): Found {
  const [one, other] = argv.filter(isPlainFile)
  if (why !== sameRows || other === undefined || typed(argv, '--id')) return undefined
  const ids = async (file: string | undefined) =>
    (await inTable(file, io, ({ columns }) => columns.map(({ name }) => name).filter(isId))) ?? []
  const theirs = await ids(other)
  const id = (await ids(one)).find((name) => name !== '' && theirs.includes(name))
  return id === undefined
    ? undefined
    : { why, tries: [await pasteable(`loss-calc ... --id ${quoted(selectorOf(id))}`, argv)] }
}

/** What makes the state that merge wants of a file of data. */
export async function stateInstead({ at }: ErrorDetails, argv: readonly string[], io: Io): Found {
  const line = at && (await inTable(at.file, io, (table) => withLoss(table, at.file, [at.file])))
  if (line === undefined) return undefined
  const parts = argv.filter(isPlainFile)
  const shard = `${parts.indexOf(at!.file)}/${parts.length}`
  const output = quoted(`${basename(at!.file, extname(at!.file))}.state`)
  const state = `${line} --format state --shard ${shard} -o ${output}`
  return { why: 'merge takes states, and these are data', tries: [state] }
}

/** The column that names the rows: by its name, else the first of texts. */
function idOf({ columns }: TableSource): string | undefined {
  const named = columns.find(
    ({ name }) => name !== '' && isId(name) && !/^(?:#|index|idx|unnamed)/i.test(name),
  )
  return (named ?? columns.find(({ name, type }) => type === 'text' && !isTarget(name)))?.name
}

async function groupOf({ columns, look }: TableSource): Promise<string | undefined> {
  for (const [column, { name, type }] of columns.entries()) {
    if (type !== 'text' || isId(name) || isTarget(name)) continue
    const cells = (await look(column)).cells
    if (new Set(cells).size * 2 <= cells.length) return name
  }
  return undefined
}

async function withLoss(
  table: TableSource,
  file: string,
  argv: readonly string[],
): Promise<string | undefined> {
  const { columns, look } = table
  const guess = guessColumns(columns, await labelsOf(table))
  if (!guess) return undefined
  const rowsOf = async (selector: string) => {
    const cells = selectColumns(selector, { columns, name: file }).map(async (column) =>
      (await look(column)).cells.map(Number),
    )
    return Promise.all(cells)
  }
  const [inputs, targets] = [await rowsOf(guess.input), await rowsOf(guess.target)]
  const within = inputs.flat().every((x) => x >= 0 && x <= 1)
  const sums = inputs[0]!.map((_, row) => inputs.reduce((sum, cells) => sum + cells[row]!, 0))
  const zeroOne = targets.flat().every((t) => t === 0 || t === 1)
  const probabilities = within && sums.length > 0 && sums.every((sum) => Math.abs(sum - 1) < 1e-3)
  const ones = targets[0]!.map((_, row) => targets.reduce((sum, cells) => sum + cells[row]!, 0))
  const oneHot = targets.length > 1 && zeroOne && ones.every((sum) => sum === 1)
  const kind =
    !guess.elements || oneHot
      ? 'classes of logits'
      : !zeroOne
        ? 'square'
        : within
          ? 'binary of probabilities'
          : 'binary of logits'
  const id = argv[0] === 'compare' ? idOf(table) : undefined
  const options = {
    '--input-cols': guess.input,
    '--target-col': guess.target,
    ...(kind === 'classes of logits' && probabilities && { '--from': 'probs' }),
    ...(id !== undefined && { '--id': selectorOf(id) }),
  }
  const more = Object.entries(options).filter(
    ([name]) => !argv.some((word) => word.split('=', 1)[0] === name),
  )
  const words = argv.toSpliced(argv.indexOf(file), 0, await lossMistakenAs(kind))
  return commandLine([...words, ...more.flat()])
}
