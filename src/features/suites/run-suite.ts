import type { Cause, Outcome } from './outcome.ts'
import type { Reduction } from '../../report.ts'
import type { Tensor } from '../../tensor.ts'
import { type Answer, type Answerer, ownAnswer } from './own-answer.ts'
import { compareAll, describeDeviation, describeRounding } from '../../numerics/closeness.ts'
import { ulpIn } from '../../numerics/narrow-floats.ts'
import type { Tolerance } from '../../numerics/tolerance.ts'
import { causesOf, causesOfGradient, causesOfLosses } from './diagnosis.ts'
import { evaluate } from '../../conventions/problem.ts'
import { numbersOf } from './spelling.ts'
import { inCase, type Suite, type SuiteCase } from './suite.ts'

interface RunOptions {
  readonly answer: Answerer
  /** How many cases run at the same time. */
  readonly jobs: number
  /** Whether the run stops at the first failure. */
  readonly bail?: boolean
}

/**
 * Every expectation of every case, in the order of the suite; none after a failure that stops the run.
 *
 * @throws LossError if this program refuses a case, and as the answerer
 */
export async function runSuite(suite: Suite, { answer, jobs, bail = false }: RunOptions): Promise<Outcome[]> {
  const tasks = suite.cases.flatMap((one) =>
    [...one.expected.keys()].map((reduction) => ({ one, reduction })),
  )
  // An invalid case must not look like a failure of the port.
  if (answer !== ownAnswer) {
    for (const { one, reduction } of tasks) await inCase(suite, one, () => evaluate(one.problem, reduction))
  }
  const outcomes: Outcome[] = []
  let next = 0
  let ended = false
  const work = async () => {
    for (let i = next++; i < tasks.length && !ended; i = next++) {
      const { one, reduction } = tasks[i]!
      const start = performance.now()
      const own = answer === ownAnswer
      const given = await (own ? inCase(suite, one, () => answer(one, reduction)) : answer(one, reduction))
      const seconds = (performance.now() - start) / 1000
      outcomes[i] = { ...judge(suite, one, reduction, given, own), seconds }
      if (bail && !outcomes[i]!.ok) ended = true
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, work))
  return ended ? outcomes.slice(0, outcomes.findIndex((outcome) => !outcome.ok) + 1) : outcomes
}

function judge(
  { document }: Suite,
  one: SuiteCase,
  reduction: Reduction,
  given: Answer,
  own: boolean,
): Omit<Outcome, 'seconds'> {
  const about = { suite: document.file, line: one.line, name: titleOf(one, reduction), reduction }
  if (given.failure !== undefined)
    return { ...about, ok: false, failures: [given.failure], causes: given.causes ?? [] }
  const findings = comparisons(one, reduction, given, own)
  const failures = findings.flatMap(({ failure }) => failure ?? [])
  const errors = findings.flatMap(({ error }) => error ?? [])
  return {
    ...about,
    ok: failures.length === 0,
    noGradient: one.grad !== undefined && reduction === gradientOf(one) && given.grad === undefined,
    nothing: [given.value, given.perSample].every((tensor) => tensor?.data.every(Number.isNaN) ?? true),
    error: errors.length > 0 ? Math.max(...errors) : undefined,
    failures,
    causes: findings
      .flatMap(({ causes }) => causes)
      .filter(({ name }, i, all) => all.findIndex((cause) => cause.name === name) === i),
  }
}

/** The name of an expectation; empty if the case has only one. */
function titleOf({ name, expected }: SuiteCase, reduction: Reduction): string {
  return expected.size === 1 ? name : `${name}, ${reduction}`
}

interface Finding {
  readonly failure?: string
  readonly error?: number
  readonly causes: readonly Cause[]
}

