import { mapArguments, nested, type Tensor } from '../tensor.ts'
import { checkDomains } from '../engine/domains.ts'
import { checkRank } from '../engine/fit.ts'
import { freshBuffers } from '../engine/buffers.ts'
import { checkOptions, checkReduction, chooseForm, spelled } from '../engine/form.ts'
import type { Kinds } from '../engine/kinds.ts'
import { numbersOnly, reportOf } from '../engine/report.ts'
import { Totals } from '../engine/totals.ts'
import { countOdd } from '../engine/warnings.ts'
import type { Loss } from '../losses/loss.ts'
import { resolveOptions } from '../options.ts'
import type { Report } from '../report.ts'
import type { Numbers } from './given-numbers.ts'
import { inCall, readCall } from './read-call.ts'
import type { CommonOptions, LossFunction, LossResult, UnreducedLossFunction } from './types.ts'

/** The losses of the functions, for what takes a function as an argument. */
const lossOf = new WeakMap<object, Loss>()

/** The loss that a function of the library computes; undefined for any other function. */
export function lossBehind(call: object): Loss | undefined {
  return lossOf.get(call)
}

/** Computes a loss of what is in memory, with gradients and the loss of each sample. */
function compute(loss: Loss, kinds: Kinds, given: readonly unknown[]): LossResult {
  const { request, args } = readCall(loss, given)
  checkReduction(request)
  checkOptions(request)
  const form = spelled(chooseForm(loss, request.mode, args), loss, request.from)
  const options = resolveOptions(form.loss.name, form.loss.options, request.options)
  checkRank(form.loss, args)
  const kind = kinds[form.loss.one]!
  const plan = kind.plan(form.loss, options, args, undefined)
  const totals = new Totals()
  checkDomains(plan, args, totals)
  if (plan.one !== 'batch') countOdd(plan, { args, options }, totals)
  const wanted = {
    ...request,
    samples: true,
    divisors: false,
    kept: true,
    buffers: freshBuffers,
    slopes: freshBuffers,
  }
  const results = kind.run(plan, args, 0, wanted, totals)
  const pair = { args, firstRow: 0, whole: true }
  const report = reportOf(request, request.reduction, form, pair, plan, totals, [results], {
    args: numbersOnly(args),
  })
  return resultOf(report, results.samples?.get('loss') as Float64Array | undefined)
}

function resultOf(report: Report, losses: Float64Array | undefined): LossResult {
  const value = report.value ?? nested(report.values!)
  const grads = mapArguments<Tensor, LossResult['value']>(report.grads ?? {}, nested)
  return {
    value,
    perSample: report.value === undefined || !losses ? value : [...losses],
    grad: Object.values(grads)[0] ?? [],
    grads,
    report: { ...report, ...report.args },
  }
}

/** @throws LossError as the command does, with the same codes, and options under the names that they have in a call */
export function functionOf<A extends readonly Numbers[], O extends CommonOptions>(
  loss: object,
  ...kinds: readonly Kinds[]
) {
  const own = loss as Loss
  const ofAll = Object.assign({}, ...kinds) as Kinds
  const call = (...given: unknown[]) => inCall(() => compute(own, ofAll, given))
  Object.defineProperty(call, 'command', { value: own.name })
  lossOf.set(call, own)
  return call as unknown as LossFunction<A, O>
}

/** The same of a loss that is reduced only if that is asked for. */
export function functionAsItIs<A extends readonly Numbers[], O extends CommonOptions>(
  loss: object,
  ...kinds: readonly Kinds[]
) {
  return functionOf<A, O>(loss, ...kinds) as unknown as UnreducedLossFunction<A, O>
}
