import { LazyColumns, type Numbered } from '../lazy-columns.ts'
import { resultOf } from './counted-rows.ts'
import type { JudgedRows } from '../samples.ts'
import type { ColumnTexts } from './column-texts.ts'
import { sideName } from './side-name.ts'

/** The class of each row: its target, or the side that it tells. */
export function classesIn(batch: JudgedRows): ColumnTexts | undefined {
  const { samples, fromFile, sides } = batch
  const named =
    samples instanceof LazyColumns && !fromFile?.has('target') ? samples.numbered('target') : undefined
  const targets = named ? undefined : resultOf(batch, 'target')
  const numbered = named ?? (targets && numberedClasses(targets))
  if (numbered) return { numbered, texts: () => [] }
  const texts = targets ? Array.from(targets, String) : sides && Array.from(sides, sideName)
  return texts && { texts: () => texts }
}

/** Names of class indices, as far as they were met. */
const wholeNumbers: string[] = []
const MOST_NAMED = 1 << 16

/** Class indices by their numbers; undefined for other targets. */
function numberedClasses(targets: Cells): Numbered | undefined {
  if (!(targets instanceof Float64Array)) return undefined
  let most = -1
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i]!
    if (!(target >= 0 && target < MOST_NAMED && Math.floor(target) === target)) return undefined
    if (target > most) most = target
  }
  while (wholeNumbers.length <= most) wholeNumbers.push(String(wholeNumbers.length))
  return { names: wholeNumbers, codes: targets }
}

type Cells = ArrayLike<number | string>
