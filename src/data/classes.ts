import { LossError, passRefused, quoted } from '../error.ts'
import type { Notice } from '../report.ts'
import { selectorOf } from '../selector.ts'
import type { ColumnInfo, TableSource } from '../table.ts'
import type { Chosen } from './chosen.ts'
import { isInput } from './column-names.ts'
import { guessColumns } from './likely-columns.ts'

/** What data frames write for 0 and 1. */
export const booleans: readonly string[] = ['False', 'True']

/** Names that text targets can be matched with: those of the columns, or what differs: `p_cat` is cat, as is `cat_logit`. */
export function classNames(columns: readonly Pick<ColumnInfo, 'name'>[]): string[] {
  const names = columns.map(({ name }) => name)
  const own = withoutBeginning(names)
  const ended = own[0] === names[0] ? withoutBeginning(names.map(turned)).map(turned) : own
  return isInput(names[0]?.slice(ended[0]!.length + 1) ?? '') ? ended : own
}

const turned = (name: string) => [...name].reverse().join('')

function withoutBeginning(names: readonly string[]): string[] {
  const [first = ''] = names
  let prefix = 0
  while (prefix < first.length && names.every((name) => name[prefix] === first[prefix])) prefix++
  while (prefix > 0 && !/[_.\- /:=([]/.test(first[prefix - 1]!)) prefix--
  if (names.length === 1) return names.slice()
  // RapidMiner's confidence(cat), KNIME's P (label=cat).
  const opened = /[([][^)\]]*$/.test(first.slice(0, prefix)) && names.every((name) => /[)\]]$/.test(name))
  return names.map((name) => name.slice(prefix, opened ? -1 : undefined))
}

/** Names of the classes where the targets are a column for each, as the input is: one-hot rows, probabilities. */
export function classesOfColumns(
  loss: LossNeeds | undefined,
  input: readonly string[],
  target: readonly string[],
): readonly string[] | undefined {
  if (loss?.one === 'element' || input.length < 2 || input.length !== target.length) return undefined
  const [own, others] = [input, target].map((names) => classNames(names.map((name) => ({ name }))))
  const words = own!.some((name) => /\D/.test(name))
  return words && own!.every((name, i) => name === others![i]) ? own : undefined
}

/** What must be known of a loss to read its targets. */
export interface LossNeeds {
  readonly name: string
  /** Of what there is a loss each: elements, rows of classes, or as the form is that the data choose. */
  readonly one: 'element' | 'row' | 'form' | 'batch'
  /** What it takes, by name; absent where the form decides. */
  readonly takes?: Readonly<
    Record<
      string,
      {
        readonly kind: string
        readonly probabilities?: unknown
        readonly domain?: { readonly what: string } | undefined
      }
    >
  >
}

/**
 * Names of the classes, if targets are names: those given, else those of the input columns.
 *
 * @throws LossError E307 for targets that cannot be names, and names that are none, twice the same, or too few
 */
export async function classesOf(
  loss: LossNeeds | undefined,
  tables: readonly TableSource[],
  input: Chosen,
  target: Chosen,
  given: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  const { columns, name } = tables[input.table]!
  const names = input.columns.map((one) => columns[one]!)
  const lists = names.some(({ type }) => type === 'list')
  if (given !== undefined) {
    const { columns: others, name: file } = tables[target.table]!
    if (target.columns.some((one) => others[one]!.type === 'list'))
      throw new LossError(
        'E307',
        `${file} is an array of numbers, and --classes is for targets that are names`,
      )
    refuseTwice(given, '--classes')
    const wanted = loss?.one !== 'row' && names.length === 1 ? 2 : names.length
    if (!lists && given.length !== wanted)
      throw new LossError(
        'E307',
        `--classes has ${given.length} ${given.length === 1 ? 'name' : 'names'}, but ${name} has ${names.length} ${names.length === 1 ? 'column' : 'columns'} of input`,
        {
          why: `one name per column: ${names
            .map((one) => one.name)
            .join(', ')
            .slice(0, 200)}`,
        },
      )
    return given
  }
  const [column] = target.columns
  const isText = target.columns.length === 1 && tables[target.table]!.columns[column!]!.type === 'text'
  if (!isText) return undefined
  if (loss?.one !== 'row' && names.length === 1) return booleans
  if (names.length > 1 && !names.every((one, i) => one.name === String(input.columns[i]))) {
    const own = classNames(names)
    refuseTwice(own, `the columns of ${name}`)
    return own
  }
  const guess = guessColumns(columns)
  if (loss?.one === 'row' && names.length === 1 && !lists && guess?.elements === false)
    throw new LossError('E307', `the targets are names, and the input is one column, ${names[0]!.name}`, {
      why: `${loss.name} takes a column for each class`,
      tries: [`loss-calc ... --input-cols ${quoted(guess.input)}`],
    })
  const count = lists ? await lengthOf(tables[input.table]!, input.columns) : names.length
  throw new LossError('E307', `the targets are names, but ${name} does not name its classes`, {
    ...(await orderOf(tables[target.table]!, column!, count)),
  })
}

