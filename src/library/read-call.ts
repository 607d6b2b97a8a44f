import type { ByArgument, Tensor } from '../tensor.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { LossError } from '../error.ts'
import { argumentsOf, formsOf, spellingsOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import type { OptionSpecs } from '../options.ts'
import type { Reduction } from '../report.ts'
import { plain, shown } from './given.ts'
import { fieldsOf, trueOrFalse } from './own-options.ts'
import { readArguments, readValues } from './read-arguments.ts'

/** What a call asks for, as the engine takes it. */
interface ReadCall {
  readonly request: ComputeRequest & { readonly values: boolean; readonly grad: boolean }
  readonly args: ByArgument<Tensor>
}

/** The options of a loss by their names, those of all of its forms. */
export function optionsOf(loss: Loss): OptionSpecs {
  return Object.assign({}, ...[...formsOf(loss).values()].map(({ options }) => options)) as OptionSpecs
}

/**
 * The arguments and the options of a call.
 *
 * @throws LossError E103 for a missing argument, E105 for an option that the loss does not have, and as `tensorOf`
 */
export function readCall(loss: Loss, given: readonly unknown[]): ReadCall {
  const names = argumentsOf(loss)
  const args = readArguments(loss.name, names, given)
  return { request: readOptions(loss, given[names.length]), args }
}

/** The options of a call. @throws LossError E105 for an option that the loss does not have, and as `fieldsOf` */
export function readOptions(loss: Loss, given: unknown): ReadCall['request'] {
  const specs = optionsOf(loss)
  const fields = fieldsOf(loss.name, optionNames(loss), given)
  const { reduction, mode, from, grad = true, ...others } = fields
  if (!trueOrFalse.fits(grad)) throw new LossError('E101', `grad must be true or false, got ${shown(grad)}`)
  const usual = loss.one === 'form' ? 'mean' : (loss.reduction ?? 'mean')
  // The form of a loss that has several, or an option of the loss's own.
  const ownMode = 'mode' in specs && mode !== undefined
  const options = readValues(specs, ownMode ? { ...others, mode } : others, plain)
  return {
    loss,
    options,
    reduction: (reduction === undefined ? usual : plain(reduction)) as Reduction,
    mode: ownMode ? undefined : (plain(mode) as string | undefined),
    from: plain(from) as string | undefined,
    values: true,
    grad,
    samples: Infinity,
  }
}

export function optionNames(loss: Loss): string[] {
  return [...Object.keys(optionsOf(loss)), ...commonOptions(loss)]
}

/** What a call may say of any loss, or of those that have it. */
function commonOptions(loss: Loss): string[] {
  const forms = [...formsOf(loss).values()]
  return [
    'reduction',
    'grad',
    ...(loss.one === 'form' ? ['mode'] : []),
    ...(forms.some((form) => spellingsOf(form).size > 0) ? [`from`] : []),
  ]
}

/**
 * Runs a call.
 *
 * @throws LossError as `run`, with options as they are called here (labelSmoothing, not --label-smoothing), and without
 * command lines
 */
export function inCall<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw error instanceof LossError ? ofCall(error) : error
  }
}

/** An error of a call, without flags and command lines. */
export function ofCall({ code, message, details }: LossError): LossError {
  const { why, tries = [], ...more } = details
  const steps = tries.flatMap((step) => {
    const flag = /^loss-calc \.\.\. --([a-z-]+) (\S+)$/.exec(step)
    if (flag)
      return Object.hasOwn(libraryFlags, flag[1]!)
        ? [`{ ${optionName(flag[1]!)}: ${literal(flag[2]!)} }`]
        : []
    return step.startsWith('loss-calc') || step.startsWith('--') ? [] : [step]
  })
  return new LossError(code, inNames(message), {
    ...more,
    ...(why !== undefined && { why: inNames(why) }),
    ...(steps.length > 0 && { tries: steps }),
  })
}

/** Flags that errors suggest, and that calls have as options. */
const libraryFlags: Readonly<Record<string, true>> = { 'ignore-index': true, mode: true, from: true }

const literal = (text: string) => (/^-?\d/.test(text) ? text : `'${text}'`)
const optionName = (flag: string) => flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
const inNames = (text: string) => text.replaceAll(/--([a-z][\w-]*)/g, (_, flag: string) => optionName(flag))
