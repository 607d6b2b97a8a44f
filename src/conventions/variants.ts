import { activationVariants, logarithmVariants } from './activations.ts'
import { focalVariants } from './focal.ts'
import { guardVariants } from './guards.ts'
import { optionVariants } from './options.ts'
import { squareVariants } from './squares.ts'
import { targetVariants } from './targets.ts'
import { type Variant, withInput } from './variant.ts'
import { weightVariants } from './weights.ts'

/** Every way to compute a loss, the likeliest of each kind first. */
export const variants: readonly Variant[] = [
  ...weightVariants,
  ...focalVariants,
  ...activationVariants,
  ...logarithmVariants,
  ...targetVariants,
  ...guardVariants,
  ...optionVariants,
  ...squareVariants,
  {
    name: 'input rounded to float32',
    why: 'the input has about 7 digits; here it is computed in float64',
    change: (problem) => withInput(problem, Math.fround),
  },
]
