import { LossError } from '../error.ts'
import { dtypes, type NarrowFloat, readUlps, suiteIn } from '../features/suites/in-dtype.ts'
import { type Cause, countOutcomes, type Outcome } from '../features/suites/outcome.ts'
import type { Answer, Answerer } from '../features/suites/own-answer.ts'
import { pretty } from '../features/suites/pretty.ts'
import { runSuite } from '../features/suites/run-suite.ts'
import { sampleSuite } from '../features/suites/suite-text.ts'
import { type Suite, suiteOf } from '../features/suites/suite.ts'
import { documentOf } from '../features/suites/value-document.ts'
import { loadAll, loadLoss, lossNames } from '../losses/registry.ts'
import type { Reduction } from '../report.ts'
import { nested, type Nested, type Tensor } from '../tensor.ts'
import { noPaint } from '../writers/paint.ts'
import { type Numbers, tensorOf } from './given-numbers.ts'
import { readOwn, text, tolerance, word } from './own-options.ts'
import { ofCall } from './read-call.ts'
import { reading, shown, textOf } from './given.ts'

export type { Cause, Outcome }

export interface CheckOptions {
  /** Allowed is |got - want| <= atol + rtol |want|; left out, what the suite says. */
  readonly rtol?: number
  readonly atol?: number
  /** The format that the port computes in: inputs are rounded to it first, and numbers judged in its ulp. */
  readonly dtype?: NarrowFloat
  /**
   * How many ulp of `dtype` a number may be off.
   * @default 16 of float32, 4 of bfloat16
   */
  readonly ulps?: number
  /** Only cases whose name contains this. */
  readonly only?: string
}

/** What a port may answer: numbers, or an object with a `value` (the losses under reduction none) and a `grad`. */
export type PortAnswer = Numbers | { readonly value: Numbers; readonly grad?: Numbers | undefined }

/** What a port gets after its arguments: the options of the case by their names in this library. */
export type PortOptions = Readonly<Record<string, Nested | string | boolean>> & {
  readonly reduction: Reduction
}

/** A port: the arguments of the loss as nested lists, then options. */
export type Port = (...args: never[]) => PortAnswer | Promise<PortAnswer>

/** What a check found. */
export interface Checked {
  readonly passed: number
  readonly failed: number
  readonly outcomes: readonly Outcome[]
  /** As `loss-calc check` prints it. */
  readonly text: string
}

const takes = { rtol: tolerance, atol: tolerance, dtype: word(...dtypes), ulps: tolerance, only: text }

/**
 * Runs cases with known losses through a port, and names likely causes of wrong numbers. The suite is the name of a
 * loss, whose example and options make the cases, or an object as a suite file holds it.
 *
 * ```ts
 * const { failed, text } = await check('bce-logits', (input, target, { posWeight, reduction }) => ...)
 * ```
 *
 * @throws LossError E101 for a loss that does not exist, and for an object that is no suite
 */
export async function check(suite: string | object, port: Port, options?: CheckOptions): Promise<Checked> {
  try {
    const own = readOwn<CheckOptions>('check', takes, options)
    if (own.ulps !== undefined && own.dtype === undefined)
      throw new LossError('E103', 'ulps counts units of dtype, which is missing', {
        tries: ["{ dtype: 'float32' }"],
      })
    if (typeof port !== 'function')
      throw new LossError('E103', `the port must be a function, got ${shown(port)}`)
    // Causes of wrong numbers are looked for among all losses.
    await loadAll()
    if (typeof suite !== 'string' && (typeof suite !== 'object' || (suite as unknown) === null))
      throw new LossError('E101', `the suite must be the name of a loss or an object, got ${shown(suite)}`)
    const read = await chosen(suite, own)
    const outcomes = await runSuite(read, { answer: answerOf(port), jobs: 1 })
    const text = pretty(outcomes, { paint: noPaint, quiet: true })
    return { ...countOutcomes(outcomes), outcomes, text }
  } catch (error) {
    throw error instanceof LossError ? ofCall(error) : error
  }
}

async function chosen(
  suite: string | object,
  { rtol, atol, dtype, ulps, only }: CheckOptions,
): Promise<Suite> {
  const given = { ...(rtol !== undefined && { rtol }), ...(atol !== undefined && { atol }) }
  const name = typeof suite === 'string' ? suite : 'the suite'
  // What no file can hold, an object that holds itself, would be read without end.
  reading(name, 'E101', () => JSON.stringify(suite))
  const whole = await suiteOf(documentOf(typeof suite === 'string' ? await ofLoss(suite) : suite, name), {
    given,
    empty: false,
    files: inMemory,
  })
  const cases = only === undefined ? whole.cases : whole.cases.filter((one) => one.name.includes(only))
  if (cases.length === 0) throw new LossError('E101', `only ${only}: no case has that in its name`)
  const left = { ...whole, cases }
  return dtype ? suiteIn(dtype, left, readUlps(ulps, dtype), given) : left
}

async function ofLoss(name: string): Promise<object> {
  const loss = await loadLoss(name)
  if (loss) return sampleSuite(loss)
  throw new LossError('E101', `there is no loss ${name}`, { why: `losses: ${lossNames.join(', ')}` })
}

const inMemory = {
  resolve: (path: string) => path,
  read: (path: string): Promise<never> => {
    throw new LossError('E200', `a suite in memory holds its numbers: ${path} is not read`)
  },
}

function answerOf(port: Port): Answerer {
  const call = port as (...args: unknown[]) => PortAnswer | Promise<PortAnswer>
  return async ({ problem, grad }, reduction): Promise<Answer> => {
    const options = Object.entries(problem.options).map(([name, value]) => [
      name,
      typeof value === 'object' ? nested(value as Tensor) : value,
    ])
    const given = {
      ...(Object.fromEntries(options) as object),
      ...(problem.mode !== undefined && { mode: problem.mode }),
      reduction,
    }
    try {
      const answer = await call(...Object.values(problem.args).map(nested), given)
      const whole = (typeof answer === 'object' && 'value' in answer ? answer : { value: answer }) as {
        value: Numbers
        grad?: Numbers
      }
      const value = tensorOf(whole.value, 'value')
      return {
        ...(reduction === 'none' ? { perSample: value } : { value }),
        ...(grad && whole.grad !== undefined && { grad: tensorOf(whole.grad, 'grad') }),
      }
    } catch (error) {
      return { failure: textOf(error) }
    }
  }
}
