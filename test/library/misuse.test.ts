import { describe, expect, it } from 'vitest'
import {
  check,
  compare,
  computeStream,
  crossEntropy,
  explain,
  identify,
  LossError,
  losses,
  mse,
} from '../../src/index.ts'
import { mse as mseNumbers } from '../../src/numbers.ts'

/** What plain JavaScript may hand to the library: refused by name, and never computed as something else. */
const call = mse as unknown as (...args: unknown[]) => { value: unknown }
const small = mseNumbers as unknown as typeof call
const cyclic: unknown[] = []
cyclic[0] = cyclic
const shaped = (shape: unknown, data: unknown = [1, 2]) => ({ data, shape })
/** A class that says it is longer than it is. */
class Longer extends Float64Array {
  override get length() {
    return 5
  }
}

/** Memory that went to another thread: it looks like an empty array. */
function transferred(): Float64Array {
  const numbers = Float64Array.of(1, 2)
  structuredClone(numbers.buffer, { transfer: [numbers.buffer] })
  return numbers
}
const throws = (): never => {
  throw new TypeError('mine')
}
/** What a call throws. */
function caught(what: () => unknown): unknown {
  try {
    what()
  } catch (error) {
    return error
  }
  return undefined
}

class Options {
  get reduction() {
    return 'sum'
  }
}

describe('a call', () => {
  it.each<[string, unknown[], string]>([
    ['a list that holds itself', [cyclic, [1]], 'E203'],
    ['a shape of NaN', [shaped([Number.NaN]), [1, 2]], 'E203'],
    ['a negative shape', [shaped([-1, -2]), shaped([-1, -2])], 'E203'],
    ['a fractional shape', [shaped([0.5, 4]), shaped([0.5, 4])], 'E203'],
    ['a shape of texts', [shaped(['2']), [1, 2]], 'E203'],
    ['a shape of BigInts', [shaped([2n]), [1, 2]], 'E203'],
    ['no shape', [shaped(undefined), [1, 2]], 'E203'],
    ['a shape that no memory holds', [shaped([2 ** 50, 0], []), shaped([2 ** 50, 0], [])], 'E203'],
    ['no data', [shaped([2], null), [1, 2]], 'E201'],
    ['an object without a text', [[Object.create(null)], [1]], 'E201'],
    ['a typed array behind a proxy', [new Proxy(Float64Array.of(1, 2), {}), [1, 2]], 'E201'],
    ['options that are a word', [[1], [2], 'sum'], 'E101'],
    ['options that are a number', [[1], [2], 5], 'E101'],
    ['options that are a list', [[1], [2], [5]], 'E105'],
    ['a second object of options', [[1], [2], {}, { reduction: 'sum' }], 'E103'],
    ['memory that was transferred', [transferred(), transferred()], 'E201'],
    ['rows whose memory was transferred', [[transferred()], [transferred()]], 'E201'],
    ['data whose memory was transferred', [shaped([0], transferred()), shaped([0], transferred())], 'E201'],
    ['a list that throws', [new Proxy([1, 2], { get: throws }), [1, 2]], 'E201'],
    [
      'a getter that throws',
      [Object.defineProperty({ shape: [2] }, 'data', { get: throws }), [1, 2]],
      'E201',
    ],
    ['a BigInt beyond the range of numbers', [[2n ** 1100n], [1]], 'E201'],
    [
      'an option that throws',
      [[1], [2], Object.defineProperty({}, 'grad', { get: throws, enumerable: true })],
      'E101',
    ],
    ['options as a Map', [[1], [2], new Map([['reduction', 'sum']])], 'E101'],
    ['options of a class', [[1], [2], new Options()], 'E101'],
    ['options of a prototype', [[1], [2], Object.create({ reduction: 'sum' })], 'E101'],
    ['grad: 0', [[1], [2], { grad: 0 }], 'E101'],
    ['reduction: null', [[1], [2], { reduction: null }], 'E101'],
    ['an array of a class of its own that lies about its length', [Longer.of(1, 2), [1, 4]], 'E201'],
  ])('refuses %s', (_name, args, code) => {
    const error = caught(() => call(...args))
    expect(error).toBeInstanceOf(LossError)
    expect(error).toMatchObject({ code })
    expect(() => small(...args)).toThrow(expect.objectContaining({ code }) as Error)
  })
})

