import {
  type Closeness,
  compareAll,
  describeDeviation,
  describeRounding,
  rough,
} from '../../numerics/closeness.ts'
import { choice, type RawFlags, textsOf } from '../../command/read-flags.ts'
import { refuseIdle } from '../../command/idle-check.ts'
import { readLimit, readTolerance } from '../../command/tolerance.ts'
import { LossError } from '../../error.ts'
import { defaultTolerance, type Tolerance } from '../../numerics/tolerance.ts'
import { readInline } from '../../readers/inline/inline.ts'
import { type Check, type FailOn, failOns, type Reduction, type Report } from '../../report.ts'
import { sameShape, showShape } from '../../tensor.ts'
import { visible } from '../../writers/text.ts'
import { conditionOf, readFailIf } from './conditions.ts'
import { type Expected, readExpected } from './expected.ts'

export { metricsAsked } from './conditions.ts'

export type AskedCheck = (report: Report) => Check

/**
 * The checks that the flags ask for, in the order of the help.
 *
 * @throws LossError E101 for a bad number or name, E104 for an expectation that does not fit the reduction, and as
 * `readExpected`
 */
export async function parseChecks(flags: RawFlags, reduction: Reduction): Promise<readonly AskedCheck[]> {
  const tolerance = { ...defaultTolerance, ...readTolerance(flags) }
  const asked: AskedCheck[] = []
  const ask = (check: AskedCheck) => asked.push((report) => refuseIdle(check(report), report))
  const close = (['rtol', 'atol'] as const).find((name) => flags[name] !== undefined)
  if (close && flags.expect === undefined && flags.expectFile === undefined)
    throw new LossError('E103', `--${close} says how close --expect must be, which is missing`, {
      tries: ['loss-calc ... --expect 0.5'],
    })
  for (const text of textsOf(flags.expect)) {
    const tensor = await readInline(text, '--expect')
    if (!tensor) throw new LossError('E101', `--expect must be a number or a list, got ${text}`)
    asked.push(expectation(`--expect ${text}`, tensor, reduction, tolerance, text))
  }
  for (const path of textsOf(flags.expectFile)) {
    const expected = await readExpected(path)
    asked.push(expectation(`--expect-file ${path}`, expected, reduction, tolerance))
  }
  for (const kind of ['max', 'min'] as const) {
    for (const text of textsOf(flags[kind])) ask(bound(kind, readLimit(kind, text)))
  }
  for (const condition of readFailIf(flags)) {
    if (reduction === 'none' && condition.name === 'loss')
      throw new LossError(
        'E104',
        `--fail-if ${condition.words} is about one number, and --reduction none has many`,
        { tries: ['--reduction mean'] },
      )
    ask((report) => conditionOf(condition, report))
  }
  if (typeof flags.failOn === 'string') {
    const named = flags.failOn.split(',').map((word) => choice('fail-on', word.trim(), failOns))
    for (const what of new Set(named)) ask((report) => occurrence(what, report))
  }
  return asked
}

/** `written` is the expectation as it was typed. */
function expectation(
  asked: string,
  { data, shape, reduction: of }: Expected,
  reduction: Reduction,
  tolerance: Tolerance,
  written?: string,
): AskedCheck {
  if (of !== undefined && of !== reduction)
    throw new LossError('E104', `${asked} is a result of --reduction ${of}, this run is ${reduction}`, {
      tries: [`--reduction ${of}`],
    })
  if (shape.length > 0 && reduction !== 'none')
    throw new LossError('E104', `${asked} holds ${data.length} numbers, the ${reduction} is a single one`, {
      tries: ['--reduction none'],
    })
  return (report) => {
    const got = numbersOf(report)
    const own = report.values?.shape ?? []
    const flat = shape.length === 0 || (shape.length === 1 && got.length === data.length)
    if (!flat && !sameShape(long(shape), long(own)))
      throw new LossError('E310', `${asked} has shape ${showShape(shape)}, the losses ${showShape(own)}`)
    // A number stands for all losses, a list of none for none.
    if (got.length < data.length) throw new LossError('E104', `${asked} finds no loss to judge`)
    const check = checked('expect', asked, compareAll(got, data, tolerance), report, (worst, each) => {
      const list = each && !asked.endsWith(` ${worst.want}`)
      const rounding = describeRounding(worst, tolerance, list ? undefined : written)
      const right = list ? `${worst.want} of ${asked}` : asked
      const distance = describeDeviation(worst, tolerance)
      return [`!= ${right} (${distance})`, rounding === undefined ? '' : `; ${rounding}`]
    })
    return { ...check, ...tolerance }
  }
}

