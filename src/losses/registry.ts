import { bce } from './bce.ts'
import { bceWithLogits } from './bce-logits.ts'
import { crossEntropy } from './ce.ts'
import { focal } from './focal.ts'
import { focalSoftmax } from './focal-softmax.ts'
import type { Loss, ModalLoss, PlainLoss } from './loss.ts'
import { mse } from './mse.ts'
import { nll } from './nll.ts'

/** Targets in the input's shape are sigmoid's, as torchvision's; one class index per row is softmax's. */
export const bothFocals: ModalLoss = {
  family: 'modal',
  name: 'focal',
  summary: 'Focal loss of logits (sigmoid or softmax)',
  modes: { sigmoid: focal, softmax: focalSoftmax },
  choose: (input, target) => {
    const classes = input.length === 1 ? input[0]! : input[1]!
    const perRow =
      target.length === input.length - 1 || (input.length === 1 && target.length === 1 && target[0] === 1)
    return perRow && classes > 1 ? 'softmax' : 'sigmoid'
  },
}

/** Every loss of the program, in the order in which help lists them. */
export const losses: readonly Loss[] = [bce, bceWithLogits, crossEntropy, nll, mse, bothFocals]

export function findLoss(name: string): Loss | undefined {
  return losses.find((loss) => loss.name === name)
}

/** A form by the word of --from; the word of the form's own input is what its domain calls it. */
export function spellingsOf(form: PlainLoss): ReadonlyMap<string, PlainLoss> {
  const own = inputWord(form)
  const others = form.family === 'element' ? form.from?.(form) : form.from?.(form)
  return new Map<string, PlainLoss>(others ? [[own, form], ...Object.entries(others)] : [])
}

function inputWord({ input }: PlainLoss): string {
  return input.what === 'log-probability' ? 'log-probs' : input.what === 'probability' ? 'probs' : 'logits'
}

/** The forms of a loss by mode; a loss with one form has the mode ''. */
export function formsOf(loss: Loss): ReadonlyMap<string, PlainLoss> {
  return loss.family === 'modal' ? new Map(Object.entries(loss.modes)) : new Map([['', loss]])
}