describe('a value without a text', () => {
  const revocable = Proxy.revocable({}, {})
  revocable.revoke()
  const odd = [Symbol('x'), Object.create(null) as object, { toString: throws }, revocable.proxy]
  it.each<[string, (value: unknown) => unknown]>([
    ['reduction', (reduction) => call([1], [2], { reduction })],
    ['reduction of numbers', (reduction) => small([1], [2], { reduction })],
    ['weight', (weight) => call([1], [2], { weight })],
    ['from', (from) => crossEntropy([[1, 2]], [0], { from } as never)],
    ['labelSmoothing', (labelSmoothing) => crossEntropy([[1, 2]], [0], { labelSmoothing } as never)],
    ['ignoreIndex', (ignoreIndex) => crossEntropy([[1, 2]], [0], { ignoreIndex } as never)],
    ['mode', (mode) => losses.focal([[1, 2]], [0], { mode } as never)],
    ['convention', (convention) => losses.mape([1], [2], { convention } as never)],
    ['logInput', (logInput) => losses.poissonNll([1], [2], { logInput } as never)],
    ['value of identify', (value) => identify(value as never, [1], [2])],
    ['losses of identify', (losses) => identify(1, [1], [2], { losses } as never)],
    ['rows of explain', (rows) => explain(mse, [[1], [2]], {}, { rows } as never)],
    ['suite', (suite) => check(suite as never, () => 1)],
  ])('is refused as %s', async (_name, run) => {
    for (const value of odd) {
      const refused = (async () => run(value))()
      await expect(refused).rejects.toMatchObject({ code: expect.stringMatching(/^E\d/) as string })
    }
  })

  it('and a suite that holds itself', async () => {
    const suite: Record<string, unknown> = {}
    suite.cases = [suite]
    await expect(check(suite, () => 1)).rejects.toMatchObject({ code: 'E101' })
  })
})

describe('a stream', () => {
  const stream = computeStream as unknown as (...args: unknown[]) => Promise<unknown>
  it.each<[string, () => Promise<unknown>, string]>([
    ['a sample that is none', () => stream(mse, { rows: [null] }), 'E103'],
    ['a sample with more than its arguments', () => stream(mse, { rows: [[1, 2, 3]] }), 'E103'],
    [
      'a batch of other samples',
      () =>
        stream(mse, {
          batches: [
            [[1], [2]],
            [[[1, 2]], [[1, 2]]],
          ],
        }),
      'E203',
    ],
    ['a batch with more of one argument', () => stream(mse, { batches: [[[1, 2], [2]]] }), 'E203'],
    ['no samples', () => stream(mse), 'E103'],
    ['samples under another name', () => stream(mse, { row: [[1, 2]] }), 'E103'],
    ['samples that cannot be counted through', () => stream(mse, { rows: 5 }), 'E103'],
    ['rows and batches', () => stream(mse, { rows: [[1, 2]], batches: [[[1], [2]]] }), 'E104'],
    ['an `each` that is no function', () => stream(mse, { rows: [[1, 2]] }, { each: 'loss' }), 'E101'],
    ['a mistyped option', () => stream(mse, { rows: [[1, 2]] }, { ech: () => 1 }), 'E105'],
    ['a gradient', () => stream(mse, { rows: [[1, 2]] }, { grad: true }), 'E104'],
  ])('refuses %s', async (_name, run, code) => {
    await expect(run()).rejects.toMatchObject({ code })
  })
})

