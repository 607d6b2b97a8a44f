import type { Report } from '../report.ts'
import type { Samples } from '../samples.ts'
import { PackedTexts } from '../packed-texts.ts'
import type { Group, GroupList, Histogram, Survey } from '../survey.ts'
import type { PrintedCells, PrintedColumn } from './first-rows.ts'
import { CellLines } from './cells.ts'
import { headsOf, jsonProperties, jsonText, listText, LongJson, memberText } from './json-text.ts'
import { counted, grouped, type Precision, short } from './number.ts'
import { ALL_DIGITS, bar, percent } from './bars.ts'
import { measuresObject, measuresText, type SurveyText } from './measures.ts'
import { groupName, visible } from './text.ts'
import { displayWidth } from './width.ts'

export function surveyText(report: Report, survey: Survey, precision: Precision): SurveyText {
  const { samples } = report
  const lines: string[] = []
  const { top, topShare, perClass, groupBy, quantiles, histogram } = survey
  if (top && topShare !== undefined) {
    const shown = top.get('row')?.length ?? 0
    const share = Number.isNaN(topShare) ? '' : `: ${percent(topShare)} of the sum`
    lines.push(`${counted(shown, 'sample')} of ${grouped(samples)}${share}`)
  }
  if (perClass?.length === 0 && samples > 0)
    lines.push(
      'no per class: targets are no single class; --target-format one-hot reads rows with one 1 as classes',
    )
  if (quantiles) {
    const about = quantiles.some(({ approximate }) => approximate) ? ' (within 0.05 %)' : ''
    const parts = quantiles.map(({ q, value }) => `${percent(q, ALL_DIGITS)} ${short(value, precision)}`)
    lines.push(`quantiles of the losses${about}: ${parts.join(', ')}`)
  }
  const tables = [
    ...(perClass?.length
      ? [{ title: 'per class', columns: groupColumns('class', perClass, precision) }]
      : []),
    ...(groupBy ?? []).map(({ by, groups }) => ({
      title: `by ${visible(by)}`,
      columns: groupColumns(by, bySize(groups), precision),
    })),
    ...(histogram ? [{ title: 'losses per sample', columns: histogramColumns(histogram, precision) }] : []),
  ]
  if (histogram && histogram.notFinite > 0)
    lines.push(`${counted(histogram.notFinite, 'loss')} NaN or infinite`)
  if (histogram && crowded(histogram)) lines.push('most losses fall into one bin: --hist log shows more')
  const more = measuresText(survey, report, precision)
  return { lines: [...lines, ...more.lines], tables: [...tables, ...more.tables] }
}

/** Groups that people read are in the order of their numbers, where all names are some. */
function bySize(groups: GroupList): Iterable<Group> {
  if (groups.length > 10_000) return groups
  const all = [...groups]
  const numbers = all.every(({ name }) => name.trim() !== '' && Number.isFinite(Number(name)))
  return numbers ? all.sort((one, other) => Number(one.name) - Number(other.name)) : all
}

function groupColumns(by: string, groups: Iterable<Group>, precision: Precision): PrintedColumn[] {
  const names = [visible(by), 'count', 'mean', 'sum', 'of all', 'accuracy']
  const cells = new PackedTexts()
  // Known as they come: a million texts are not made again for it.
  const widths = names.map(() => 0)
  const push = (column: number, text: string, width = text.length) => {
    cells.push(text)
    if (width > widths[column]!) widths[column] = width
  }
  let judged = false
  for (const { name, count, mean, sum, share, accuracy } of groups) {
    judged ||= accuracy !== undefined
    const shown = groupName(name)
    push(0, shown, displayWidth(shown))
    push(1, grouped(count))
    const average = short(mean, precision)
    push(2, average)
    push(3, Object.is(sum, mean) ? average : short(sum, precision))
    push(4, percent(share))
    push(5, accuracy === undefined ? '' : short(accuracy, precision))
  }
  return names
    .slice(0, judged ? names.length : -1)
    .map((name, column) => ({ name, cells: new PackedCells(cells, column, widths) }))
}

