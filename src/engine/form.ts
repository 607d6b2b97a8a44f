import type { ByArgument, Tensor } from '../tensor.ts'
import { LossError } from '../error.ts'
import type { Loss, ModalLoss, PlainLoss } from '../losses/loss.ts'
import { formsOf, reductionsOf, spellingsOf } from '../losses/forms.ts'
import { resolveOptions } from '../options.ts'
import { vectorShape } from './fit.ts'
import type { ComputeRequest } from './request.ts'

export interface Form {
  readonly loss: PlainLoss
  readonly mode: string | undefined
  readonly from?: string
}

/** Refuses a reduction that the loss does not offer. @throws LossError E101 */
export function checkReduction({ loss, reduction }: ComputeRequest): void {
  const own = reductionsOf(loss)
  if (own.includes(reduction)) return
  throw new LossError('E101', `--reduction must be one of ${own.join(', ')}, got ${reduction}`)
}

/** Refuses options before anything is read; of a loss with several forms, those that none of them takes. */
export function checkOptions({
  loss,
  mode,
  options,
}: Pick<ComputeRequest, 'loss' | 'mode' | 'options'>): void {
  const forms = mode === undefined || loss.one !== 'form' ? [...formsOf(loss).values()] : [formOf(loss, mode)]
  let refused: unknown
  for (const { name, options: specs } of forms) {
    try {
      resolveOptions(name, specs, options)
      return
    } catch (error) {
      refused ??= error
    }
  }
  throw refused
}

/** @throws LossError E101 if the loss does not take inputs written so */
export function spelled(form: Form, { name }: Loss, from: string | undefined): Form {
  if (from === undefined) return form
  const spellings = spellingsOf(form.loss)
  const loss = spellings.get(from)
  if (loss) return { ...form, loss, from }
  const words = [...spellings.keys()].join(', ')
  throw new LossError('E101', words ? `--from must be one of ${words}, got ${from}` : `${name} has no --from`)
}

/** The form that the shapes choose, or --mode. @throws LossError E101 and E105 for a mode that it does not have */
export function chooseForm(loss: Loss, mode: string | undefined, args: ByArgument<Tensor>): Form {
  if (loss.one === 'form') {
    const chosen = mode ?? loss.choose(args.input!.shape, vectorShape(args.target!))
    return { loss: formOf(loss, chosen), mode: chosen }
  }
  // An option of the loss's own may have this name.
  if (mode !== undefined && !Object.hasOwn(loss.options, 'mode'))
    throw new LossError('E105', `${loss.name} has one form only, no --mode`)
  return { loss, mode: undefined }
}

function formOf(loss: ModalLoss, mode: string): PlainLoss {
  const form = Object.hasOwn(loss.modes, mode) ? loss.modes[mode] : undefined
  if (form) return form
  throw new LossError('E101', `--mode must be one of ${Object.keys(loss.modes).join(', ')}, got ${mode}`)
}
