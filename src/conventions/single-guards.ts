import { withValues } from './reduced-losses.ts'
import { elementwise, rowwise } from './reshape.ts'
import { is, ofIndices, type Variant } from './variant.ts'

const f = Math.fround

/** The epsilon of float32, and what libraries and ports take besides. */
const limits = [1e-7, 2 ** -23, 1e-8, 1e-6, 1e-5, 1e-12]

/** Mistakes whose numbers in float32 are not those in double: 1 - 1e-7 is 1 - 1.19e-7 there, and e^100 is Infinity. */
export const singleGuards: readonly Variant[] = [
  ...limits.map((eps) =>
    guarded(
      `probabilities clipped to [${shown(eps)}, 1 - ${shown(eps)}] in float32`,
      'torch does not clip; 1 minus so little is rounded besides',
      (p) => Math.min(Math.max(p, f(eps)), f(1 - f(eps))),
    ),
  ),
  guarded(
    'naive 1 - sigmoid(x)',
    'sigmoid and logarithm one after the other lose digits, and overflow, where {own} does not',
    (p) => p,
  ),
]

function guarded(name: string, why: string, guard: (p: number) => number): Variant {
  return {
    name,
    why,
    losses: (problem, facts) => {
      const { losses } = facts
      if (problem.options.posWeight !== undefined || problem.options.labelSmoothing) return undefined
      if (is(facts, 'binary of probabilities', 'binary of logits'))
        return withValues(
          losses,
          elementwise(problem, losses, (x, t) => {
            const p = guard(is(facts, 'binary of logits') ? f(1 / f(1 + f(Math.exp(f(-x))))) : f(x))
            return f(-f(f(f(t) * f(Math.log(p))) + f(f(1 - t) * f(Math.log(f(1 - p))))))
          }),
        )
      if (!is(facts, 'classes of logits') || !ofIndices(facts)) return undefined
      return rowwise(problem, losses, (p, index) => -f(Math.log(guard(f(p[index]!)))))
    },
  }
}

function shown(eps: number): string {
  return eps === 2 ** -23 ? '1.2e-7' : String(eps)
}