class PackedCells implements PrintedCells {
  readonly #texts: PackedTexts
  readonly #column: number
  readonly #columns: number
  readonly widest: number

  constructor(texts: PackedTexts, column: number, widths: readonly number[]) {
    this.#texts = texts
    this.#column = column
    this.#columns = widths.length
    this.widest = widths[column]!
  }

  get length(): number {
    return this.#texts.length / this.#columns
  }

  at(row: number): string {
    return this.#texts.at(row * this.#columns + this.#column)
  }

  *[Symbol.iterator](): Generator<string> {
    for (let row = 0; row < this.length; row++) yield this.at(row)
  }
}

/** Whether equal bins hide how the losses are spread. */
function crowded({ counts }: Histogram): boolean {
  const all = counts.reduce((sum, count) => sum + count, 0)
  return counts.length > 2 && all >= 20 && Math.max(...counts) > 0.8 * all
}

const BAR = 40

function histogramColumns({ edges, counts }: Histogram, precision: Precision): PrintedColumn[] {
  const most = Math.max(...counts, 1)
  return [
    { name: 'above', cells: counts.map((_, i) => short(edges[i]!, precision)) },
    { name: 'below', cells: counts.map((_, i) => short(edges[i + 1]!, precision)) },
    { name: 'count', cells: counts.map((count) => grouped(count)) },
    { name: '', cells: counts.map((count) => bar((BAR * count) / most).padEnd(BAR)) },
  ]
}

export function surveyObject(survey: Survey): Record<string, unknown> {
  const { top, topShare, perClass, groupBy, quantiles, histogram } = survey
  return {
    ...(top && { top: samplesObject(top), ...jsonProperties('top_share', topShare) }),
    ...(perClass && { per_class: new LongJson(() => groupsList(perClass)) }),
    ...(groupBy && { groups: new LongJson(() => groupsText(groupBy)) }),
    ...(quantiles && {
      quantiles: quantiles.map(({ q, value, approximate }) => ({
        q,
        ...jsonProperties('value', value),
        approximate,
      })),
    }),
    ...(histogram && {
      histogram: {
        edges: histogram.edges,
        counts: histogram.counts,
        // Was true where the outer bins took what lay outside of their edges.
        open: false,
        not_finite: histogram.notFinite,
      },
    }),
    ...measuresObject(survey),
  }
}

function* groupsText(groupBy: NonNullable<Survey['groupBy']>): Generator<string | Uint8Array> {
  for (const [i, { by, groups }] of groupBy.entries()) {
    yield `${i === 0 ? '[' : ','}{"by":${jsonText(by)},"groups":`
    yield* groupsList(groups)
    yield '}'
  }
  yield ']'
}

export function samplesObject(samples: Samples): Record<string, unknown>[] {
  const rows = samples.get('row')?.length ?? 0
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      [...samples].flatMap(([name, column]) => Object.entries(jsonProperties(name, column[row]!))),
    ),
  )
}

/** Groups as a list of objects, in pieces. */
export function groupsList(groups: Iterable<Group>): Generator<string | Uint8Array> {
  const lines = new CellLines(memberText, 'json')
  return listText(groups, (some) => objectsOf(some, lines))
}

/** The objects of some groups, commas between them: of each alone where only some have an accuracy. */
function objectsOf(some: readonly Group[], lines: CellLines): string | Uint8Array {
  const judged = some[0]!.accuracy !== undefined
  if (some.some(({ accuracy }) => (accuracy !== undefined) !== judged))
    return some.map((one) => objectsOf([one], lines)).join()
  const names = ['count', 'mean', 'sum', 'share', ...(judged ? (['accuracy'] as const) : [])] as const
  const columns = new Map<string, Float64Array | string[]>([['name', some.map(({ name }) => name)]])
  for (const name of names) {
    const column = new Float64Array(some.length)
    for (let i = 0; i < column.length; i++) column[i] = some[i]![name]!
    columns.set(name, column)
  }
  return lines.format(columns, [...headsOf(columns.keys()), '},']).slice(0, -1)
}
