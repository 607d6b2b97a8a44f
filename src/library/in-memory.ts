import type { ByArgument, Tensor } from '../tensor.ts'
import type { Dataset } from '../data/pairs.ts'
import { numbersOnly } from '../engine/report.ts'
import { LossError } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import { lossBehind } from './call.ts'

/** The loss of a function. @throws LossError E103 for anything else than a function of the library */
export function lossOfCall(call: unknown): Loss {
  const loss = typeof call === 'function' ? lossBehind(call) : undefined
  if (loss) return loss
  throw new LossError('E103', 'the first argument is no loss of the library', {
    tries: ['one of the functions in `losses`'],
  })
}

/** Arguments as a dataset of one piece. */
export function inMemory(args: ByArgument<Tensor>): Dataset {
  return {
    args: numbersOnly(args),
    async *pairs() {
      yield { args, firstRow: 0, whole: true }
    },
  }
}
