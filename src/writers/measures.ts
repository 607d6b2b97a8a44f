import { jsonProperties } from './json-text.ts'
import type { Report } from '../report.ts'
import type { Calibration, ClassScore, Concentration, Metric, PowersOfTen, Survey } from '../survey.ts'
import type { PrintedColumn } from './first-rows.ts'
import { bar, percent } from './bars.ts'
import { grouped, type Precision, short } from './number.ts'
import { visible } from './text.ts'

/** A survey in words and columns; the formats decide how they look. */
export interface SurveyText {
  /** `accuracy 0.7500 (3 of 4)` */
  readonly lines: readonly string[]
  readonly tables: readonly { readonly title: string; readonly columns: readonly PrintedColumn[] }[]
}

/** What a survey says of powers of ten, probabilities and mistakes, in words and columns. */
export function measuresText(
  survey: Survey,
  { samples, denominator }: Pick<Report, 'samples' | 'denominator'>,
  precision: Precision,
): SurveyText {
  const { powers, concentration, calibration, confusions } = survey
  return {
    lines: [
      ...metricsText(survey, precision),
      ...(concentration ? [concentrationLine(concentration, samples)] : []),
      ...(powers ? oddLines(powers) : []),
    ],
    tables: [
      ...scoresOf(survey, precision),
      ...(powers && powers.bins.length > 0
        ? [{ title: 'losses per sample, on powers of ten', columns: powerColumns(powers) }]
        : []),
      ...(calibration
        ? [
            {
              title: `calibration: error ${short(calibration.error, precision)}`,
              columns: calibrationColumns(calibration, precision),
            },
          ]
        : []),
      ...(confusions ? confusionTables(confusions, precision, denominator.kind === 'weights') : []),
    ],
  }
}

/** The metrics that were asked for, in words. */
export function metricsText({ metrics, labelScores }: Survey, precision: Precision): string[] {
  return metrics ? metricLines(metrics, precision, labelScores?.scores.length) : []
}

/** The scores of each class, or of each label and their averages. */
export function scoresOf({ labelScores, classScores }: Survey, precision: Precision): SurveyText['tables'] {
  if (labelScores) return [labelsTable(labelScores, precision)]
  return classScores ? [scoresTable(classScores, precision)] : []
}

const whys: Readonly<Record<NonNullable<Metric['why']>, string>> = {
  empty: 'no sample counts',
  'soft targets': 'targets are no single class or side',
  'one class': 'all targets are alike',
  'many classes': 'more than 100 classes',
  'two sides': 'there are no classes, only two sides',
}

function metricLines(metrics: readonly Metric[], precision: Precision, labels = 1): string[] {
  const known = metrics.flatMap(({ name, value }) =>
    value === undefined ? [] : [`${name} ${short(value, precision)}`],
  )
  const notes = [
    ...meansOf(metrics),
    ...metrics
      .flatMap(({ threshold }) => (threshold === undefined ? [] : [`positive where p > ${threshold}`]))
      .slice(0, 1),
    ...(labels > 1 ? [`micro average of ${labels} labels`] : []),
    ...metrics.flatMap(({ name, approximate, within }) =>
      approximate !== true
        ? []
        : [`${name} ${within === undefined ? 'from buckets' : `within ${within.toPrecision(1)}`}`],
    ),
  ]
  const missing = metrics.flatMap(({ name, why }) => (why ? [`no ${name}: ${whys[why]}`] : []))
  const line = `${known.join('   ')}${notes.length > 0 ? `   (${notes.join('; ')})` : ''}`
  return [...(known.length > 0 ? [line] : []), ...missing]
}

/** Which of them are means over classes. */
function meansOf(metrics: readonly Metric[]): string[] {
  const names = new Map<number, string[]>()
  for (const { name, classes } of metrics)
    if (classes !== undefined) names.set(classes, [...(names.get(classes) ?? []), name])
  return Array.from(
    names,
    ([classes, own]) => `${own.join(', ')}: mean of ${classes} classes, each against the rest`,
  )
}

/** Classes of a table; of more those that are predicted worst. */
const CLASSES = 24

