import { quoted } from '../error.ts'
import { selectorOf } from '../selector.ts'
import type { ColumnInfo } from '../table.ts'
import { isTarget } from './column-names.ts'

/* Files without a target that need none: losses that were computed, and scores of pairs of which the first should win. */

const word = (names: string) => new RegExp(`(?:^|[/_. -])(?:${names})s?(?:$|[/_. -])`, 'i')
const LOSS = /(?:^|[/_. -])(?:(?:log)?loss(?:es)?|nll|surprisal)$/i
const CLOCK = /^(?:epochs?|(?:global_?)?steps?|iter(?:ation)?s?|rounds?)$/i
const HELD_OUT = word('val(?:id(?:ation)?)?|eval|dev|test')
const MARGIN = word('margin')
/** The one that should win, and the other. */
const PAIR = { x1: word('chosen|pos(?:itive)?|preferred|winner'), x2: word('rejected|neg(?:ative)?|loser') }

interface Likely {
  readonly why: string
  readonly tries: string[]
}

/** The column of one score of a pair. */
export function scoreOfPair(argument: string, columns: readonly ColumnInfo[]): ColumnInfo | undefined {
  const pattern = argument === 'x1' || argument === 'x2' ? PAIR[argument] : undefined
  return pattern && columns.find(({ name, type }) => type === 'number' && pattern.test(name))
}

/** What there is to do with such a file; undefined for one that may have a target. */
export function withoutTarget(name: string, columns: readonly ColumnInfo[]): Likely | undefined {
  if (columns.some((column) => isTarget(column.name))) return undefined
  const numbers = columns.filter(({ type }) => type === 'number')
  const losses = numbers.filter((column) => LOSS.test(column.name))
  const [loss] = losses
  if (loss && (numbers.some((one) => CLOCK.test(one.name)) || losses.some((one) => HELD_OUT.test(one.name))))
    return {
      why: `${name} holds losses of a training, not the predictions of each epoch, which trend takes`,
      tries: ["loss-calc trend ce 'example:epochs/*.csv' --target-col label"],
    }
  const one = (column: ColumnInfo) => quoted(selectorOf(column.name))
  if (loss)
    return {
      why: `${loss.name} holds losses, which hinge-embedding takes as they are where the target is 1`,
      tries: [`loss-calc hinge-embedding ... --input-cols ${one(loss)} 1`],
    }
  const margin = numbers.find((column) => MARGIN.test(column.name))
  if (margin)
    return {
      why: `${margin.name} holds margins, of which the target may be 1 in each row`,
      tries: [`loss-calc bce-logits ... --input-cols ${one(margin)} 1`],
    }
  const [x1, x2] = [scoreOfPair('x1', numbers), scoreOfPair('x2', numbers)]
  if (!x1 || !x2 || !word('chosen|score|reward').test(x1.name)) return undefined
  return {
    why: `${x1.name} and ${x2.name} are scores of pairs`,
    tries: [`loss-calc margin-ranking ... --x1-cols ${one(x1)} --x2-cols ${one(x2)} 1`],
  }
}
