import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { LossError } from '../../src/error.ts'
import { covered } from '../../src/engine/fit.ts'
import type { RowPlan } from '../../src/engine/fit-rows.ts'
import { plan } from '../../src/engine/plan.ts'
import { crossEntropy } from '../../src/losses/ce.ts'
import { gaussianNll } from '../../src/losses/gaussian-nll.ts'
import type { PlainLoss } from '../../src/losses/loss.ts'
import { loadLoss } from '../../src/losses/registry.ts'
import { overRows } from '../../src/losses/takes.ts'

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
        expect([input, shape, overRows(shape, input)]).toEqual([input, shape, want])
      }
    }
  })

  it('is told what fits', () => {
    const [two, three] = [{ shape: [2, 2] }, { shape: [3] }]
    expect(() =>
      plan(gaussianNll, { full: false, eps: 1e-6 }, { input: two, target: two, var: three }),
    ).toThrow(
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

it('weights with a row for each of a stream fit all of it, as far as they go', () => {
  const weight = (shape: readonly number[]) => ({ shape, data: new Float64Array(0) })
  for (const shape of shapes)
    for (const rows of shapes) {
      expect(covered(weight(rows), shape, undefined)).toEqual(shape)
      const perRow = shape.length > 0 && rows.length === shape.length && rows[0] !== 1
      const goesOn = perRow && shape[0]! + 1 > rows[0]!
      if (goesOn)
        expect(() => covered(weight(rows), shape, 1)).toThrow(
          expect.objectContaining({
            code: 'E311',
            message: `the weights have ${rows[0]} rows, the input more`,
            details: { why: 'weights of this shape hold one entry per row' },
          }),
        )
      else expect(covered(weight(rows), shape, 1)).toEqual(perRow ? [rows[0], ...shape.slice(1)] : shape)
    }
})

describe('targets of classes', () => {
  /** All shapes of at most three dimensions, each 0 to 2 long. */
  const withEmpty = [0, 1, 2, 3].flatMap((dimensions) =>
    Array.from({ length: 3 ** dimensions }, (_, n) =>
      Array.from({ length: dimensions }, (_, i) => Math.floor(n / 3 ** i) % 3),
    ),
  )
  const shown = (shape: readonly number[]) =>
    shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`

  /** What fits: one dimension less than the input, its second; or the same shape, where probabilities are taken. */
  function want(name: string, input: readonly number[], target: readonly number[]): unknown {
    if (input.length === 0) return `input of ${name} is a single number`
    const one = input.length === 1 && input[0] !== 0
    const full = one ? [1, ...input] : input.length === 1 ? [0, 0] : input
    const [batch, size, ...rest] = full as [number, number, ...number[]]
    const rows = one ? [] : [batch, ...rest]
    if (size === 0 && batch > 0) return `input ${shown(input)} has no classes`
    const fits = { one: 'row', batch, size, shape: rows, wide: input, inner: rest.reduce((n, d) => n * d, 1) }
    const same = `${target}` === `${input}` && target.length === input.length
    const isOf = (shape: readonly number[]) => target.length === shape.length && `${target}` === `${shape}`
    if (isOf(rows) || (one && isOf([1]) && !(same && name === 'ce'))) return { ...fits, kind: 'indices' }
    if (same && name === 'ce') return { ...fits, kind: 'probabilities' }
    if (same) return `${name} takes class indices ${shown(rows)}, not a target ${shown(target)}`
    if (input.includes(0) && target.includes(0)) return { ...fits, kind: 'indices' }
    const takes = `class indices ${shown(rows)}${name === 'ce' ? ` or probabilities ${shown(input)}` : ''}`
    return `target ${shown(target)} does not fit input ${shown(input)}: ${name} takes ${takes}`
  }

  it.each(['ce', 'nll'])('of %s have one number per row, or one per class', async (name) => {
    const loss = (await loadLoss(name)) as PlainLoss
    for (const input of withEmpty)
      for (const target of withEmpty) {
        let found: unknown
        try {
          const planned = plan(loss, {}, { input: { shape: input }, target: { shape: target } })
          const { one, batch, size, shape, wide, inner, kind } = planned as RowPlan
          found = { one, batch, size, shape, wide, inner, kind }
        } catch (error) {
          found = (error as Error).message
        }
        const wanted = want(name, input, target)
        if (!isDeepStrictEqual(found, wanted)) expect([input, target, found]).toEqual([input, target, wanted])
      }
  })
})

describe('arguments of elements', () => {
  const shown = (shape: readonly number[]) =>
    shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`

  /** As numpy broadcasts: dimensions are counted from the right. */
  function wide(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
    const [long, short] = a.length < b.length ? [b, a] : [a, b]
    const all = long.map((n, i) => [n, short[i - long.length + short.length] ?? 1] as const)
    return all.every(([m, n]) => m === n || m === 1 || n === 1)
      ? all.map(([m, n]) => Math.max(m, n))
      : undefined
  }

  function want(name: string, input: readonly number[], target: readonly number[]): unknown {
    const same = input.length === target.length && `${input}` === `${target}`
    const both = wide(input, target)
    if (same || (both && name === 'mse')) return { shape: both }
    if (both && name === 'soft-margin') {
      if (both.length === input.length && `${both}` === `${input}`) return { shape: input }
      return {
        message: `target ${shown(target)} would enlarge the loss of the input ${shown(input)}`,
        why: 'soft-margin broadcasts the target to the input, and not the other way round',
      }
    }
    const message = `input ${shown(input)} and target ${shown(target)} must have the same shape`
    const classes = name !== 'soft-margin' && input.length === 2 && input[1]! > 1
    if (classes && target.length === 1 && target[0] === input[0])
      return {
        message,
        why: `each row has ${input[1]} inputs and one target: choose one column (--input-cols), or take ce if the targets are classes`,
        tries: [name === 'bce' ? 'loss-calc ce ... --from probs' : 'loss-calc ce ...'],
      }
    const how = name.startsWith('bce') ? ' and does not broadcast' : ', and these do not broadcast'
    return { message, why: `${name} compares element by element${how}` }
  }

  it.each(['mse', 'bce', 'bce-logits', 'soft-margin'])('of %s fit as they do in torch', async (name) => {
    const loss = (await loadLoss(name)) as PlainLoss
    for (const input of shapes)
      for (const target of shapes) {
        let found: unknown
        try {
          found = { shape: plan(loss, {}, { input: { shape: input }, target: { shape: target } }).shape }
        } catch (error) {
          const { message, details } = error as LossError
          found = { message, ...details }
        }
        const wanted = want(name, input, target)
        if (!isDeepStrictEqual(found, wanted)) expect([input, target, found]).toEqual([input, target, wanted])
      }
  })
})

it.each([
  [{ shape: [3, 1], table: true }, { shape: [3] }, [3, 1]],
  [{ shape: [3] }, { shape: [3, 1], table: true }, [3]],
  [{ shape: [3, 1], table: true }, { shape: [2] }, undefined],
  [{ shape: [2] }, { shape: [3, 1], table: true }, undefined],
  [{ shape: [3, 1] }, { shape: [3] }, undefined],
  [{ shape: [3, 2], table: true }, { shape: [3] }, undefined],
  [{ shape: [3, 1], table: true }, { shape: [3, 1, 1] }, undefined],
  [{ shape: [3, 1, 1], table: true }, { shape: [3] }, undefined],
])('of a table %j beside %j the losses have the shape %j', async (input, target, shape) => {
  const bce = (await loadLoss('bce')) as PlainLoss
  const planned = () => plan(bce, {}, { input, target }).shape
  if (shape) expect(planned()).toEqual(shape)
  else expect(planned).toThrow(/must have the same shape/)
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
