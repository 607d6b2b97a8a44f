import type { Language } from '../locale/locale.ts'
import { exampleNumbers, isFixed, isWide, type ExampleTable } from '../losses/example-numbers.ts'
import { formsOf, reductionsOf } from '../losses/forms.ts'
import type { Loss, PlainLoss } from '../losses/loss.ts'
import type { Argument } from '../losses/takes.ts'
import { type OptionSpec, resolveOption } from '../options.ts'
import type { Reduction } from '../report.ts'

/** As the learner set it: numbers, words, switches, lists. */
export type OptionChoice = number | string | boolean | readonly number[]

/** Everything that a learner can change, and what a link says. */
export interface PlaygroundState {
  readonly loss: string
  /** Of a loss with several forms. */
  readonly form: string
  readonly language: Language
  readonly row: number
  readonly reduction: Reduction
  readonly args: Readonly<Record<string, ExampleTable>>
  /** Only those that differ from their defaults. */
  readonly options: Readonly<Record<string, OptionChoice>>
}

export const MOST_ROWS = 8
export const MOST_COLUMNS = 6
/** Larger numbers are no example. */
const LARGEST = 1e6

export type LossesByName = ReadonlyMap<string, Loss>

export function formOf(
  losses: LossesByName,
  { loss, form }: Pick<PlaygroundState, 'loss' | 'form'>,
): PlainLoss {
  const forms = formsOf(losses.get(loss)!)
  return forms.get(form) ?? forms.values().next().value!
}

/** A loss with the numbers of the example, as far as it takes them, and its own defaults. */
export function startOf(
  losses: LossesByName,
  name: string,
  form: string,
  language: Language,
): PlaygroundState {
  const plain = formOf(losses, { loss: name, form })
  return { loss: name, form, language, row: 0, reduction: 'mean', args: exampleNumbers(plain), options: {} }
}

export function sizeOf({ args }: PlaygroundState): readonly [rows: number, columns: number] {
  const [first] = Object.values(args) as [ExampleTable]
  return [first.length, first[0]!.length]
}

/** With other rows or columns; new places hold what the first one holds in the example. */
export function resized(
  losses: LossesByName,
  state: PlaygroundState,
  rows: number,
  columns: number,
): PlaygroundState {
  const plain = formOf(losses, state)
  const start = startOf(losses, state.loss, state.form, state.language)
  const args = Object.fromEntries(
    Object.entries(plain.takes).map(([name, takes]) => {
      const [old, fresh] = [state.args[name]!, start.args[name]!]
      const width = isWide(takes) ? columns : 1
      const table = Array.from({ length: rows }, (_, r) =>
        Array.from({ length: width }, (_, c) => old[r]?.[c] ?? fresh[r % 3]![c % fresh[0]!.length]!),
      )
      const most = columns - 1
      return [
        name,
        takes.kind === 'index' || takes.domain.indices
          ? table.map((row) => row.map((c) => Math.min(c, most)))
          : table,
      ]
    }),
  )
  return { ...state, args, row: Math.min(state.row, rows - 1) }
}

/** The part of a link after #. */
export function linkOf({ loss, form, language, row, reduction, args, options }: PlaygroundState): string {
  const table = (rows: ExampleTable) => rows.map((numbers) => numbers.join(',')).join(';')
  const parts = [
    ['loss', loss],
    ...(form === '' ? [] : [['form', form]]),
    ['lang', language],
    ['row', String(row)],
    ...(reduction === 'mean' ? [] : [['reduction', reduction]]),
    ...Object.entries(args).map(([name, rows]) => [name, table(rows)]),
    ...Object.entries(options).map(([name, value]) => [`--${name}`, String(value)]),
  ]
  return parts.map(([name, value]) => `${name}=${value}`).join('&')
}