/** How many numbers the first list has, of a table that is not read on; undefined for what is refused. */
async function lengthOf({ read }: TableSource, columns: readonly number[]): Promise<number | undefined> {
  try {
    for await (const [part] of read([{ columns, as: 'numbers' }], 'skip'))
      return part?.as === 'numbers' ? part.tensor.shape[1] : undefined
  } catch (error) {
    passRefused(error)
  }
  return undefined
}

/** What to try where `count` classes have no names: those that stand in a column. */
async function orderOf({ look }: TableSource, column: number, count: number | undefined) {
  const { cells } = await look(column)
  const names = [...new Set(cells.filter((cell) => cell !== undefined))].toSorted()
  if (names.length < 2 || names.length > MOST_OFFERED || names.length !== (count ?? names.length))
    return {
      why: 'they are named in the order of the columns',
      tries: [count === undefined ? 'loss-calc ... --classes <name>,<name>,...' : namesFor(count)],
    }
  return {
    why: 'they are named in the order of the columns; is it the alphabet, as scikit-learn has it?',
    tries: [`loss-calc ... --classes ${quoted(names.map(selectorOf).join(','))}`],
  }
}

/** Names of classes that a command is offered with. */
const MOST_OFFERED = 20

/** @throws LossError E104 for targets that are names, and indices that count from 1 */
export function refuseIndexBase(classes: readonly string[], base: number | undefined): void {
  if (base !== 1) return
  throw new LossError('E104', '--index-base 1 is for class indices, and the targets are names of classes', {
    why: `${classes[0]} is class 0, and the others follow`,
  })
}

/** A place for the name of each class. */
export function namesFor(count: number): string {
  const places = Array.from({ length: Math.min(count, 3) }, (_, i) => `<name ${i}>`)
  return `loss-calc ... --classes ${places.join(',')}${count > places.length ? ',...' : ''}`
}

function refuseTwice(names: readonly string[], where: string): void {
  const seen = new Set<string>()
  const twice = names.find((name) => seen.size === seen.add(name).size)
  if (twice === undefined) return
  const places = names.flatMap((name, i) => (name === twice ? [i] : []))
  throw new LossError('E307', `the class ${JSON.stringify(twice)} stands twice in ${where}`, {
    why: `it would mean class ${places.join(' and class ')}`,
    tries: ['loss-calc ... --classes <name 0>,<name 1>,...'],
  })
}

/**
 * H120 where names of classes, or of the columns of another argument, are those of the input in another order; whether
 * they are those.
 */
export function noticeOrder(
  input: readonly string[],
  other: {
    readonly columns: readonly string[]
    readonly name: string
    readonly flag?: string
    /** Of an option, a number under each name. */
    readonly values?: readonly number[]
  },
  classes: readonly string[] | undefined,
  notices: Notice[],
): boolean {
  const named = (parts: typeof partsOf) => [parts(input), classes ?? parts(other.columns)] as const
  let [own, others] = named(partsOf)
  if (others.length !== own.length) return false
  let place = placesIn(others, own)
  if (!place) {
    // Nothing divides the numbers of `p1,p2,p10` from the rest.
    ;[own, others] = named(partsThatDiffer)
    place = placesIn(others, own)
  }
  if (!place || own.every((name, i) => name === others[i])) return place !== undefined
  const [what, flag] = classes ? ['--classes', '--classes'] : [other.name, other.flag]
  const sorted = classes ? own : place.map((at) => other.values?.[at] ?? other.columns[at]!)
  notices.push({
    code: 'H120',
    message: `the columns of the input are in the order ${own.map(selectorOf).join(', ')}, those of ${what} in the order ${others.map(selectorOf).join(', ')}`,
    tries:
      flag === undefined
        ? []
        : [`loss-calc ... ${flag} ${quoted(sorted.map((one) => selectorOf(String(one))).join(','))}`],
  })
  return true
}

/** Where names stand in a list; undefined if it lacks one. */
function placesIn(list: readonly string[], names: readonly string[]): number[] | undefined {
  const places = new Map(list.map((name, i) => [name, i]))
  const found = names.flatMap((name) => places.get(name) ?? [])
  return found.length === names.length ? found : undefined
}

/** The names without what all begin and end with; a number stays whole. */
export function partsThatDiffer(names: readonly string[]): string[] {
  const first = names[0]!
  const shortest = names.reduce((least, { length }) => Math.min(least, length), Infinity)
  let start = 0
  while (start < shortest && names.every((name) => name[start] === first[start])) start++
  while (start > 0 && /\d/.test(first[start - 1]!)) start--
  let end = 0
  while (end < shortest - start && names.every((name) => name.at(-1 - end) === first.at(-1 - end))) end++
  while (end > 0 && /\d/.test(first.at(-end)!)) end--
  return names.map((name) => name.slice(start, name.length - end))
}

/** What differs between names: without what all begin or end with, `x_pred` is x. */
export function partsOf(names: readonly string[]): string[] {
  return withoutBeginning(withoutBeginning(names).map(turned)).map(turned)
}

/** The argument of most losses that other columns than those of the input are for. */
export const theTarget = { name: 'the target', flag: '--target-cols' }
