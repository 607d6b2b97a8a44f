/** Every loss at once, for the library, whose functions cannot wait for one to be loaded. */
export { bce } from './bce.ts'
export { bceWithLogits } from './bce-logits.ts'
export { crossEntropy } from './ce.ts'
export { focal } from './focal.ts'
export { mse } from './mse.ts'
export { nll } from './nll.ts'
