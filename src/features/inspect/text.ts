import { hintTexts } from '../../hints/hint-help.ts'
import type { Fit, Inspection } from './inspect.ts'
import type { InspectedNumbers } from './numbers-seen.ts'
import type { InspectedTable } from './inspect-table.ts'
import { jsonLines, jsonProperties } from '../../writers/json-text.ts'
import { quoted } from '../../error.ts'
import { showShape } from '../../tensor.ts'
import type { Words } from '../../locale/words-en.ts'
import type { HelpWords } from '../../locale/help-en.ts'
import type { Say } from '../../locale/locale.ts'
import type { Paint } from '../../writers/paint.ts'
import { selectorOf } from '../../selector.ts'
import { counted, grouped, plain } from '../../writers/number.ts'
import { visibleWhole, visible } from '../../writers/text.ts'
import { displayWidth, widest } from '../../writers/width.ts'

export interface PrintedInspection extends Partial<Pick<Inspection, 'input' | 'target'>> {
  /** Every column, if the input is not numbers alone. */
  readonly table?: InspectedTable
  /** The command that computes a loss, if names of columns say which is input and target. */
  readonly command?: string
  /** Why there is none, though columns look like input and target. */
  readonly refusal?: string
  readonly fits: readonly Fit[]
}

interface InLanguage {
  readonly say: Say
  readonly words: Words
  readonly hints: HelpWords['hints']
}

const EXAMPLES_SHOWN = 3
const COLUMNS_SHOWN = 40
const NAMES_SHOWN = 8

/** For people: both inputs, then every loss with what speaks against it. */
export function inspectionText(
  { table, input, target, fits, command, refusal }: PrintedInspection,
  paint: Paint,
  { say, words, hints }: InLanguage,
): string {
  const parts = [
    ...(table ? [tableText(table, paint, { say, words })] : []),
    ...(input ? [numbersText(input, paint, { say, words }, table && 'input')] : []),
    ...(target ? [numbersText(target, paint, { say, words }, table && 'target')] : []),
    ...(fits.length > 0 ? [fitsText(fits, paint, hints)] : []),
    ...(refusal === undefined ? [] : [`${visible(refusal)}\n`]),
    ...(command === undefined && table && hasDecimalCommas(table)
      ? [`try: ${paint.code(`loss-calc inspect ${quoted(table.name)} --decimal ,`)}\n`]
      : []),
    ...(command === undefined ? [] : [`try: ${paint.code(visibleWhole(command))}\n`]),
  ]
  return parts.join('\n')
}

/** Whether some column that was read as text holds nothing but numbers with a decimal comma. */
function hasDecimalCommas({ columns }: InspectedTable): boolean {
  return columns.some(
    ({ examples = [] }) => examples.length > 0 && examples.every((text) => /^\s*[-+]?\d+,\d+\s*$/.test(text)),
  )
}

function fitsText(fits: readonly Fit[], paint: Paint, hints: HelpWords['hints']): string {
  let text = `${paint.strong('losses')}\n`
  for (const { loss, mode, refused, notices } of fits.filter(({ usual }) => usual)) {
    const name = (mode === undefined ? `${loss} ` : `${loss} ${mode} `).padEnd(16)
    const verdict = refused === undefined ? 'fits' : `no: ${visible(refused)}`
    text += `  ${paint.code(name)}${verdict}\n`
    for (const { code, message } of notices) {
      text += `  ${' '.repeat(16)}${paint.hint(code)} ${visible(message === hintTexts[code]?.title ? (hints[code] ?? message) : message.split('\n')[0]!)}\n`
    }
  }
  const rest = fits.filter(({ usual, refused }) => !usual && refused === undefined)
  if (rest.length > 0)
    text += `  ${paint.dim('also fit')}        ${rest.map(({ loss }) => loss).join(', ')}\n`
  return text
}

function tableText(
  { name, format, notes, rows, columns, others }: InspectedTable,
  paint: Paint,
  { say, words }: Omit<InLanguage, 'hints'>,
): string {
  const lines = [
    ['read as', readAs(format, notes, say)],
    ['rows', grouped(rows)],
  ]
  const head = lines.map(([title, value]) => `  ${paint.dim(title!.padEnd(12))}${value}\n`).join('')
  const shown = columns.slice(0, COLUMNS_SHOWN)
  const names = shown.map((column) => visible(column.name))
  const own = words.inspect
  const types = shown.map(({ type }) => own.types[type])
  const { column, type, holds } = own
  const [wide, narrow] = [widest([column, ...names]), widest([type, ...types])]
  let body = `  ${paint.dim(`${padded(column, wide)}  ${padded(type, narrow)}  ${holds}`)}\n`
  shown.forEach((one, i) => {
    body += `  ${padded(names[i]!, wide)}  ${padded(types[i]!, narrow)}  ${columnText(one, { say, words })}\n`
  })
  const more = columns.length - shown.length + others
  if (more > 0) body += `  ${paint.dim(say(`... ${counted(more, 'more column')}: --json lists them all`))}\n`
  return `${paint.strong(visible(name))}\n${head}\n${body}`
}

