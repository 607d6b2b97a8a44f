import type { Question } from '../../comparison/gate-tests.ts'
import { type RawFlags, textsOf } from '../../command/read-flags.ts'
import { LossError } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'

const FORM = /^worse(?:\s+by\s+(\S+))?(?:\s+in\s+(class|group))?$/

/**
 * What --fail-if asks: `worse`, `worse by 0.01`, `worse in class`, `worse by 0.01 in group`.
 *
 * @throws LossError E101 for other words, E104 for groups without --group-by
 */
export function readQuestions({ failIf, groupBy }: RawFlags): Question[] {
  return textsOf(failIf).map((words) => {
    const [, most, over = 'all'] = FORM.exec(words.trim()) ?? [undefined, 'none']
    const by = most === undefined ? 0 : parseDecimal(most)
    if (by === undefined || !(by >= 0 && by < Infinity))
      throw new LossError('E101', `--fail-if must be like 'worse by 0.01 in class', got ${words}`, {
        why: /[<>]/.test(words)
          ? 'a number is asked of one model, without compare'
          : 'it is `worse`, then `by` and a number >= 0, then `in class` or `in group`; the last two may be left out',
        tries: ['--fail-if worse', "--fail-if 'worse by 0.01'", "--fail-if 'worse in class'"],
      })
    if (over === 'group' && groupBy === undefined)
      throw new LossError('E104', `--fail-if '${words}' needs groups: --group-by`, {
        tries: [`loss-calc ... --fail-if '${words}' --group-by <column>`],
      })
    return { asked: words.trim(), by, over: over as Question['over'] }
  })
}
