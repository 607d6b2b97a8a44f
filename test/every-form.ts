import { formsOf, spellingsOf } from '../src/losses/forms.ts'
import type { PlainLoss } from '../src/losses/loss.ts'
import { loadAll } from '../src/losses/registry.ts'

/**
 * Every form of every loss, and every way to write its input: `focal sigmoid from probs`. Those of other inputs are made
 * when a test asks: what is made before a test runs is made without the faults that mutation testing puts in.
 */
export const everyForm: readonly (readonly [string, () => PlainLoss])[] = (await loadAll()).flatMap((loss) =>
  [...formsOf(loss)].flatMap(([mode, form]) => {
    const title = `${loss.name} ${mode}`.trim()
    const others = [...spellingsOf(form)].filter(([, spelled]) => spelled !== form)
    return [
      [title, () => form] as const,
      ...others.map(([from]) => [`${title} from ${from}`, () => spellingsOf(form).get(from)!] as const),
    ]
  }),
)