const padded = (text: string, width: number): string => text + ' '.repeat(width - displayWidth(text))

/** `csv, delimiter: ,, header: yes`, each part in the language. */
function readAs(format: string, notes: readonly string[], say: Say): string {
  return visible([format, ...notes.map(say)].join(say(', ')))
}

function columnText(
  { missing, numbers, examples }: InspectedTable['columns'][number],
  { say, words }: Omit<InLanguage, 'hints'>,
): string {
  const lacks = missing > 0 ? [say(`missing ${grouped(missing)}`)] : []
  if (!numbers) {
    const more = (examples ?? []).length > EXAMPLES_SHOWN ? ['...'] : []
    return [...(examples ?? []).slice(0, EXAMPLES_SHOWN).map(visible), ...more, ...lacks].join(', ')
  }
  const { min, max, mean, nan, infinite, looks, shape } = numbers
  const rank = shape.length > 1 && shape[1] !== 1 ? [say(`shape ${showShape(shape)}`)] : []
  const range = Number.isNaN(min) ? [] : [say(`${plain(min)} to ${plain(max)}, mean ${plain(mean)}`)]
  const odd = Object.entries({ NaN: nan, [words.inspect.infinite]: infinite }).filter(([, n]) => n > 0)
  const counts = odd.map(([what, n]) => `${what} ${grouped(n)}`)
  return [...rank, ...range, ...counts, ...lacks, say(looks)].join(say(', '))
}

function numbersText(
  numbers: InspectedNumbers,
  paint: Paint,
  { say, words }: Omit<InLanguage, 'hints'>,
  role?: string,
): string {
  const { name, format, notes, shape, columns, count, min, max, mean, rowSums, looks } = numbers
  const lines: [string, string][] = [
    ['read as', readAs(format, notes, say)],
    ['shape', `${showShape(shape)}, ${counted(count, 'number')}`],
  ]
  if (columns) {
    const more = columns.length > NAMES_SHOWN ? ', ...' : ''
    lines.push(['columns', `${columns.slice(0, NAMES_SHOWN).map(selectorOf).map(visible).join(', ')}${more}`])
  }
  if (!Number.isNaN(min)) lines.push(['range', `${plain(min)} to ${plain(max)}, mean ${plain(mean)}`])
  const { nan, infinite, zeros, integers } = numbers
  const own = words.inspect
  const counts = { [own.zeros]: zeros, [own.whole]: integers, NaN: nan, [own.infinite]: infinite }
  const found = Object.entries(counts).filter(([, n]) => n > 0)
  if (found.length > 0)
    lines.push(['of these', found.map(([what, n]) => `${what} ${grouped(n)}`).join(say(', '))])
  if (rowSums) lines.push(['row sums', `${plain(rowSums[0])} to ${plain(rowSums[1])}`])
  lines.push(['looks like', looks])
  const body = lines.map(([title, value]) => `  ${paint.dim(title.padEnd(12))}${value}\n`).join('')
  return `${paint.strong(role ?? visible(name))}\n${body}`
}

/** One object, each key on a line of its own. */
export function inspectionJson({ table, input, target, fits, command }: PrintedInspection): string {
  const whole = {
    schema: 'loss-calc/inspection@1',
    ...(table && { table: tableObject(table) }),
    ...(input && { input: numbersObject(input) }),
    ...(target && { target: numbersObject(target) }),
    losses: fits.map(({ loss, mode, refused, notices }) => ({
      loss,
      mode,
      fits: refused === undefined,
      reason: refused,
      notices: notices.map(({ code, message, tries }) => ({ code, message, tries })),
    })),
  }
  if (command !== undefined) Object.assign(whole, { command })
  return jsonLines(whole)
}

function tableObject({ name, format, notes, rows, columns }: InspectedTable) {
  return {
    file: name,
    format,
    notes,
    rows,
    columns: columns.map(({ name: column, type, missing, numbers, examples }) => {
      const found = { ...(numbers && foundObject(numbers)), ...(examples && { examples }) }
      return { name: column, type, missing, ...found }
    }),
  }
}

function numbersObject(numbers: InspectedNumbers) {
  const { name, format, notes, columns } = numbers
  return { file: name, format, notes, columns, ...foundObject(numbers) }
}

/** What the numbers are like, wherever they stand. */
function foundObject({ shape, count, rowSums, looks, ...rest }: InspectedNumbers) {
  const { min, max, mean, nan, infinite, zeros, integers } = rest
  return {
    shape,
    count,
    ...jsonProperties('min', min),
    ...jsonProperties('max', max),
    ...jsonProperties('mean', mean),
    nan,
    infinite,
    zeros,
    integers,
    ...(rowSums && {
      ...jsonProperties('row_sum_min', rowSums[0]),
      ...jsonProperties('row_sum_max', rowSums[1]),
    }),
    looks_like: looks,
  }
}
