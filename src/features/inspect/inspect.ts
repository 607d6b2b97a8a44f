import { LossError } from '../../error.ts'
import type { PlainLoss } from '../../losses/loss.ts'
import { formsOf, inputOf, isUsual } from '../../losses/forms.ts'
import { loadAll } from '../../losses/registry.ts'
import type { Notice } from '../../report.ts'
import type { TensorSource } from '../../table.ts'
import type { Tensor } from '../../tensor.ts'
import { Computation, pause } from '../../engine/compute.ts'
import { hintTexts } from '../../hints/hint-help.ts'
import { hints, looksAtSum } from '../../hints/rules.ts'
import { passing } from '../../data/cursor.ts'
import {
  type Dataset,
  type Named,
  type Pair,
  pairs,
  type RowByRow,
  rowByRowForAll,
} from '../../data/pairs.ts'
import type { Shaped } from '../../engine/fit.ts'
import { type InspectedNumbers, type LooksLike, NumbersSeen } from './numbers-seen.ts'
import { plan } from '../../engine/plan.ts'

/** Whether a loss can be computed, and what would be said of it. */
export interface Fit {
  readonly loss: string
  readonly mode?: string
  /** Whether people mean it without saying so. */
  readonly usual: boolean
  /** Why not; absent where it can. */
  readonly refused?: string
  /** Options with which it can, if the refusal names some. */
  readonly fix?: string | undefined
  readonly notices: readonly Notice[]
}

export interface Inspection {
  readonly input: InspectedNumbers
  readonly target?: InspectedNumbers
  readonly fits: readonly Fit[]
}

/** Reads an input, and a target if there is one, and tells what they hold. @throws LossError as the readers and `pairs` */
export async function inspectSources(
  input: TensorSource,
  target: TensorSource | undefined,
): Promise<Inspection> {
  const seen = new NumbersSeen()
  if (!target) {
    const rest = pause()
    for await (const piece of passing(input.pieces())) {
      seen.add(piece)
      await rest()
    }
    const numbers = seen.numbers(input)
    return { input: numbers, fits: inputFits(await everyForm(), seen, numbers.looks) }
  }
  const seenTarget = new NumbersSeen()
  const tried = await tryAll(
    {
      args: { input, target },
      pairs: (rowByRow) =>
        pairs({ input: watched(input, seen), target: watched(target, seenTarget) }, rowByRow, true),
    },
    [seen, seenTarget],
  )
  return { input: seen.numbers(input), target: seenTarget.numbers(target), fits: tried }
}

/** The same for columns. @throws LossError as `columnDataset` */
export async function inspectDataset(dataset: Dataset): Promise<Required<Inspection>> {
  const [seen, seenTarget] = [new NumbersSeen(), new NumbersSeen()]
  async function* watchedPairs(rowByRow: RowByRow) {
    for await (const pair of dataset.pairs(rowByRow, true)) {
      seen.add(pair.args.input!)
      seenTarget.add(pair.args.target!)
      yield pair
    }
  }
  const { args, classes } = dataset
  const { input, target } = args as { input: Named; target: Named }
  const fits = await tryAll({ args, classes, pairs: watchedPairs }, [seen, seenTarget])
  const numbers = (look: NumbersSeen, named: Named) => look.numbers({ ...named, columns: named.selected })
  return { input: numbers(seen, input), target: numbers(seenTarget, target), fits }
}

/** Which losses fit the data; the pieces are inspected on the way. */
async function tryAll(
  data: Dataset,
  [seen, seenTarget]: readonly [NumbersSeen, NumbersSeen],
): Promise<Fit[]> {
  const rest = pause()
  const trials = (await everyForm()).map(([loss, mode]) => new Trial(loss, mode))
  try {
    for await (const pair of data.pairs(rowByRowForAll)) {
      for (const trial of trials) trial.add(pair)
      await rest()
    }
  } catch (error) {
    // That rows do not fit is a result here, not an error; both inputs were read to their ends.
    if (!(error instanceof LossError && error.code === 'E310')) throw error
    for (const trial of trials) trial.refuse(error)
  }
  return trials.map((trial) => trial.fit(data, seen.shaped(), seenTarget.shaped()))
}