function comparisons(one: SuiteCase, reduction: Reduction, given: Answer, own: boolean): Finding[] {
  const { problem, tolerance } = one
  const want = one.expected.get(reduction)!
  const { perSample } = given
  const asked = reduction === 'sum' ? 'sum' : 'mean'
  // Losses that the suite does not list are those of this program.
  const losses = () => one.expected.get('none') ?? evaluate(problem, 'none').values!
  const explainLosses = (got: Float64Array, right: Float64Array) =>
    own
      ? borrowed(causesOfLosses(problem, right, got, tolerance))
      : causesOfLosses(problem, got, right, tolerance)
  const findings: Finding[] = []
  if (reduction === 'none') {
    const got = perSample ?? given.value!
    const { length } = want.data
    if (!perSample && got.data.length !== length) {
      const printed =
        got.data.length === 1 ? `a "value" of ${got.data[0]}` : `a "value" of ${got.data.length} numbers`
      const failure = `reduction none wants "per_sample", a list of ${length}: it printed ${printed}`
      return [{ failure, causes: [] }]
    }
    findings.push(compareTensors('loss', got, want, tolerance, own, explainLosses))
  } else {
    // Losses alone are compared with those of this program, so that its number is judged in place of theirs.
    const value = given.value ?? numbersOf(evaluate(problem, reduction))
    const ours = own || !given.value
    findings.push(
      compareTensors('', value, want, tolerance, ours, ([got], [right]) =>
        ours
          ? borrowed(causesOf(problem, asked, right!, got!, tolerance))
          : causesOf(problem, asked, got!, right!, tolerance),
      ),
    )
    if (perSample) findings.push(compareTensors('loss', perSample, losses(), tolerance, own, explainLosses))
  }
  if (one.grad && given.grad && reduction === gradientOf(one)) {
    const allowed = ofGradient(tolerance, one.grad)
    const explain = (got: Float64Array, right: Float64Array) =>
      causesOfGradient(problem, got, right, evaluate(problem, 'mean').denominator.value, allowed)
    findings.push(compareTensors('gradient', given.grad, one.grad, allowed, own, explain))
  }
  return findings
}

/** A slope near 0 is the difference of larger numbers: it keeps the units of the largest. */
function ofGradient(tolerance: Tolerance, { data }: Tensor): Tolerance {
  const { ulps, atol } = tolerance
  if (!ulps) return tolerance
  const largest = data.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0)
  return { ...tolerance, atol: atol + ulps.count * ulpIn(ulps.of, largest) }
}

/** The reduction whose gradient a case holds: the mean's where a mean is expected. */
export function gradientOf({ expected }: Pick<SuiteCase, 'expected'>): Reduction {
  return (['mean', 'sum', 'none'] as const).find((reduction) => expected.has(reduction)) ?? 'mean'
}

/** This program is the reference, so the number in the suite was made by another convention. */
function borrowed(causes: readonly Cause[]): Cause[] {
  return causes.map((cause) => ({
    ...cause,
    name: `the expected number comes from elsewhere: ${cause.name}`,
  }))
}

function compareTensors(
  what: string,
  got: Tensor,
  want: Tensor,
  tolerance: Tolerance,
  own: boolean,
  explain: (got: Float64Array, want: Float64Array) => readonly Cause[],
): Finding {
  const count = want.data.length
  if (got.data.length !== count) {
    const subject = what === '' ? 'the value' : what === 'loss' ? 'the losses' : 'the gradient'
    return { failure: `the size of ${subject} is ${got.data.length}, not ${count}`, causes: [] }
  }
  if (count === 0) return { causes: [] }
  const { worst, failed } = compareAll(got.data, want.data, tolerance)
  const distances = got.data.map((value, i) => Math.abs(value - want.data[i]!)).filter(Number.isFinite)
  const error = distances.length > 0 && { error: distances.reduce((most, x) => Math.max(most, x)) }
  if (failed === 0) return { ...error, causes: [] }
  const place = what === '' ? '' : `${what} ${placeIn(want.shape, worst!.index)}: `
  const many = count === 1 ? '' : `; ${failed} of ${count} are wrong`
  const distance = describeDeviation(worst!, tolerance)
  const ratio = describeRatio(worst!.got / worst!.want)
  const { got: printed, want: wanted } = worst!
  // A port may print few digits; this program prints all.
  const rounding =
    describeRounding(worst!, tolerance) ??
    (own ? undefined : describeRounding({ got: wanted, want: printed }, tolerance))
  const advice = rounding === undefined ? '' : `; ${rounding}`
  const failure = `${place}got ${worst!.got}, want ${worst!.want} (${distance}${ratio})${many}${advice}`
  return { failure, ...error, causes: explain(got.data, want.data) }
}

/** `[1, 2]`, the place of a number in a shape. */
function placeIn(shape: readonly number[], index: number): string {
  const place: number[] = []
  let rest = index
  for (const length of shape.toReversed()) {
    place.unshift(rest % length)
    rest = Math.floor(rest / length)
  }
  return `[${place.join(', ')}]`
}

/** A ratio as a fraction of small numbers: it shows what was divided by what. */
function describeRatio(ratio: number): string {
  for (let below = 1; below <= 64; below++) {
    const above = Math.round(ratio * below)
    const near = Math.abs(ratio - above / below) <= 1e-6 * Math.abs(ratio)
    if (near && above !== 0 && above !== below && Math.abs(above) <= 64)
      return `; ${below === 1 ? above : `${above}/${below}`} times as much`
  }
  return ''
}
