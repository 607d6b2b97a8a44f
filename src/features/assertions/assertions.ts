import {
  type Closeness,
  compareAll,
  describeDeviation,
  describeRounding,
  rough,
} from '../../numerics/closeness.ts'
import { choice, type RawFlags } from '../../command/read-flags.ts'
import { readBound, readTolerance } from '../../command/tolerance.ts'
import { LossError } from '../../error.ts'
import { defaultTolerance, type Tolerance } from '../../numerics/tolerance.ts'
import { readInline } from '../../readers/inline/inline.ts'
import { type Check, type FailOn, failOns, type Reduction, type Report } from '../../report.ts'
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
  const close = (['rtol', 'atol'] as const).find((name) => flags[name] !== undefined)
  if (close && flags.expect === undefined && flags.expectFile === undefined)
    throw new LossError('E103', `--${close} says how close --expect must be, which is missing`, {
      tries: ['loss-calc ... --expect 0.5'],
    })
  if (typeof flags.expect === 'string') {
    const tensor = await readInline(flags.expect, '--expect')
    if (!tensor) throw new LossError('E101', `--expect must be a number or a list, got ${flags.expect}`)
    asked.push(expectation(`--expect ${flags.expect}`, tensor, reduction, tolerance))
  }
  if (typeof flags.expectFile === 'string') {
    const expected = await readExpected(flags.expectFile)
    asked.push(expectation(`--expect-file ${flags.expectFile}`, expected, reduction, tolerance))
  }
  for (const kind of ['max', 'min'] as const) {
    const text = flags[kind]
    if (typeof text !== 'string') continue
    const limit = readBound(kind, text)
    if (!Number.isFinite(limit)) throw new LossError('E101', `--${kind} must be a finite number, got ${text}`)
    asked.push(bound(kind, limit))
  }
  for (const condition of readFailIf(flags)) {
    if (reduction === 'none' && condition.name === 'loss')
      throw new LossError(
        'E104',
        `--fail-if ${condition.words} is about one number, and --reduction none has many`,
        {
          tries: ['--reduction mean'],
        },
      )
    asked.push((report) => conditionOf(condition, report))
  }
  if (typeof flags.failOn === 'string') {
    const named = flags.failOn.split(',').map((word) => choice('fail-on', word.trim(), failOns))
    for (const what of new Set(named)) asked.push((report) => occurrence(what, report))
  }
  return asked
}

/** What was found by a check that failed. */
export const describeFailed = (check: Check, report: Report): string => visible(describe(check, report))

function expectation(
  asked: string,
  { data, shape, reduction: of }: Expected,
  reduction: Reduction,
  tolerance: Tolerance,
): AskedCheck {
  if (of !== undefined && of !== reduction) {
    throw new LossError('E104', `${asked} is a result of --reduction ${of}, this run is ${reduction}`, {
      tries: [`--reduction ${of}`],
    })
  }
  if (shape.length > 0 && reduction !== 'none') {
    throw new LossError('E104', `${asked} holds ${data.length} numbers, the ${reduction} is a single one`, {
      tries: ['--reduction none'],
    })
  }
  return (report) => {
    const got = numbersOf(report)
    if (shape.length > 0 && got.length !== data.length) {
      throw new LossError('E310', `${asked} holds ${data.length} numbers, the run ${got.length} losses`)
    }
    const comparison = compareAll(got, data, tolerance)
    return { kind: 'expect', ...placed(asked, comparison, report), ...tolerance }
  }
}

function bound(kind: 'max' | 'min', limit: number): AskedCheck {
  const within = (value: number) => (kind === 'max' ? value <= limit : value >= limit)
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
    return { kind, ...placed(`--${kind} ${limit}`, { ...found, failed }, report) }
  }
}

function occurrence(what: FailOn, report: Report): Check {
  const asked = `--fail-on ${what}`
  const check = (count: number, index = -1): Check => {
    const place = index >= 0 && report.reduction === 'none' ? placeOf(index, report) : {}
    return { kind: 'fail-on', ok: count === 0, asked, what, count, ...place }
  }
  if (what === 'clamp') return check(report.clamped ?? 0)
  if (what === 'ignored') return check(report.ignored)
  const is = what === 'nan' ? Number.isNaN : (value: number) => Math.abs(value) === Infinity
  const numbers = numbersOf(report)
  let count = 0
  for (const value of numbers) if (is(value)) count++
  return check(count, numbers.findIndex(is))
}

/** The numbers that are checked: the result, or every loss under reduction none. */
function numbersOf({ value, values }: Report): Float64Array {
  return value === undefined ? values!.data : Float64Array.of(value)
}

function placed(asked: string, { worst, failed }: Closeness, report: Report) {
  return {
    ok: failed === 0,
    asked,
    ...(worst && { want: worst.want, got: worst.got }),
    ...(worst && report.reduction === 'none' && { ...placeOf(worst.index, report), failed }),
  }
}

function placeOf(index: number, { samples, values }: Report): { index: number; row: number } {
  const width = samples === 0 ? 1 : values!.data.length / samples
  return { index, row: Math.floor(index / width) }
}

/** A failed check in a line: what was found, what was asked, how far apart. */
function describe(check: Check, report: Report): string {
  const { kind, asked, got = Number.NaN, want = Number.NaN, rtol = 0, atol = 0 } = check
  if (kind === 'fail-if') {
    const name = /^--fail-if (\w+)/.exec(asked)![1]!
    return `${name === 'loss' ? report.reduction : name} ${got}: ${asked}`
  }
  if (kind === 'fail-on') return `${asked}: ${describeCount(check, report)}`
  const subject =
    check.row === undefined ? `${report.reduction} ${got}` : `loss ${got} of ${spot(check, report)}`
  const others =
    check.failed === undefined || check.failed < 2
      ? ''
      : `; ${check.failed} of ${report.values!.data.length} losses fail, this is the worst`
  if (kind === 'expect') {
    const list = check.row !== undefined && !asked.endsWith(` ${want}`)
    const right = list ? `${want} of ${asked}` : asked
    const distance = describeDeviation({ index: 0, got, want }, { rtol, atol })
    const written = list || !asked.startsWith('--expect ') ? undefined : asked.slice('--expect '.length)
    const rounding = describeRounding({ got, want }, { rtol, atol }, written)
    const advice = rounding === undefined ? '' : `; ${rounding}`
    return `${subject} != ${right} (${distance})${others}${advice}`
  }
  const [sign, side] = kind === 'max' ? ['>', 'over'] : ['<', 'under']
  const distance = Number.isNaN(got) ? '' : ` (${side} by ${rough(Math.abs(got - want))})`
  return `${subject} ${Number.isNaN(got) ? `is not within` : sign} ${asked}${distance}${others}`
}

function describeCount({ what, count = 0, index, row }: Check, report: Report): string {
  if (what === 'ignored') return `${count} of ${report.elements} targets are ignored`
  if (what === 'clamp') return `${count} of ${report.elements} elements are cut off at a logarithm of -100`
  const named = what === 'nan' ? 'NaN' : 'infinite'
  if (index === undefined) return `the ${report.reduction} is ${report.value}`
  const place = spot({ index, row }, report)
  return `${count} of ${report.values!.data.length} losses are ${named}, the first is of ${place}`
}

function spot(
  { index, row }: { index?: number | undefined; row?: number | undefined },
  report: Report,
): string {
  const width = report.values!.data.length / report.samples
  return width === 1 ? `row ${row}` : `row ${row}, element ${index! % width}`
}