describe('options of the other functions', () => {
  const three = [
    [1, 2, 3],
    [1, 2, 4],
  ]
  const asked: Readonly<Record<string, (options: unknown) => Promise<unknown>>> = {
    explain: (options) => explain(mse, three as never, {}, options as object),
    compare: (options) => compare(mse, three as never, three as never, {}, options as object),
    identify: (options) => identify('1', [1, 2], [1, 3], options as object),
    check: (options) => check('mse', () => 1, options as object),
  }
  it.each<[string, object, string, string]>([
    ['explain', { rows: 0.5 }, 'E101', 'rows must be the number of a row, from 0, or { first: 3 }, got 0.5'],
    ['explain', { rows: -1 }, 'E101', 'rows must be'],
    ['explain', { rows: null }, 'E101', 'rows must be'],
    ['explain', { rows: { first: 0.5 } }, 'E101', 'rows must be'],
    ['explain', { rows: { first: 1, row: 1 } }, 'E101', 'rows must be'],
    ['explain', { digits: 400 }, 'E101', 'digits must be a whole number from 0 to 17, got 400'],
    ['explain', { digits: '4' }, 'E101', 'digits must be'],
    ['explain', { format: 'html' }, 'E101', 'format must be one of table, markdown, got "html"'],
    ['explain', { format: 'constructor' }, 'E101', 'format must be'],
    ['explain', { language: 'xx' }, 'E101', 'language must be one of en, zh, got "xx"'],
    ['explain', { languages: 'zh' }, 'E105', 'explain has no option languages'],
    ['explain', [1], 'E105', 'explain has no option 0'],
    ['compare', { top: 0.5 }, 'E101', 'top must be a whole number from 0 to 1000000000, got 0.5'],
    ['compare', { top: -1 }, 'E101', 'top must be'],
    ['compare', { seed: 2 ** 60 }, 'E101', 'seed must be'],
    ['compare', { sed: 1 }, 'E105', 'compare has no option sed'],
    ['identify', { within: -1 }, 'E101', 'within must be a finite number >= 0, got -1'],
    ['identify', { within: Number.NaN }, 'E101', 'within must be'],
    ['identify', { losses: 'ce' }, 'E101', 'losses must be a list of'],
    ['identify', { losses: [] }, 'E101', 'losses must be'],
    ['identify', { loses: ['ce'] }, 'E105', 'identify has no option loses'],
    ['identify', { options: { weihgt: [1] } }, 'E105', 'identify has no option weihgt'],
    [
      'identify',
      { options: { labelSmoothing: 7 } },
      'E101',
      'labelSmoothing must be a number in [0, 1], got 7',
    ],
    ['check', { rtol: Infinity }, 'E101', 'rtol must be a finite number >= 0, got Infinity'],
    ['check', { atol: -1 }, 'E101', 'atol must be'],
    ['check', { dtype: 'float64' }, 'E101', 'dtype must be one of float32, bfloat16, got "float64"'],
    ['check', { dtype: 'constructor' }, 'E101', 'dtype must be'],
    ['check', { ulps: 3 }, 'E103', 'ulps counts units of dtype'],
    ['check', { only: /a/ }, 'E101', 'only must be a text, got some object'],
    ['check', { onyl: 'a' }, 'E105', 'check has no option onyl'],
  ])('%s refuses %o', async (name, options, code, says) => {
    await expect(asked[name]!(options)).rejects.toMatchObject({
      name: 'LossError',
      code,
      message: expect.stringContaining(says) as string,
    })
  })

  it.each([
    ['explain', { languag: 'zh' }, 'language'],
    ['identify', { options: { weihgt: [1] } }, 'weight'],
    ['check', { onyl: 'a' }, 'only'],
    ['compare', { sed: 1 }, 'seed'],
  ])('%s names what %o meant', async (name, options, meant) => {
    await expect(asked[name]!(options)).rejects.toMatchObject({ details: { tries: [meant] } })
  })

  it('are given with arguments that are lists, a port that is a function, a suite that is one', async () => {
    const none = undefined as never
    await expect(explain(mse, none)).rejects.toMatchObject({ code: 'E103' })
    await expect(compare(mse, none, none)).rejects.toMatchObject({ code: 'E103' })
    await expect(check('mse', 5 as never)).rejects.toMatchObject({ code: 'E103' })
    await expect(check(5 as never, () => 1)).rejects.toMatchObject({ code: 'E101' })
    const odd = await check('mse', () => {
      throw Object.create(null)
    })
    expect(odd.outcomes[0]!.failures).toEqual(['some object'])
  })
})
