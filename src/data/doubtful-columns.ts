import { LossError, quoted } from '../error.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import { whyNoNumber } from '../readers/csv/number-forms.ts'
import { MOST_COLUMNS } from '../readers/look.ts'
import type { Notice } from '../report.ts'
import { namesShown, selectorOf } from '../selector.ts'
import type { ColumnLook, TableSource } from '../table.ts'
import { isInput, isPredicted, namesRows } from './column-names.ts'
import { commonBeginning, endingOf, likelyTarget, prefixOf } from './likely-columns.ts'

/* What is said of columns that nobody named: of texts that may be meant, of lists beside others, of empty ones. */

export function nameOf({ columns }: TableSource, column: number): string {
  const { name } = columns[column]!
  return name === '' ? `column ${column}, which has no name,` : selectorOf(name)
}

/** W422 for columns of the input that have no value as far as they were looked at. */
export async function noticeEmpty(
  source: TableSource,
  chosen: readonly number[],
  notices: Notice[],
): Promise<void> {
  for (const column of chosen.slice(0, MOST_COLUMNS)) {
    const look = await source.look(column)
    if (look.cells.length === 0 || look.numbers + look.texts > 0) continue
    notices.push({
      code: 'W422',
      message: `${nameOf(source, column)} of ${source.name} has no value in the first ${look.cells.length} rows, and is taken for a column of numbers`,
      tries: [`loss-calc ... --input-cols ${quoted(`!${selectorOf(source.columns[column]!.name)}`)}`],
    })
  }
}

/**
 * Refuses a file of targets with two columns of texts: which one is meant is not guessed. One that the input has too,
 * among names `own`, probably names the rows.
 *
 * @throws LossError E201
 */
export function refuseTexts({ name, columns }: TableSource, own: readonly string[] = []): void {
  const text = columns.find(({ type }) => type === 'text')
  if (!text) return
  throw new LossError('E201', `column ${JSON.stringify(text.name)} of ${name} holds texts, not numbers`, {
    why: `its columns: ${namesShown(columns)}`,
    tries: [
      own.includes(text.name)
        ? `loss-calc ... --id ${quoted(selectorOf(text.name))}`
        : `loss-calc ... --target-col ${quoted(likelyTarget(columns))}`,
    ],
  })
}

/** The option that names columns of a table. */
export const flagOf = (table: number): string => (table === 0 ? '--input-cols' : '--target-col')

/** @throws LossError E103 for a column of lists among others: it cannot stand beside them */
export function refuseLists({ name, columns }: TableSource, table: number, chosen: readonly number[]): void {
  const lists = chosen.filter((column) => columns[column]!.type === 'list')
  if (lists.length === 0 || chosen.length === 1) return
  const called = (column: number) => {
    const { name } = columns[column]!
    return [name, endingOf(columns[column]!), name.replace(/\.values$/, '')].some(isInput)
  }
  const list = lists.find(called) ?? lists[0]!
  const names = namesShown(chosen.map((column) => columns[column]!))
  throw new LossError('E103', `${name} holds the columns ${names}: which?`, {
    why: `${columns[list]!.name} holds lists, which stand beside no other column`,
    tries: [`loss-calc ... ${flagOf(table)} ${quoted(selectorOf(columns[list]!.name))}`],
  })
}

/**
 * A column of texts is left out where nobody names it, unless it was probably meant: its name is like those of the
 * chosen ones, or its texts are numbers.
 *
 * @throws LossError E201 at the text that makes it one, or at the number that it holds
 */
export async function checkLeftOut(
  source: TableSource,
  flag: string,
  chosen: readonly number[],
  leftOut: readonly number[],
  notices: Notice[],
): Promise<void> {
  const { columns, name: file } = source
  const names = chosen.map((column) => columns[column]!.name)
  const { beginning, count } = commonBeginning(names)
  for (const column of leftOut) {
    const { name } = columns[column]!
    if (namesRows(columns[column]!)) continue
    const look = await source.look(column)
    // yardstick's .pred_class beside .pred_a and .pred_b.
    const predicted = isPredicted(name) && look.numbers === 0
    const alike = count > 0 && !predicted && prefixOf(name) === beginning
    const numbers = look.texts === 0 && look.numbers > 0
    if (alike) await refuseSpelled(source, column)
    const tries = [`loss-calc ... ${flag} ${quoted(names.map(selectorOf).join(','))}`]
    if (alike || numbers) {
      const found = look.text ?? look.number
      const at = { ...(found?.at ?? { file }), field: name }
      const what = found === undefined ? '' : `: ${JSON.stringify(found.text.slice(0, 40))}`
      throw new LossError(
        'E201',
        `column ${JSON.stringify(name)} of ${file} holds texts, not numbers${what}`,
        {
          at,
          why: alike
            ? `its name is like those of the input: ${names.slice(0, 6).map(selectorOf).join(', ')}`
            : 'they are spelled like numbers, so they may belong to the input',
          tries,
        },
      )
    }
    const spelled = spelledOf(look)
    if (spelled && /percent|thousands/.test(spelled.tries.join())) {
      notices.push({
        code: 'W410',
        message: `${name} of ${file} is left out as a column of texts, but ${spelled.why}: ${look.text!.text}`,
        tries: [...spelled.tries, ...tries],
      })
    } else if (look.number) {
      notices.push({
        code: 'W410',
        message: `${name} of ${file} is left out as a column of texts, but holds numbers too: ${look.number.text}`,
        tries,
      })
    }
  }
}

/** Why the texts of a column are no plain decimals, if all of them spell numbers for people. */
function spelledOf(look: ColumnLook): ReturnType<typeof whyNoNumber> {
  if (!look.text) return undefined
  const texts = look.cells.filter((cell) => cell !== undefined && parseDecimal(cell) === undefined)
  const reasons = texts.map((text) => whyNoNumber(text!, {}))
  const numbers = (reason: (typeof reasons)[number]) =>
    reason !== undefined && /--(?!.*yes-no)/.test(reason.tries.join())
  return reasons.every(numbers) ? reasons[0] : undefined
}

/** @throws LossError E201 for a column whose texts spell numbers for people, with the options that read them */
export async function refuseSpelled(source: TableSource, column: number): Promise<void> {
  const look = await source.look(column)
  const spelled = spelledOf(look)
  if (!spelled) return
  const { text, at } = look.text!
  throw new LossError('E201', `${JSON.stringify(text.slice(0, 40))} is not a number`, {
    at: { ...at, field: source.columns[column]!.name },
    ...spelled,
  })
}