function labelsTable(
  { scores, names, macro, micro }: NonNullable<Survey['labelScores']>,
  precision: Precision,
): SurveyText['tables'][number] {
  const { title, columns } = scoresTable({ scores, ...(names && { names }) }, precision)
  const averages = columns.map(({ name, cells }, i) => ({
    name: i === 0 ? 'label' : name,
    cells: [
      ...cells,
      ...Object.entries({ macro, micro }).map(([average, means]) => {
        const score = new Map<string, number>(Object.entries(means)).get(name)
        return i === 0 ? average : score === undefined ? '' : short(score, precision)
      }),
    ],
  }))
  return { title: title.replace('classes', 'labels'), columns: averages }
}

function scoresTable({ scores, names }: NonNullable<Survey['classScores']>, precision: Precision) {
  const worst = [...scores].sort((a, b) => a.f1 - b.f1 || b.targets - a.targets).slice(0, CLASSES)
  const shown = scores.length > CLASSES ? worst : scores
  const column = (name: string, cell: (score: ClassScore) => string) => ({ name, cells: shown.map(cell) })
  const some =
    scores.length > CLASSES ? `: the ${CLASSES} of ${grouped(scores.length)} with the lowest f1` : ''
  return {
    title: `predicted classes${some}`,
    columns: [
      column('class', ({ index }) => visible(names?.[index] ?? String(index))),
      column('count', ({ targets }) => grouped(targets)),
      column('predicted', ({ predicted }) => grouped(predicted)),
      column('right', ({ right }) => grouped(right)),
      ...(['precision', 'recall', 'f1'] as const).map((name) =>
        column(name, (score) => short(score[name], precision)),
      ),
    ],
  }
}

function concentrationLine({ half, parts, approximate }: Concentration, samples: number): string {
  const worst = samples >= 100 && parts.find((part) => part.worst === 0.01)
  const more = worst ? `, the worst 1 % hold ${percent(worst.share)}` : ''
  const about = approximate ? ' (within 0.05 %)' : ''
  return `the worst ${percent(half)} of the samples hold half of the sum${more}${about}`
}

function oddLines({ negative, notFinite }: PowersOfTen): string[] {
  return [
    ...(negative > 0 ? [`${grouped(negative)} below 0, which has no powers of ten`] : []),
    ...(notFinite > 0 ? [`${grouped(notFinite)} NaN or infinite`] : []),
  ]
}

const LINES = 24
const BAR = 40
const GAP = 3

/** As fine as fits on a screen. */
function powerColumns({ bins, negative }: PowersOfTen): PrintedColumn[] {
  const step = [1, 2, 4, 8].find((size) => bins.length <= size * LINES) ?? 8
  const merged: PowersOfTen['bins'][number][] = []
  // What is next to nothing lies in a bin of its own before the first decade.
  const first = bins[0]?.from === 0 ? 1 - step : 0
  for (let i = first; i < bins.length; i += step) {
    const part = bins.slice(Math.max(0, i), i + step)
    const total = (of: (bin: (typeof bins)[number]) => number) => part.reduce((sum, bin) => sum + of(bin), 0)
    const wrong = part[0]!.wrong === undefined ? {} : { wrong: total((bin) => bin.wrong!) }
    const sums = { count: total(({ count }) => count), sum: total(({ sum }) => sum) }
    merged.push({ from: part[0]!.from, to: part.at(-1)!.to, ...sums, ...wrong })
  }
  while (merged.at(-1)?.count === 0) merged.pop()
  while (merged[0]?.count === 0) merged.shift()
  closeGaps(merged)
  // Beside losses below 0 the others hold more than the sum.
  const all = negative > 0 ? 0 : merged.reduce((sum, bin) => sum + bin.sum, 0)
  const most = Math.max(...merged.map(({ count }) => count), 1)
  return [
    { name: 'at least', cells: merged.map(({ from }) => edge(from)) },
    { name: 'below', cells: merged.map(({ to }) => edge(to)) },
    { name: 'count', cells: merged.map(({ count }) => grouped(count)) },
    ...(merged[0]?.wrong === undefined
      ? []
      : [{ name: 'wrong', cells: merged.map(({ wrong }) => grouped(wrong!)) }]),
    { name: 'of sum', cells: merged.map(({ sum }) => (all > 0 ? percent(sum / all) : '')) },
    { name: '', cells: merged.map(({ count }) => bar((BAR * count) / most).padEnd(BAR)) },
  ]
}