/** The same source; all of it is inspected, even if its consumer stops early. */
function watched(source: TensorSource, look: NumbersSeen): TensorSource {
  const { name, format, notes } = source
  return {
    name,
    format,
    notes,
    async *pieces() {
      const rest: AsyncIterator<Tensor, unknown, unknown> = source.pieces()[Symbol.asyncIterator]()
      let done = false
      const next = async (spent?: unknown) => {
        done = true
        const result = await rest.next(spent)
        done = result.done === true
        if (!result.done) look.add(result.value)
        return result
      }
      try {
        for (let result = await next(); !result.done;) result = await next(yield result.value)
      } finally {
        while (!done) await next()
      }
    },
  }
}

/** Forms that take an input and a target, which is all that is there. */
async function everyForm() {
  return (await loadAll()).flatMap((loss) =>
    [...formsOf(loss)]
      .filter(([, form]) => Object.keys(form.takes).join() === 'input,target' && form.one !== 'batch')
      .map(([mode]) => [loss, mode || undefined] as const),
  )
}

function inputFits(forms: readonly AnyForm[], seen: NumbersSeen, looks: LooksLike): Fit[] {
  return forms.map(([loss, mode]) => {
    const form = formsOf(loss).get(mode ?? '')!
    const { min = -Infinity, max = Infinity, outside } = inputOf(form)
    const fit = { loss: loss.name, ...(mode && { mode }), usual: isUsual(loss), notices: [] }
    if (outside === 'refused' && !seen.within(min, max))
      return { ...fit, refused: `${loss.name} needs numbers in [${min}, ${max}]` }
    const code = suspicion(form, looks)
    return code === undefined ? fit : { ...fit, notices: [{ code, message: hintTexts[code]!.title }] }
  })
}

/** The hint that these numbers would cause; undefined for none. */
function suspicion({ traits = {} }: PlainLoss, looks: LooksLike): string | undefined {
  const normalised = looks === 'probabilities per row'
  if (traits.logProbabilities) return normalised ? 'H104' : looks === 'log-probabilities' ? undefined : 'H105'
  if (traits.applies === 'softmax') {
    const logs = looks === 'log-probabilities' && traits.related?.['log-probs'] !== undefined
    return normalised ? 'H103' : logs ? 'H106' : undefined
  }
  if (traits.applies !== 'sigmoid') return undefined
  return normalised || looks === 'probabilities' ? 'H101' : undefined
}

type AnyForm = Awaited<ReturnType<typeof everyForm>>[number]

/** A loss tried on the data; the first error ends the attempt. */
class Trial {
  readonly #loss: AnyForm[0]
  readonly #mode: string | undefined
  readonly #computation: Computation
  #refused: string | undefined
  #fix: string | undefined

  constructor(loss: AnyForm[0], mode: string | undefined) {
    this.#loss = loss
    this.#mode = mode
    this.#computation = new Computation({
      loss,
      options: {},
      reduction: 'mean',
      mode,
      hints,
      sums: looksAtSum,
    })
  }

  add(pair: Pair): void {
    if (this.#refused === undefined) this.#attempt(() => this.#computation.add(pair))
  }

  refuse(error: LossError): void {
    if (this.#refused === undefined) this.#refuseAnew(error)
  }

  #refuseAnew({ message, details }: LossError): void {
    this.#refused = message
    this.#fix = /^loss-calc \.\.\. (--.*)$/.exec(details.tries?.[0] ?? '')?.[1]
  }

  /** The verdict, for the whole shapes rather than those of a piece. */
  fit(data: Dataset, inputShape: Shaped, targetShape: Shaped): Fit {
    const report = this.#refused === undefined && this.#attempt(() => this.#computation.report(data))
    if (this.#refused !== undefined) {
      const form = formsOf(this.#loss).get(this.#mode ?? '')!
      this.#attempt(() => plan(form, {}, { input: inputShape, target: targetShape }))
    }
    return {
      loss: this.#loss.name,
      usual: isUsual(this.#loss),
      ...(this.#mode !== undefined && { mode: this.#mode }),
      ...(this.#refused !== undefined && { refused: this.#refused, fix: this.#fix }),
      notices: report ? report.notices : [],
    }
  }

  #attempt<T>(action: () => T): T | undefined {
    try {
      return action()
    } catch (error) {
      if (!(error instanceof LossError)) throw error
      this.#refuseAnew(error)
      return undefined
    }
  }
}
