import { describe, expect, it } from 'vitest'
import { fittedToRows } from '../../src/engine/plan-elements.ts'
import { plan } from '../../src/engine/plan.ts'
import { crossEntropy } from '../../src/losses/ce.ts'
import type { PlainLoss } from '../../src/losses/loss.ts'
import { loadLoss } from '../../src/losses/registry.ts'

/** All shapes of at most three dimensions, each 1, 2 or 3 long. */
const shapes: readonly (readonly number[])[] = [0, 1, 2, 3].flatMap((dimensions) =>
  Array.from({ length: 3 ** dimensions }, (_, n) =>
    Array.from({ length: dimensions }, (_, i) => 1 + (Math.floor(n / 3 ** i) % 3)),
  ),
)

describe('an argument that may have one number per row', () => {
  it('has the shape of the input, all but its last dimension, or one dimension of 1, and no other', () => {
    for (const input of shapes) {
      // The shapes that fit, and as what they broadcast.
      const fits = new Map<string, readonly number[]>()
      input.forEach((_, i) => fits.set(`${input.with(i, 1)}`, input.with(i, 1)))
      if (input.length > 0 && !fits.has(`${input.slice(0, -1)}`))
        fits.set(`${input.slice(0, -1)}`, [...input.slice(0, -1), 1])
      fits.set(`${input}`, input)
      for (const shape of shapes) {
        const want = fits.get(`${shape}`)
        const fitted = () => fittedToRows('var', shape, input)
        if (want) expect([input, shape, fitted()]).toEqual([input, shape, want])
        else expect(fitted, `${shape} to ${input}`).toThrow(/^var \(.*\) does not fit the input \(.*\)$/)
      }
    }
  })

  it('is told what fits', () => {
    expect(() => fittedToRows('var', [3], [2, 2])).toThrow(
      expect.objectContaining({
        code: 'E310',
        message: 'var (3,) does not fit the input (2, 2)',
        details: { why: "it has the input's shape, lacks its last dimension, or has one dimension of 1" },
      }),
    )
  })
})

describe('weights per class', () => {
  const taken = (shape: readonly number[], classes: number, table: boolean) => {
    const data = Float64Array.from({ length: shape.reduce((n, length) => n * length, 1) }, (_, i) => i + 1)
    const rows = { input: { shape: [2, classes] }, target: { shape: [2] } }
    try {
      plan(crossEntropy, { weight: { data, shape, table } }, rows)
      return true
    } catch (error) {
      expect(error).toMatchObject({ code: 'E311' })
      return false
    }
  }

  it.each([
    [[3], 3, true],
    [[4], 3, false],
    [[3, 1], 3, false],
    [[2, 2], 4, false],
    [[1], 1, true],
    [[1, 1], 1, false],
  ] as const)('of shape %j, for %i classes: %j', (shape, classes, want) => {
    expect(taken(shape, classes, false)).toBe(want)
  })

  it.each([
    [[3], 3, true],
    [[3, 1], 3, true],
    [[1, 3], 3, true],
    [[2, 2], 4, false],
    [[2, 1], 3, false],
    [[1, 1], 1, true],
  ] as const)('of a table of shape %j, for %i classes: %j', (shape, classes, want) => {
    expect(taken(shape, classes, true)).toBe(want)
  })
})

describe('vectors side by side', () => {
  const fitted = async (name: string, shapes: Readonly<Record<string, readonly number[]>>) => {
    const args = Object.fromEntries(Object.entries(shapes).map(([argument, shape]) => [argument, { shape }]))
    return plan((await loadLoss(name)) as PlainLoss, {}, args)
  }

  it.each([
    ['pairwise-distance', { x1: [4, 3], x2: [4, 3] }, [4], 3],
    ['pairwise-distance', { x1: [3], x2: [3] }, [], 3],
    ['pairwise-distance', { x1: [3], x2: [4, 3] }, [4], 3],
    ['pairwise-distance', { x1: [2, 1, 3], x2: [4, 1] }, [2, 4], 3],
    ['triplet-margin', { anchor: [4, 3], positive: [1, 3], negative: [4, 1] }, [4], 3],
    ['cosine-embedding', { x1: [4, 3], x2: [4, 3], target: [4] }, [4], 3],
    ['cosine-embedding', { x1: [4, 3], x2: [4, 3], target: [1] }, [4], 3],
    ['cosine-embedding', { x1: [3], x2: [3], target: [] }, [], 3],
    ['multilabel-margin', { input: [4, 3], target: [4, 3] }, [4], 3],
  ] as const)('of %s, %j, make rows of shape %j, each of %d numbers', async (name, shapes, rows, size) => {
    expect(await fitted(name, shapes)).toMatchObject({ one: 'row', kind: 'elements', shape: rows, size })
  })

  const RIGHT = 'dimensions are compared from the right and must be equal or 1'
  it.each([
    [
      'pairwise-distance',
      { x1: [3], x2: [] },
      'pairwise-distance takes vectors, not single numbers',
      'a vector has the shape (D), several have (N, D)',
    ],
    [
      'pairwise-distance',
      { x1: [4, 3], x2: [4, 2] },
      'x1 (4, 3) and x2 (4, 2) must have the same shape',
      RIGHT,
    ],
    [
      'pairwise-distance',
      { x1: [4, 0], x2: [4, 0] },
      'x1 (4, 0) has no numbers in its last dimension',
      undefined,
    ],
    [
      'triplet-margin',
      { anchor: [4, 3], positive: [3], negative: [4, 3] },
      'anchor (4, 3) and positive (3,) must have the same number of dimensions',
      'triplet-margin broadcasts only shapes of equal rank',
    ],
    [
      'triplet-margin',
      { anchor: [4, 3], positive: [4, 3], negative: [2, 3] },
      'anchor (4, 3) and negative (2, 3) must have the same shape',
      RIGHT,
    ],
    [
      'multilabel-margin',
      { input: [4, 3], target: [1, 3] },
      'input (4, 3) and target (1, 3) must have the same shape',
      'multilabel-margin does not broadcast',
    ],
    [
      'cosine-embedding',
      { x1: [4, 3], x2: [4, 3], target: [3] },
      'target (3,) does not fit x1 (4, 3): it takes one number per row, (4,)',
      undefined,
    ],
    [
      'cosine-embedding',
      { x1: [1, 3], x2: [1, 3], target: [4] },
      'target (4,) does not fit x1 (1, 3): it takes one number per row, (1,)',
      undefined,
    ],
    [
      'cosine-embedding',
      { x1: [4, 3], x2: [4, 3], target: [1, 4] },
      'target (1, 4) does not fit x1 (4, 3): it takes one number per row, (4,)',
      undefined,
    ],
  ] as const)('of %s, %j, are refused', async (name, shapes, message, why) => {
    await expect(fitted(name, shapes)).rejects.toMatchObject({
      code: 'E310',
      message,
      details: why === undefined ? {} : { why },
    })
  })
})
