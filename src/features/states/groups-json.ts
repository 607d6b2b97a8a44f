import { grown } from '../../numerics/grown.ts'
import { COUNTED, type PlainGroups } from '../../collectors/groups.ts'
import { exactText } from '../../numerics/exact-text.ts'
import type { PlainSum } from '../../numerics/exact-sum.ts'
import { ExactSums, type PlainSums, plainSumAt, sumsInOrder } from '../../numerics/many-exact-sums.ts'
import { inTextOrder, PackedTexts, textAt } from '../../packed-texts.ts'
import { jsonText, LongJson } from '../../writers/json-text.ts'
import { BadPart, decode, encode } from './plain-json.ts'

/** Groups by name, as states have them: each list that is made of them goes through them in order. */
export function byName(groups: PlainGroups): PlainGroups {
  const { names, counted, sums, shares } = groups
  const order = inTextOrder(names)
  if (!order) return groups
  const width = counted.length / order.length
  const sorted = new PackedTexts()
  for (const group of order) sorted.pushFrom(names, group)
  return {
    names: sorted.plain(),
    counted: counted.map((_, i) => counted[width * order[Math.floor(i / width)]! + (i % width)]!),
    sums: sumsInOrder(sums, order),
    shares: shares && sumsInOrder(shares, order),
  }
}

/** Groups whose rows have no order among all, as if they came first by their names. */
export function firstByName(groups: PlainGroups): PlainGroups {
  const sorted = byName(groups)
  const width = sorted.counted.length / sorted.names.ends.length
  return { ...sorted, counted: sorted.counted.map((number, i) => (i % width === 0 ? i / width : number)) }
}

/** Groups as `{"name", "counts", "sum", "shares"}`: equal totals of groups by name have equal texts. */
export function groupsJson(groups: PlainGroups): LongJson {
  return listJson(groups, (group) => groupText(groups, group))
}

/** Of each group where it was first seen. */
export function firstJson(groups: PlainGroups): LongJson {
  const width = groups.counted.length / groups.names.ends.length
  return listJson(groups, (group) => String(groups.counted[width * group]))
}

const MANY = 1000

function listJson({ names: { ends } }: PlainGroups, text: (group: number) => string): LongJson {
  return new LongJson(function* () {
    for (let from = 0; from === 0 || from < ends.length; from += MANY) {
      const some = Array.from(ends.subarray(from, from + MANY), (_, i) => text(from + i))
      yield `${from === 0 ? '[' : ','}${some.join(',')}`
    }
    yield ']'
  })
}

function groupText({ names, counted, sums, shares }: PlainGroups, group: number): string {
  const width = counted.length / names.ends.length
  const [, count, judged = 0, correct = 0] = counted.subarray(width * group, width * (group + 1))
  const share = shares ? sumText(shares, group) : exact({ small: [count!], huge: [] })
  return `{"name":${jsonText(textAt(names, group))},"counts":[${count},${judged},${correct}],"sum":${sumText(sums, group)},"shares":${share}}`
}

function sumText(sums: PlainSums, index: number): string {
  const sum = plainSumAt(sums, index)
  return sum.notFinite ? jsonText(encode(sum)) : exact(sum)
}

const exact = (sum: PlainSum) => `{"exact":"${exactText(sum)}"}`

/** A list of groups as it is read; where each was first seen comes apart. */
class GroupsRead {
  readonly #names = new PackedTexts()
  readonly #sums = new ExactSums()
  readonly #shares = new ExactSums()
  #counted = new Float64Array(16 * COUNTED)

  /** @throws BadPart for what is no group */
  add(group: unknown, path: (index: number) => string): void {
    const index = this.#names.length
    const at = (key: string) => `${path(index)}.${key}`
    const { name, counts, sum, shares } = Object(group) as Record<string, unknown>
    if (typeof name !== 'string') throw new BadPart(at('name'), JSON.stringify(name ?? null))
    this.#names.push(name)
    this.#sums.merge(
      index,
      sumOf(sum, () => at('sum')),
    )
    this.#shares.merge(
      index,
      sumOf(shares, () => at('shares')),
    )
    if ((index + 1) * COUNTED > this.#counted.length)
      this.#counted = grown(this.#counted, 2 * this.#counted.length)
    for (let c = 0; c < COUNTED - 1; c++) {
      const count = (counts as readonly unknown[] | undefined)?.[c]
      if (!Number.isSafeInteger(count) || (count as number) < 0)
        throw new BadPart(at(`counts[${c}]`), JSON.stringify(count ?? null))
      this.#counted[COUNTED * index + 1 + c] = count as number
    }
  }

  /** With the numbers of their first rows. */
  plain(first: readonly number[]): PlainGroups {
    const { length } = this.#names
    for (const [i, row] of first.entries()) this.#counted[COUNTED * i] = row
    return {
      names: this.#names.plain(),
      counted: this.#counted.subarray(0, COUNTED * length),
      sums: this.#sums.plainSums(length),
      shares: this.#shares.plainSums(length),
    }
  }

  get length(): number {
    return this.#names.length
  }
}

const NO_GROUPS = new GroupsRead()

/** @throws BadPart */
function sumOf(value: unknown, path: () => string): PlainSum {
  const sum = typeof value === 'object' && value !== null ? decode(value, path()) : undefined
  if (typeof sum !== 'object' || !('small' in sum!)) throw new BadPart(path(), JSON.stringify(value ?? null))
  return sum as PlainSum
}

/** The list of a survey that a path leads to: survey.groups[0], page.survey.first.classes; of MOST_GROUPINGS. */
const LIST = /^(?:page\.)?survey\.(?:first\.)?(?:groups\[\d{1,5}\]|classes)$/

/** The lists of groups in a line, taken out of it as they come. */
export class GroupLists {
  readonly #groups = new Map<string, GroupsRead>()
  readonly #first = new Map<string, number[]>()
  #bad: BadPart | undefined

  /** What takes some of the values of the list that a path leads to; undefined for other lists. */
  takerOf(path: string): ((values: readonly unknown[]) => void) | undefined {
    if (!LIST.test(path)) return undefined
    if (path.includes('first.')) {
      const first: number[] = []
      this.#first.set(path, first)
      return (values) => {
        for (const value of values) first.push(value as number)
      }
    }
    const groups = this.#groups
    const pathOf = (index: number) => `${path}[${index}]`
    return (values) => {
      // Nothing is made for a list without a value: there may be many.
      if (values.length > 0 && !groups.has(path)) groups.set(path, new GroupsRead())
      try {
        if (!this.#bad) for (const value of values) groups.get(path)!.add(value, pathOf)
      } catch (error) {
        if (!(error instanceof BadPart)) throw error
        this.#bad = error
      }
    }
  }

  /** The groups of a list of a survey. @throws BadPart for a number that was lost in any of them */
  groups(survey: string, list: string): PlainGroups {
    if (this.#bad) throw this.#bad
    const path = `${survey}.first.${list}`
    const groups = this.#groups.get(`${survey}.${list}`) ?? NO_GROUPS
    const first = this.#first.get(path) ?? []
    const bad = first.findIndex((row) => !(Number.isSafeInteger(row) && row >= 0))
    if (bad >= 0) throw new BadPart(`${path}[${bad}]`, JSON.stringify(first[bad] ?? null))
    if (first.length !== groups.length) throw new BadPart(`${path}.length`, String(first.length))
    return groups.plain(first)
  }
}
