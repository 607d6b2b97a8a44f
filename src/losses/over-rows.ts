import { sameShape } from '../tensor.ts'

/**
 * The shape of an argument that may have one number per row, as it broadcasts: as it is, with a last dimension of 1,
 * or with one dimension of 1; undefined for any other shape.
 *
 * Source: torch.nn.functional.gaussian_nll_loss.
 */
export function overRows(shape: readonly number[], input: readonly number[]): readonly number[] | undefined {
  if (sameShape(shape, input)) return shape
  if (input.length > 0 && sameShape(shape, input.slice(0, -1))) return [...shape, 1]
  const differ = input.filter((length, i) => shape[i] !== length).length
  const one =
    shape.length === input.length &&
    differ === 1 &&
    shape.every((length, i) => length === input[i] || length === 1)
  return one ? shape : undefined
}