/** A long run of empty bins becomes one. */
function closeGaps(bins: PowersOfTen['bins'][number][]): void {
  for (let from = 0; from < bins.length; from++) {
    let end = from
    while (bins[end]?.count === 0) end++
    if (end - from > GAP) bins.splice(from, end - from, { ...bins[from]!, to: bins[end - 1]!.to })
  }
}

function edge(value: number): string {
  if (value === Infinity) return '∞'
  const near = Number(value.toPrecision(3))
  return near !== 0 && near < 0.001 ? near.toExponential() : String(near)
}

function calibrationColumns({ of, bins }: Calibration, precision: Precision): PrintedColumn[] {
  const used = bins.filter(({ count }) => count > 0)
  const digits = precision === 'full' ? 4 : precision
  return [
    { name: 'at least', cells: used.map(({ from }) => short(from, digits)) },
    { name: 'below', cells: used.map(({ to }) => short(to, digits)) },
    { name: 'count', cells: used.map(({ count }) => grouped(count)) },
    { name: `p of ${of}`, cells: used.map(({ mean }) => short(mean!, precision)) },
    {
      name: of === 'positive' ? 'are positive' : 'are right',
      cells: used.map(({ rate }) => short(rate!, precision)),
    },
    { name: '95 % low', cells: used.map(({ low }) => short(low!, precision)) },
    { name: 'high', cells: used.map(({ high }) => short(high!, precision)) },
  ]
}

function confusionTables(
  { pairs, leftOut, shown, names }: NonNullable<Survey['confusions']>,
  precision: Precision,
  /** So that the mean of a pair is no sum by its count. */
  weighted: boolean,
) {
  const wrong = pairs.filter(({ target, predicted }) => target !== predicted).slice(0, shown)
  if (wrong.length === 0) return []
  const name = (index: number) => visible(names?.[index] ?? String(index))
  const column = (title: string, cell: (pair: (typeof wrong)[number]) => string) => ({
    name: title,
    cells: wrong.map(cell),
  })
  const more = leftOut > 0 ? ` (${grouped(leftOut)} pairs are not listed)` : ''
  return [
    {
      title: `mistakes that cost most${more}`,
      columns: [
        column('target', ({ target }) => name(target)),
        column('predicted', ({ predicted }) => name(predicted)),
        column('count', ({ count }) => grouped(count)),
        ...(weighted ? [] : [column('mean', ({ sum, count }) => short(sum / count, precision))]),
        column('sum', ({ sum }) => short(sum, precision)),
        column('of all', ({ share }) => percent(share)),
      ],
    },
  ]
}

function namedScores({ scores, names }: Pick<NonNullable<Survey['labelScores']>, 'scores' | 'names'>) {
  return scores.map(({ index, ...score }) => ({ class: names?.[index] ?? index, ...score }))
}

export function measuresObject(survey: Survey): Record<string, unknown> {
  const { powers, concentration, calibration, rightAnswers, errors, confusions } = survey
  const { metrics, classScores, labelScores } = survey
  return {
    ...(metrics && {
      metrics: metrics.map(({ name, value, ...rest }) => ({
        name,
        ...(value === undefined ? { value: null } : jsonProperties('value', value)),
        ...rest,
      })),
    }),
    ...(classScores && { class_scores: namedScores(classScores) }),
    ...(labelScores && {
      label_scores: { labels: namedScores(labelScores), macro: labelScores.macro, micro: labelScores.micro },
    }),
    ...(powers && {
      spread: {
        bins: powers.bins.map(({ from, to, count, wrong, sum }) => ({
          from,
          ...jsonProperties('to', to),
          count,
          wrong,
          ...jsonProperties('sum', sum),
        })),
        negative: powers.negative,
        not_finite: powers.notFinite,
      },
    }),
    ...(concentration && { concentration }),
    ...(calibration && {
      calibration: {
        of: calibration.of,
        ...jsonProperties('error', calibration.error),
        bins: calibration.bins,
      },
    }),
    ...(rightAnswers && { right_answers: rightAnswers }),
    ...(errors && { errors }),
    ...(confusions && {
      confusions: {
        classes: confusions.classes,
        pairs: confusions.pairs.map(({ target, predicted, count, sum, share }) => ({
          target: confusions.names?.[target] ?? target,
          predicted: confusions.names?.[predicted] ?? predicted,
          count,
          ...jsonProperties('sum', sum),
          ...jsonProperties('share', share),
        })),
        left_out: confusions.leftOut,
      },
    }),
  }
}
