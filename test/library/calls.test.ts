import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  bceWithLogits,
  crossEntropy,
  focal,
  LossError,
  losses,
  mse,
  nll,
  pairwiseDistance,
} from '../../src/index.ts'
import { useLoops } from '../../src/engine/loops.ts'
import { turnLoopsOn } from '../../src/engine/kernel-loops.ts'

/** The error of a call. */
function refused(call: () => unknown): LossError {
  try {
    call()
  } catch (error) {
    if (error instanceof LossError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('numbers of a call', () => {
  const rows = [
    [1, 2, 3],
    [0, 1, 0],
  ]
  const { value } = crossEntropy(rows, [2, 0])

  it.each([
    ['Float32Array', Float32Array],
    ['Float64Array', Float64Array],
    ['Int8Array', Int8Array],
    ['Uint8Array', Uint8Array],
    ['Uint8ClampedArray', Uint8ClampedArray],
    ['Int16Array', Int16Array],
    ['Uint16Array', Uint16Array],
    ['Int32Array', Int32Array],
    ['Uint32Array', Uint32Array],
  ])('may be a %s, rows of it, and its numbers with a shape', (_, Typed) => {
    expect(
      crossEntropy(
        rows.map((row) => new Typed(row)),
        new Typed([2, 0]),
      ).value,
    ).toBe(value)
    expect(crossEntropy({ data: new Typed(rows.flat()), shape: [2, 3] }, [2, 0]).value).toBe(value)
    expect(crossEntropy({ data: new Typed(rows.flat()), dims: [2, 3] }, [2, 0]).value).toBe(value)
    expect(crossEntropy(new Typed([1, 2, 3]), [2]).value).toBe(crossEntropy([1, 2, 3], [2]).value)
  })

  it('may be BigInt', () => {
    expect(crossEntropy(rows, [2n, 0n]).value).toBe(value)
    expect(crossEntropy(rows, new BigInt64Array([2n, 0n])).value).toBe(value)
    expect(crossEntropy(rows, new BigUint64Array([2n, 0n])).value).toBe(value)
    expect(crossEntropy(rows, { data: new BigInt64Array([2n, 0n]), shape: [2] }).value).toBe(value)
  })

  it('take float32 as what it is', () => {
    const x = Math.fround(0.1)
    expect(mse(new Float32Array([0.1]), [0]).value).toBe(x * x)
  })

  it.each([
    ['E201', () => mse([1], [2n ** 60n + 1n]), 'which no 64-bit float holds exactly'],
    ['E201', () => mse([1], ['a' as unknown as number]), 'target holds "a", not a number'],
    ['E201', () => mse([1, undefined as unknown as number], [1, 2]), 'input holds undefined'],
    ['E203', () => mse([[1], [2, 3]], [1]), 'input is ragged'],
    ['E203', () => mse([1, [2]], [1]), 'input is ragged'],
    ['E203', () => mse([1], [[1], 2]), 'target is ragged'],
    ['E203', () => mse([[1], [new Float32Array(2)]], [1]), 'input is ragged'],
    ['E203', () => mse({ data: [1, 2], shape: [3] }, [1]), 'input holds 2 numbers, but its shape (3,) 3'],
  ])('are refused with %s', (code, call, says) => {
    const error = refused(call)
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(says)])
  })
})

describe('a call', () => {
  it('has a number as value where the losses are reduced, as the compiler knows', () => {
    expect(mse([1, 2], [3, 3]).value.toFixed(1)).toBe('2.5')
    expect(mse([1, 2], [3, 3], { reduction: 'sum' }).value.toFixed(1)).toBe('5.0')
    expect(pairwiseDistance([[3, 4]], [[0, 0]], { reduction: 'mean', eps: 0 }).value.toFixed(1)).toBe('5.0')
    // @ts-expect-error: without a reduction there is a loss for each element
    expect(() => mse([1, 2], [3, 3], { reduction: 'none' }).value.toFixed(1)).toThrow(TypeError)
    // @ts-expect-error: no such option
    expect(refused(() => mse([1], [1], { gamma: 2 })).code).toBe('E105')
  })

  it.each([
    [
      () => crossEntropy([[1, 2]], [0], { labelSmoothing: 2 }),
      'labelSmoothing must be a number in [0, 1], got 2',
    ],
    [() => mse([1], [1], { reduction: 'avg' as 'sum' }), 'reduction must be one of none, mean, sum, got avg'],
    [() => focal([[1, 2]], [1], { mode: 'x' as 'sigmoid' }), 'mode must be one of sigmoid, softmax, got x'],
    [() => mse([1, 2], [1, 2], { weight: [1] }), 'weight (1,) must have the shape of the input (2,)'],
    [() => (mse as unknown as (x: number[]) => unknown)([1]), 'mse takes input, target: target is missing'],
    [() => crossEntropy([[1, 2]], null as unknown as number), 'ce takes input, target: target is missing'],
  ])('is refused in its own words', (call, says) => {
    const { message, details } = refused(call)
    expect(message).toContain(says)
    expect(JSON.stringify(details)).not.toMatch(/--|loss-calc/)
  })

  it('may do without gradients', () => {
    const { value, grad, grads } = crossEntropy([[1, 2]], [0], { grad: false })
    expect([value, grad, grads]).toEqual([crossEntropy([[1, 2]], [0]).value, [], {}])
  })

  it('is told the option that was meant', () => {
    const { message, details } = refused(() =>
      crossEntropy([[1, 2]], [0], { label_smoothing: 0.1 } as object),
    )
    expect(message).toBe('ce has no option label_smoothing')
    expect(details.tries).toEqual(['labelSmoothing'])
    expect(refused(() => nll([[-1, -2]], [255])).details.tries).toEqual(['{ ignoreIndex: 255 }'])
  })

  it('has the same bits with the loops of the kernel and without', () => {
    const n = 5000
    const x = Float32Array.from({ length: n }, (_, i) => 8 * Math.sin(i))
    const t = Uint8Array.from({ length: n }, (_, i) => i % 2)
    const rows = { data: x, shape: [n / 5, 5] }
    const indices = Uint8Array.from({ length: n / 5 }, (_, i) => i % 5)
    const all = () => [bceWithLogits(x, t).value, crossEntropy(rows, indices).value, mse(x, t).value]
    turnLoopsOn()
    const fast = all()
    const none = () => undefined
    useLoops({ elements: none, rows: none, allWithin: none, countSides: none })
    expect(all()).toEqual(fast)
    turnLoopsOn()
  })
})

describe('the functions of the library', () => {
  it('say what they compute', () => {
    expect(losses.crossEntropy.command).toBe('ce')
    const source = readFileSync('src/library/losses.generated.ts', 'utf8')
    for (const [name, { command }] of Object.entries(losses)) {
      expect(command, name).toMatch(/^[a-z0-9-]+$/)
      expect(source).toMatch(new RegExp(`\\*/\nexport const ${name} =`))
    }
    // Each option has a comment.
    expect([...source.matchAll(/(.*)\n {2}readonly \w+\?: /g)].map(([, before]) => before!.trim())).toSatisfy(
      (lines: string[]) => lines.every((line) => line.endsWith('*/')),
    )
  })
})