/** The state that a link says; undefined for one with anything that it should not have. */
export function stateOf(losses: LossesByName, link: string): PlaygroundState | undefined {
  if (link.length > 4000 || !/^[\w.,;=&-]*$/.test(link)) return undefined
  const said = new Map<string, string>()
  for (const part of link.split('&')) {
    const at = part.indexOf('=')
    const name = part.slice(0, at)
    if (at < 1 || said.has(name)) return undefined
    said.set(name, part.slice(at + 1))
  }
  const take = (name: string) => {
    const value = said.get(name)
    said.delete(name)
    return value
  }
  const [loss, form = '', language, row = '0', reduction = 'mean'] = [
    ...['loss', 'form', 'lang', 'row', 'reduction'].map(take),
  ]
  const known = loss === undefined ? undefined : losses.get(loss)
  if (!known || (language !== 'en' && language !== 'zh') || !formsOf(known).has(form)) return undefined
  if (reduction === 'none' || !(reductionsOf(known) as readonly string[]).includes(reduction))
    return undefined
  const plain = formOf(losses, { loss: loss!, form })
  const args: Record<string, ExampleTable> = {}
  for (const [name, takes] of Object.entries(plain.takes)) {
    const table = tableOf(take(name))
    const [first = table] = Object.values(args)
    if (!table || !first) return undefined
    const width = isWide(takes) ? first[0]!.length : 1
    const fits = isFixed(plain) || (table.length === first.length && table[0]!.length === width)
    if (!fits || !table.every((numbers) => numbers.every((value) => allowed(value, takes, first))))
      return undefined
    args[name] = table
  }
  const rows = Object.values(args)[0]!.length
  if (!/^\d$/.test(row) || Number(row) >= rows) return undefined
  const options: Record<string, OptionChoice> = {}
  for (const [key, text] of said) {
    const name = key.startsWith('--') ? key.slice(2) : ''
    const spec = Object.hasOwn(plain.options, name) ? plain.options[name] : undefined
    const value = spec && choiceOf(spec, text)
    if (value === undefined || !takesIt(name, spec!, value)) return undefined
    options[name] = value
  }
  return { loss: loss!, form, language, row: Number(row), reduction: reduction as Reduction, args, options }
}

const NUMBER = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:e-?\d{1,3})?$/

/** A number of reasonable size, written as a number. */
function numberOf(text: string): number | undefined {
  if (!NUMBER.test(text) || text.length > 30) return undefined
  const value = Number(text)
  return Math.abs(value) <= LARGEST ? value : undefined
}

function tableOf(text: string | undefined): ExampleTable | undefined {
  const rows = text?.split(';').map((row) => row.split(',').map(numberOf))
  if (!rows || rows.length > MOST_ROWS) return undefined
  const width = rows[0]!.length
  const whole = rows.every((row) => row.length === width && row.every((value) => value !== undefined))
  return whole && width <= MOST_COLUMNS ? (rows as number[][]) : undefined
}

function allowed(value: number, { kind, domain }: Argument, first: ExampleTable): boolean {
  if (kind !== 'index') return !domain.whole || Number.isInteger(value)
  return Number.isInteger(value) && value >= 0 && value < first[0]!.length
}

/** What a text says for an option; undefined for what it cannot be. */
export function choiceOf(spec: OptionSpec, text: string): OptionChoice | undefined {
  if (spec.type === 'flag') return text === 'true' ? true : text === 'false' ? false : undefined
  if (spec.type === 'choice') return spec.words.find((word) => word === text)
  if (spec.type === 'scale' && text === 'off') return 'off'
  const numbers = text.split(',').map(numberOf)
  if (numbers.length > MOST_COLUMNS || numbers.some((number) => number === undefined)) return undefined
  if (spec.type === 'tensor') return numbers as number[]
  if (spec.type === 'scale' && numbers.length > 1) return numbers as number[]
  return numbers.length === 1 ? numbers[0] : undefined
}

export function takesIt(name: string, spec: OptionSpec, value: OptionChoice): boolean {
  try {
    resolveOption(name, spec, given(spec, value))
    return true
  } catch {
    return false
  }
}

/** An option as the engine takes it. */
export function given(spec: OptionSpec, value: OptionChoice): unknown {
  if (spec.type === 'scale' && value === 'off') return spec.off
  if (typeof value !== 'object') return value
  const data = Float64Array.from(value)
  return {
    data,
    shape: spec.type === 'tensor' && spec.as !== 'classes' && data.length === 1 ? [] : [data.length],
  }
}
