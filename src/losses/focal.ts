import { focalSigmoid } from './focal-sigmoid.ts'
import { focalSoftmax } from './focal-softmax.ts'
import type { ModalLoss } from './loss.ts'

/** Targets in the input's shape are sigmoid's, as torchvision's; one class index per row is softmax's. */
export const focal: ModalLoss = {
  one: 'form',
  name: 'focal',
  summary: {
    en: 'Focal loss of logits (sigmoid or softmax)',
    zh: 'logits 的焦点损失 focal loss（sigmoid 或 softmax）',
  },
  modes: { sigmoid: focalSigmoid, softmax: focalSoftmax },
  compat: {
    keras: [
      { mode: 'sigmoid', from: 'probs', eps: '1e-7', alpha: 'off', meanBy: 'elements' },
      { mode: 'sigmoid', from: 'logits', alpha: 'off', meanBy: 'elements' },
    ],
    optax: { mode: 'sigmoid', alpha: 'off' },
  },
  choose: (input, target) => {
    const classes = input.length === 1 ? input[0]! : input[1]!
    const perRow =
      target.length === input.length - 1 || (input.length === 1 && target.length === 1 && target[0] === 1)
    return perRow && classes > 1 ? 'softmax' : 'sigmoid'
  },
}
