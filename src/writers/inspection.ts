import type { Notice } from '../report.ts'
import { showShape } from '../tensor.ts'
import type { Paint } from './color.ts'
import { jsonProperties } from './json-numbers.ts'
import { counted, grouped, plain } from './number.ts'
import { visible } from './text.ts'

/** What was read from one input. */
interface Numbers {
  readonly name: string
  readonly format: string
  readonly notes: readonly string[]
  readonly columns?: readonly string[] | undefined
  readonly shape: readonly number[]
  readonly count: number
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly nan: number
  readonly infinite: number
  readonly zeros: number
  readonly integers: number
  readonly rowSums?: readonly [number, number]
  readonly looks: string
}

/** An inspection as it is printed. */
export interface Inspection {
  readonly input: Numbers
  readonly others?: readonly { readonly name: string; readonly type: string }[]
  readonly target?: Numbers
  readonly fits: readonly {
    readonly loss: string
    readonly mode?: string
    readonly refused?: string
    readonly notices: readonly Notice[]
  }[]
  readonly tries?: readonly string[]
}

/** Names of columns that are listed. */
const NAMES_SHOWN = 8

/** For people: both inputs, then every loss with what speaks against it. */
export function inspectionText(
  { input, others, target, fits, tries = [] }: Inspection,
  color: Paint,
): string {
  let text = numbersText(input, color)
  if (others)
    text += `  ${color.dim('other columns '.padEnd(12))}${others.map(({ name, type }) => `${visible(name)} (${type})`).join(', ')}\n`
  if (target) text += `\n${numbersText(target, color)}`
  text += `\n${color.strong('losses')}\n`
  for (const { loss, mode, refused, notices } of fits) {
    const name = (mode === undefined ? loss : `${loss} ${mode}`).padEnd(16)
    const verdict = refused === undefined ? 'fits' : `no: ${visible(refused)}`
    text += `  ${color.code(name)}${verdict}\n`
    for (const { code, message } of notices) {
      text += `  ${' '.repeat(16)}${color.hint(code)} ${visible(message.split('\n')[0]!)}\n`
    }
  }
  for (const step of tries) text += `\nthe columns that are probably meant: ${color.code(visible(step))}\n`
  return text
}

function numbersText(numbers: Numbers, color: Paint): string {
  const { name, format, notes, shape, columns, count, min, max, mean, rowSums, looks } = numbers
  const lines: [string, string][] = [
    ['read as', visible([format, ...notes].join(', '))],
    ['shape', `${showShape(shape)}, ${counted(count, 'number')}`],
  ]
  if (columns) {
    const more = columns.length > NAMES_SHOWN ? ', ...' : ''
    lines.push(['columns', `${columns.slice(0, NAMES_SHOWN).map(visible).join(', ')}${more}`])
  }
  if (!Number.isNaN(min)) lines.push(['range', `${plain(min)} to ${plain(max)}, mean ${plain(mean)}`])
  const { nan, infinite, zeros, integers } = numbers
  const counts = { zeros, 'whole numbers': integers, NaN: nan, infinite }
  const found = Object.entries(counts).filter(([, n]) => n > 0)
  if (found.length > 0) lines.push(['of these', found.map(([what, n]) => `${what} ${grouped(n)}`).join(', ')])
  if (rowSums) lines.push(['row sums', `${plain(rowSums[0])} to ${plain(rowSums[1])}`])
  lines.push(['looks like', looks])
  const body = lines.map(([title, value]) => `  ${color.dim(title.padEnd(12))}${value}\n`).join('')
  return `${color.strong(visible(name))}\n${body}`
}

/** One object, each key on a line of its own. */
export function inspectionJson({ input, others, target, fits }: Inspection): string {
  const whole = {
    schema: 'loss-calc/inspection@1',
    input: numbersObject(input),
    ...(others && { other_columns: others }),
    ...(target && { target: numbersObject(target) }),
    losses: fits.map(({ loss, mode, refused, notices }) => ({
      loss,
      mode,
      fits: refused === undefined,
      reason: refused,
      notices: notices.map(({ code, message, tries }) => ({ code, message, tries })),
    })),
  }
  const lines = Object.entries(whole).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  )
  return `{\n${lines.join(',\n')}\n}\n`
}

function numbersObject({ name, format, notes, columns, shape, count, rowSums, looks, ...rest }: Numbers) {
  const { min, max, mean, nan, infinite, zeros, integers } = rest
  return {
    file: name,
    format,
    notes,
    columns,
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
