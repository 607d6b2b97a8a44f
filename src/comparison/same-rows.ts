import { LossError } from '../error.ts'
import { cellIn, numbersIn } from '../lazy-columns.ts'
import type { JudgedRows, Samples } from '../samples.ts'
import { sizeOf } from '../tensor.ts'
import { sameTarget } from './same-target.ts'

/** Columns that may differ between two models. */
const results = /^(?:loss(?:_\d+)?|predicted|p_target)$/

/**
 * Refuses another sample. Labels are compared first: other ids explain other targets. Rows that ids pair have other numbers, and no first one.
 *
 * @throws LossError E310
 */
export function checkSameRows(a: JudgedRows, b: JudgedRows, from: number | undefined, name: string): void {
  const refuse = (key: string, row: number, cells: readonly [unknown, unknown]): never => {
    throw new LossError(
      'E310',
      `${name} has another ${key} at sample ${(from ?? 0) + row}: ${String(cells[1])}, not ${String(cells[0])}`,
      {
        why: 'two models are compared on the same samples, row by row: --id pairs them by a column of both files',
        tries: ['loss-calc ... --id <column>'],
      },
    )
  }
  for (const key of a.samples.keys()) {
    const given = a.fromFile?.has(key)
    // Only the first model has the columns that are shown.
    if (given ? !b.samples.has(key) : results.test(key) || (key === 'row' && from === undefined)) continue
    if (areSame(a.samples, b.samples, key)) continue
    const [first, second] = [cellIn(a.samples, key), cellIn(b.samples, key)]
    for (let row = 0; row < a.sums.length; row++)
      if (!Object.is(first(row), second(row))) refuse(key, row, [first(row), second(row)])
  }
  const [first, second] = [a.targets, b.targets]
  if (!first || !second) return
  const at = first.data.findIndex((number, i) => !sameTarget(number, second.data[i]))
  const row = Math.floor(at / sizeOf(first.shape.slice(1)))
  if (at >= 0) refuse('target', row, [first.data[at], second.data[at]])
}

/** Whether columns of numbers are known to have the same bits. */
function areSame(one: Samples, other: Samples, key: string): boolean {
  const [first, second] = [one, other].map((samples) => {
    const numbers = numbersIn(samples, key)
    return numbers && Buffer.from(numbers.buffer as ArrayBuffer, numbers.byteOffset, numbers.byteLength)
  })
  return first !== undefined && second !== undefined && first.equals(second)
}