/** A column is as good as a list. */
const long = (shape: readonly number[]) => shape.filter((length) => length !== 1)

function bound(kind: 'max' | 'min', limit: number): AskedCheck {
  const within = (value: number) => (kind === 'max' ? value <= limit : value >= limit)
  const asked = `--${kind} ${limit}`
  const [sign, side] = kind === 'max' ? ['>', 'over'] : ['<', 'under']
  return (report) => {
    const got = numbersOf(report)
    let failed = 0
    let worst = 0
    for (let i = 0; i < got.length; i++) {
      if (!within(got[i]!)) failed++
      const further = kind === 'max' ? got[i]! > got[worst]! : got[i]! < got[worst]!
      if (further || (Number.isNaN(got[i]!) && !Number.isNaN(got[worst]!))) worst = i
    }
    const found = got.length > 0 && { worst: { index: worst, got: got[worst]!, want: limit } }
    return checked(kind, asked, { ...found, failed }, report, ({ got }) => [
      Number.isNaN(got)
        ? `is not within ${asked}`
        : `${sign} ${asked} (${side} by ${rough(Math.abs(got - limit))})`,
    ])
  }
}

function occurrence(what: FailOn, report: Report): Check {
  const asked = `--fail-on ${what}`
  const check = (count: number, found: string, place = {}): Check => {
    return { kind: 'fail-on', ok: count === 0, asked, what, count, ...place, found: `${asked}: ${found}` }
  }
  const {
    clamped = 0,
    ignored,
    elements,
    reduction,
    value,
    notFinite: [above, below, nan] = [0, 0, 0],
  } = report
  if (what === 'clamp')
    return check(clamped, `${clamped} of ${elements} elements are cut off at a logarithm of -100`)
  if (what === 'ignored') return check(ignored, `${ignored} of ${elements} targets are ignored`)
  const is = what === 'nan' ? Number.isNaN : (value: number) => Math.abs(value) === Infinity
  const count = what === 'nan' ? nan : above + below
  if (value !== undefined && is(value)) return check(Math.max(count, 1), `the ${reduction} is ${value}`)
  const all = value === undefined ? numbersOf(report).length : elements
  const losses = `${count} of ${all} losses are ${what === 'nan' ? 'NaN' : 'infinite'}`
  if (count === 0 || value !== undefined) return check(count, losses)
  const place = placeOf(numbersOf(report).findIndex(is), report)
  return check(count, `${losses}, the first is of ${spot(place, report)}`, place)
}

/** The numbers that are checked: the result, or every loss under reduction none. */
function numbersOf({ value, values }: Report): Float64Array {
  return value === undefined ? values!.data : Float64Array.of(value)
}

/** A check of numbers; `told` says how far apart the worst is, and what to do, if it is one of `each` loss. */
function checked(
  kind: Check['kind'],
  asked: string,
  { worst, failed }: Closeness,
  report: Report,
  told: (worst: NonNullable<Closeness['worst']>, each: boolean) => readonly [apart: string, advice?: string],
): Check {
  if (!worst) return { kind, ok: true, asked }
  const { index, got, want } = worst
  const place = report.reduction === 'none' ? placeOf(index, report) : undefined
  const subject = place ? `loss ${got} of ${spot(place, report)}` : `${report.reduction} ${got}`
  const others =
    place && failed > 1 ? `; ${failed} of ${report.values!.data.length} losses fail, this is the worst` : ''
  const [apart, advice = ''] = told(worst, place !== undefined)
  const found = visible(`${subject} ${apart}${others}${advice}`)
  return { kind, ok: failed === 0, asked, want, got, ...(place && { ...place, failed }), found }
}

interface SpotOfLoss {
  readonly index: number
  readonly row: number
}

function placeOf(index: number, { samples, values }: Report): SpotOfLoss {
  const width = samples === 0 ? 1 : values!.data.length / samples
  return { index, row: Math.floor(index / width) }
}

function spot({ index, row }: SpotOfLoss, { samples, values }: Report): string {
  const width = values!.data.length / samples
  return width === 1 ? `row ${row}` : `row ${row}, element ${index % width}`
}
