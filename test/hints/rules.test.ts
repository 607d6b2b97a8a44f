import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Readable } from 'node:stream'
import { draws } from '../draws.ts'
import { run } from '../transcript.ts'
import { Computation } from '../../src/engine/compute.ts'
import { hintTexts } from '../../src/hints/hint-help.ts'
import { hints } from '../../src/hints/rules.ts'
import { loadAll, loadedLoss } from '../../src/losses/registry.ts'
import type { Report } from '../../src/report.ts'
import type { Tensor } from '../../src/tensor.ts'
import { randomFrom } from '../../src/comparison/random.ts'

await loadAll()

interface Data {
  readonly input: Tensor
  readonly target: Tensor
}

function request(loss: string, options = {}) {
  return {
    loss: loadedLoss(loss)!,
    options,
    reduction: 'mean' as const,
    values: false,
    grad: false,
    samples: 0,
    hints,
  }
}

const name = (columns?: string[]) => ({
  name: 'x.csv',
  format: 'csv',
  notes: [],
  ...(columns && { columns }),
})

function report(loss: string, { input, target }: Data, options = {}, columns?: string[]): Report {
  const computation = new Computation(request(loss, options))
  computation.add({ args: { input, target }, firstRow: 0, whole: true })
  return computation.report({ args: { input: name(columns), target: name() } })
}

function codes(loss: string, data: Data, options = {}, columns?: string[]): string[] {
  return report(loss, data, options, columns)
    .notices.map(({ code }) => code)
    .filter((code) => code.startsWith('H'))
}

function matrix(rows: readonly (readonly number[])[]): Tensor {
  return { data: Float64Array.from(rows.flat()), shape: [rows.length, rows[0]!.length] }
}
const vector = (...data: number[]): Tensor => ({ data: Float64Array.from(data), shape: [data.length] })

const probabilities = matrix([
  [0.7, 0.2, 0.1],
  [0.1, 0.8, 0.1],
  [0.3, 0.3, 0.4],
])
const logits = matrix([
  [1.5, -0.2, 0.1],
  [0.1, 2.8, -0.1],
  [-0.3, 0.3, 3.4],
])
const map = ({ data, shape }: Tensor, f: (x: number) => number): Tensor => ({ data: data.map(f), shape })
const logProbabilities = map(probabilities, Math.log)
const indices = vector(0, 1, 2)
const bits = matrix([
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
])
const picture = matrix([
  [0, 17, 255],
  [3, 101, 9],
  [8, 30, 44],
])
/** Targets of 0 and 1, of which one is a mark instead. */
const marked = (mark: number) =>
  matrix([
    [1, 0, mark],
    [0, 1, 0],
    [0, 0, 1],
  ])

describe('each hint where it belongs', () => {
  const cases: [code: string, loss: string, data: Data, options?: object, columns?: string[]][] = [
    ['H101', 'bce-logits', { input: probabilities, target: bits }],
    ['H101', 'focal', { input: probabilities, target: bits }],
    ['H101', 'multilabel-soft-margin', { input: probabilities, target: bits }],
    ['H101', 'dice', { input: probabilities, target: bits }],
    ['H101', 'jaccard', { input: bits, target: bits }],
    ['H101', 'tversky', { input: probabilities, target: indices }],
    ['H102', 'bce-logits', { input: picture, target: bits }],
    ['H102', 'focal', { input: picture, target: bits }],
    ['H102', 'dice', { input: picture, target: bits }],
    ['H102', 'jaccard', { input: map(bits, (t) => 255 * t), target: bits }],
    ['H102', 'l1', { input: picture, target: bits }],
    ['H103', 'ce', { input: probabilities, target: indices }],
    ['H103', 'focal', { input: probabilities, target: indices }],
    ['H104', 'nll', { input: probabilities, target: indices }],
    ['H105', 'nll', { input: logits, target: indices }],
    ['H106', 'ce', { input: logProbabilities, target: indices }],
    ['H107', 'bce-logits', { input: logits, target: map(bits, (t) => 2 * t - 1) }],
    ['H107', 'bce-logits', { input: logits, target: map(bits, (t) => 255 * t) }],
    ['H107', 'mse', { input: probabilities, target: map(bits, (t) => 255 * t) }],
    ['H107', 'l1', { input: bits, target: map(bits, (t) => 255 * t) }],
    ['H108', 'bce-logits', { input: logits, target: map(bits, (t) => 3 * t) }],
    ['H109', 'ce', { input: logits, target: bits }, { weight: vector(1, 2, 3) }],
    ['H110', 'bce-logits', { input: logits, target: marked(-1) }],
    ['H110', 'bce-logits', { input: logits, target: marked(255) }],
    ['H110', 'bce-logits', { input: logits, target: marked(-100) }],
    ['H110', 'multilabel-soft-margin', { input: logits, target: marked(-1) }],
    ['H112', 'ce', { input: map(probabilities, (p) => p * 1.01), target: indices }],
    ['H113', 'bce', { input: map(bits, (t) => 1 - t), target: bits }],
    [
      'H114',
      'ce',
      {
        input: matrix(Array.from({ length: 9 }, (_, i) => [i, 0.5 - i])),
        target: vector(...Array(9).fill(1)),
      },
    ],
    ['H114', 'ce', { input: logits, target: indices }, {}, ['ID', 'a', 'b']],
    ['H117', 'focal', { input: logits, target: bits }, { gamma: 0 }],
    ['H117', 'focal', { input: logits, target: indices }, { gamma: 0 }],
  ]
  it.each(cases)('%s of %s', (code, loss, data, options, columns) => {
    expect(codes(loss, data, options, columns)).toEqual([code])
    expect(hintTexts).toHaveProperty(code)
  })

  it('of few numbers where they leave no doubt', () => {
    expect(codes('nll', { input: matrix([[0.2, 0.8]]), target: vector(1) })).toEqual(['H104'])
    expect(codes('nll', { input: matrix([[2, -1]]), target: vector(1) })).toEqual(['H105'])
    expect(codes('nll', { input: matrix([[0, -Infinity]]), target: vector(0) })).toEqual([])
    expect(codes('nll', { input: matrix([[-0.1, -0.2]]), target: vector(0) })).toEqual([])
  })

  it('H114 of a column that both files have alike, unless it is constant or all are', () => {
    const said = (input: number[][], target: number[][], key = 'Step') => {
      const computation = new Computation(request('mse'))
      computation.add({ args: { input: matrix(input), target: matrix(target) }, firstRow: 0, whole: true })
      const own = name([key, 'Value'])
      return computation.report({ args: { input: own, target: own } }).notices.map(({ message }) => message)
    }
    const rows = (first: (i: number) => number, second: (i: number) => number) =>
      Array.from({ length: 8 }, (_, i) => [first(i), second(i)])
    const steps = (i: number) => 10 * i + 10
    const input = rows(steps, (i) => 1 / (i + 2))
    expect(
      said(
        input,
        rows(steps, (i) => 1 / (i + 3)),
      ),
    ).toEqual(['column "Step" of x.csv has the same values in x.csv, and is used as part of the input'])
    const few = rows(steps, (i) => 1 / (i + 3)).slice(1)
    expect(said(input.slice(1), few, 'a')).toEqual([])
    expect(said(input.slice(1), few, 'wall time')).toHaveLength(1)
    expect(said(input, input)).toEqual([])
    expect(
      said(
        input,
        rows(
          (i) => steps(i) + (i === 7 ? 1 : 0),
          (i) => 1 / (i + 3),
        ),
      ),
    ).toEqual([])
    const constant = () => 10
    expect(
      said(
        rows(constant, steps),
        rows(constant, (i) => 1 / (i + 3)),
      ),
    ).toEqual([])
  })

  it('H114 of times and steps as TensorBoard writes them, with or without names', () => {
    const runs = (base: number, step: number) =>
      matrix([1, 2].map((i) => [base + 0.5 * i, step * i, 1 / (i + base)]))
    const said = (input: Tensor, target: Tensor, own: object) => {
      const computation = new Computation(request('mse'))
      computation.add({ args: { input, target }, firstRow: 0, whole: true })
      return computation.report({ args: { input: { ...name(), ...own }, target: { ...name(), ...own } } })
        .notices
    }
    const names = { columns: ['Wall time', 'Step', 'Value'] }
    for (const own of [{ format: 'json' }, names]) {
      const left = own === names ? '!Wall time,!Step' : '!0,!1'
      for (const step of [10, 20]) {
        expect(said(runs(1.7e9, 10), runs(1.7e9 + 99, step), own)).toMatchObject([
          { code: 'H114', tries: [`loss-calc ... --input-cols '${left}' --target-cols '${left}'`] },
        ])
      }
      expect(said(runs(1e8, 10), runs(1e8 + 99, 20), own)).toEqual([])
    }
    expect(said(runs(1.7e9, 10), runs(1.7e9, 10), { format: 'npy' })).toMatchObject([
      { code: 'H114', tries: [] },
    ])
  })

  it('H114 of an array of many rows', () => {
    const rows = (second: number) => matrix(Array.from({ length: 8 }, (_, i) => [i * i, second / (i + 1)]))
    expect(codes('mse', { input: rows(1), target: rows(2) })).toEqual(['H114'])
  })

  it('H114 of the first 16,384 columns, and of all that are alike as far as they are looked at', () => {
    const most = 1 << 14
    const data = (width: number, marked: number, mark: (row: number) => number, other: number): Tensor => ({
      data: Float64Array.from({ length: 8 * width }, (_, i) =>
        i % width === marked ? mark(Math.floor(i / width)) : other / (i + 2),
      ),
      shape: [8, width],
    })
    const said = (input: Tensor, target: Tensor) => {
      const own = name(Array.from({ length: width }, (_, c) => `p${c}`))
      const told = [name(), own].map((own) => {
        const computation = new Computation(request('mse'))
        computation.add({ args: { input, target }, firstRow: 0, whole: true })
        return computation.report({ args: { input: own, target: own } }).notices.map(({ code }) => code)
      })
      expect(told[1]).toEqual(told[0])
      return told[0]
    }
    const square = (row: number) => 10 * row * row + 5
    const width = most + 3
    const plain = data(width, 0, (row) => 0.3 / (row + 1), 3)
    for (const [column, hints] of [
      [most - 1, ['H114']],
      [most, []],
    ] as const) {
      expect(
        said(
          data(width, column, (row) => row, 1),
          plain,
        ),
      ).toEqual(hints)
      expect(said(data(width, column, square, 1), data(width, column, square, 3))).toEqual(hints)
    }
    expect(said(plain, plain)).toEqual([])
  })

  it('H125 of a column of weights for a square input, where it may be one per column', () => {
    const column: Tensor = { data: Float64Array.of(1, 2, 3), shape: [3, 1], table: true }
    const wide = matrix([
      [1, 0],
      [0, 1],
      [1, 1],
    ])
    expect(codes('bce-logits', { input: logits, target: bits }, { weight: column })).toEqual(['H125'])
    expect(codes('bce-logits', { input: logits, target: bits }, { posWeight: column })).toEqual(['H125'])
    const cube = (numbers: Tensor): Tensor => ({
      data: Float64Array.of(...numbers.data, ...numbers.data),
      shape: [2, 3, 3],
    })
    const cubes = { input: cube(logits), target: cube(bits) }
    expect(codes('bce-logits', cubes, { weight: column })).toEqual(['H125'])
    expect(codes('bce-logits', cubes, { weight: vector(1, 2, 3) })).toEqual([])
    expect(codes('bce-logits', { input: wide, target: wide }, { weight: column })).toEqual([])
    expect(codes('bce-logits', { input: logits, target: bits }, { weight: vector(1, 2, 3) })).toEqual([])
    expect(codes('ce', { input: logits, target: indices }, { weight: column })).toEqual([])
  })

  it('H128 where the predictions are the class before the target, and none is the first', () => {
    const oneBased = (labels: number[], shift: (row: number) => number = () => 1) => {
      const rows = Array.from({ length: 12 }, (_, row) => labels[row % labels.length]!)
      const scores = rows.map((label, row) =>
        [0, 1, 2, 3].map((c) => Number(c === label - shift(row)) + c / 9),
      )
      return { input: matrix(scores), target: vector(...rows) }
    }
    expect(codes('ce', oneBased([1, 2, 3]))).toEqual(['H128'])
    expect(codes('multi-margin', oneBased([1, 2]))).toEqual(['H128'])
    expect(codes('ce', oneBased([1, 2, 3, 0]))).toEqual([])
    expect(codes('ce', oneBased([1, 2, 3, 0]), { ignoreIndex: 0 })).toEqual(['H128'])
    expect(codes('ce', oneBased([2, 1, -1]), { ignoreIndex: -1 })).toEqual(['H128'])
    // One class that is taken for its neighbour, or for the one before, mistakes on both sides, good answers.
    expect(codes('ce', oneBased([1]))).toEqual([])
    expect(
      codes(
        'ce',
        oneBased([2, 3], (row) => 2 - (row % 2)),
      ),
    ).toEqual([])
    expect(
      codes(
        'ce',
        oneBased([1, 2], (row) => (row % 2 === 0 ? 1 : -1)),
      ),
    ).toEqual([])
    expect(
      codes(
        'ce',
        oneBased([1, 2, 3], () => 0),
      ),
    ).toEqual([])
  })

  it('H130 of a number that marks missing values, where it is far below all others', () => {
    const of = (...target: number[]) => ({
      input: vector(...target.map((_, i) => i)),
      target: vector(...target),
    })
    expect(codes('mse', of(1.5, -9999, 3, -9999))).toEqual(['H130'])
    expect(codes('huber', { input: vector(-999, 2), target: vector(1, 2.5) })).toEqual(['H130'])
    expect(codes('mse', of(1.5, -9999, -9998))).toEqual([])
    expect(codes('mse', of(1.5, -9998, 3))).toEqual([])
    expect(codes('bce-logits', { input: vector(-999, 2), target: vector(0, 1) })).toEqual([])
  })

  it('H130 offers conditions, and names the input that they would leave none of', async () => {
    const piped = (...more: string[]) =>
      run(
        ['mse', '-', '--target-col', 't', ...more],
        Readable.from([Buffer.from('p,t\n1,1\n-999,2\n')]) as never,
      )
    const offered = ['--where', 't>-999', '--where', 'p>-999', '--input-cols', 'p']
    const { stderr } = await piped()
    expect(stderr).toContain("--where 't>-999' --where 'p>-999' --input-cols p\n")
    expect((await piped(...offered, '-q')).stdout).toBe('0\n')
  })

  it('H101 not where probabilities are said to be given', () => {
    expect(codes('dice', { input: probabilities, target: bits }, { probabilities: true })).toEqual([])
    expect(codes('dice', { input: logits, target: bits })).toEqual([])
  })

  it('H116 from 100 samples on', () => {
    const flat = (rows: number) => ({
      input: { data: new Float64Array(3 * rows), shape: [rows, 3] },
      target: { data: Float64Array.from({ length: rows }, (_, i) => i % 3), shape: [rows] },
    })
    expect(codes('ce', flat(100))).toContain('H116')
    expect(codes('ce', flat(99))).not.toContain('H116')
  })

  it('none on good data', () => {
    expect(codes('bce-logits', { input: logits, target: bits })).toEqual([])
    expect(codes('bce', { input: probabilities, target: bits })).toEqual([])
    expect(codes('ce', { input: logits, target: indices })).toEqual([])
    expect(codes('ce', { input: logits, target: bits })).toEqual([])
    expect(codes('nll', { input: logProbabilities, target: indices })).toEqual([])
    expect(codes('mse', { input: logits, target: bits })).toEqual([])
    expect(codes('mse', { input: logits, target: map(bits, (t) => 255 * t) })).toEqual([])
    expect(codes('mse', { input: probabilities, target: map(bits, (t) => 300 * t) })).toEqual([])
    expect(codes('focal', { input: logits, target: bits })).toEqual([])
    expect(codes('mse', { input: bits, target: marked(255) })).toEqual([])
    expect(codes('mse', { input: picture, target: map(picture, (x) => 255 - x) })).toEqual([])
    expect(codes('bce-logits', { input: map(picture, (x) => (x === 255 ? 256 : x)), target: bits })).toEqual(
      [],
    )
    expect(codes('bce-logits', { input: map(picture, (x) => Math.min(x, 100)), target: bits })).toEqual([])
    expect(codes('bce-logits', { input: map(picture, (x) => -x), target: bits })).toEqual([])
  })

  it('none where rows are to be skipped, which may hold anything', () => {
    const target = vector(-100, 1, 2)
    const input = matrix([
      [0, 0, 0],
      [Math.log(0.1), Math.log(0.8), Math.log(0.1)],
      [Math.log(0.3), Math.log(0.3), Math.log(0.4)],
    ])
    expect(codes('nll', { input, target })).toEqual([])
    expect(codes('ce', { input, target })).toEqual(['H106'])
  })

  it('the other mean of one-hot targets is the one of class indices', () => {
    const weight = vector(2, 4, 6)
    const { notices } = report('ce', { input: logits, target: bits }, { weight })
    const other = report('ce', { input: logits, target: indices }, { weight }).value!
    expect(notices[0]!.message).toContain(String(Number(other.toPrecision(5))))
  })

  it.each(['ce', 'nll', 'focal'])('none for probabilities that %s is told of', (loss) => {
    for (const p of [probabilities, map(probabilities, (x) => x * 1.01)]) {
      const computation = new Computation({ ...request(loss), from: 'probs' })
      computation.add({ args: { input: p, target: indices }, firstRow: 0, whole: true })
      const { notices } = computation.report({ args: { input: name(), target: name() } })
      expect(notices.filter(({ code }) => code.startsWith('H'))).toEqual([])
    }
  })

  it('unless nobody asks', () => {
    const computation = new Computation({ ...request('ce'), hints: undefined })
    computation.add({ args: { input: probabilities, target: indices }, firstRow: 0, whole: true })
    expect(computation.report({ args: { input: name(), target: name() } }).notices).toEqual([])
  })
})

it('hints do not depend on the cut, nor on which thread saw which rows', () => {
  const rows = fc.integer({ min: 2, max: 200 })
  const kind = fc.constantFrom('logits', 'probabilities', 'log', 'rounded', 'counting')
  fc.assert(
    fc.property(fc.constantFrom('ce', 'nll', 'bce-logits'), kind, rows, fc.nat(), (loss, kind, n, seed) => {
      const random = randomFrom(seed)
      const make = (i: number): number[] => {
        const row = [random(), random(), random()].map((x) => x + 0.01)
        const total = row[0]! + row[1]! + row[2]!
        const p = row.map((x) => x / total)
        if (kind === 'probabilities') return p
        if (kind === 'log') return p.map(Math.log)
        if (kind === 'rounded') return p.map((x) => Number(x.toFixed(2)))
        return kind === 'counting' ? [i, ...p.slice(1)] : p.map((x) => 4 * x - 2)
      }
      const input = matrix(Array.from({ length: n }, (_, i) => make(i)))
      const width = loss === 'bce-logits' ? 3 : 1
      const targets = Float64Array.from({ length: n * width }, () => Math.floor(3 * random()))
      const target = { data: targets, shape: width === 1 ? [n] : [n, 3] }
      const cut = 1 + (seed % (n - 1))
      const part = ({ data, shape }: Tensor, from: number, to: number): Tensor => {
        const size = data.length / n
        return { data: data.slice(from * size, to * size), shape: [to - from, ...shape.slice(1)] }
      }
      const pair = (from: number, to: number) => ({
        args: { input: part(input, from, to), target: part(target, from, to) },
        firstRow: from,
        whole: false,
      })
      const said = (parts: [number, number][], thread: [number, number][]) => {
        const computation = new Computation(request(loss))
        for (const [from, to] of parts) computation.add(pair(from, to))
        if (thread.length > 0) {
          const other = new Computation(request(loss))
          for (const [from, to] of thread) other.add(pair(from, to))
          computation.merge(structuredClone(other.plain()))
        }
        return computation.report({ args: { input: name(), target: name() } }).notices
      }
      const whole = said([[0, n]], [])
      expect(
        said(
          [
            [0, cut],
            [cut, n],
          ],
          [],
        ),
      ).toEqual(whole)
      expect(said([[0, cut]], [[cut, n]])).toEqual(whole)
      expect(said([[cut, n]], [[0, cut]])).toEqual(whole)
    }),
    { numRuns: draws(300) },
  )
})

describe('scores that are sorted in each row', () => {
  const rows = (count: number, row: readonly number[]) => matrix(Array.from({ length: count }, () => row))
  it.each([
    ['falls', 8, [3, 1, -2], true],
    ['falls, with equal ones', 8, [3, 1, 1], true],
    ['falls, of many', 9, [5, 4, 3, 2, 1], true],
    ['is equal', 8, [1, 1, 1], false],
    ['rises', 8, [-2, 1, 3], false],
    ['falls but for one', 8, [3, 1, 2], false],
    ['falls, of two classes', 8, [3, 1], false],
    ['falls, of few rows', 7, [3, 1, -2], false],
    ['holds no number', 8, [3, NaN, 1], false],
  ] as const)('are told where each row %s (%d times %j): %s', (_what, count, row, want) => {
    const target = vector(...Array.from({ length: count }, (_, i) => i % 2))
    expect(codes('ce', { input: rows(count, row), target }).includes('H132')).toBe(want)
  })

  it('but not where one row is otherwise, in whatever part of a run', () => {
    const target = vector(...Array.from({ length: 9 }, (_, i) => i % 2))
    for (const at of [0, 4, 8]) {
      const input = rows(9, [3, 2, 1])
      input.data.set([1, 3, 2], 3 * at)
      expect(codes('ce', { input, target })).not.toContain('H132')
    }
  })
})

describe('false alarms on random normal logits, 20,000 draws', () => {
  const cases: [loss: string, rows: number, classes: number, deviation: number, most: number][] = [
    ['bce-logits', 2, 2, 0.2, 0],
    ['bce-logits', 1, 3, 1, 0],
    ['bce-logits', 4, 2, 1, 10],
    ['bce-logits', 8, 3, 1, 0],
    ['ce', 3, 3, 1, 0],
    ['ce', 4, 2, 1, 0],
    ['ce', 8, 3, 1, 0],
    ['ce', 1, 10, 1, 0],
  ]
  it.each(cases)('%s of %d x %d, deviation %d: at most %d', (loss, rows, classes, deviation, most) => {
    const random = randomFrom(rows * 100 + classes)
    const normal = () => deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const element = loss === 'bce-logits'
    let alarms = 0
    for (let draw = 0; draw < draws(20_000); draw++) {
      const input = { data: Float64Array.from({ length: rows * classes }, normal), shape: [rows, classes] }
      const target = element
        ? { data: input.data.map(() => Math.floor(2 * random())), shape: [rows, classes] }
        : { data: Float64Array.from({ length: rows }, () => Math.floor(classes * random())), shape: [rows] }
      if (codes(loss, { input, target }).length > 0) alarms++
    }
    expect(alarms).toBeLessThanOrEqual(most)
  })

  it('a mean that happens to be at the level of chance: fewer than 2 in 100', () => {
    const random = randomFrom(7)
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    let alarms = 0
    for (let draw = 0; draw < draws(2000); draw++) {
      const input = { data: Float64Array.from({ length: 120 }, normal), shape: [120] }
      const target = {
        data: Float64Array.from({ length: 120 }, () => Math.floor(2 * random())),
        shape: [120],
      }
      if (codes('bce-logits', { input, target }).length > 0) alarms++
    }
    expect(alarms).toBeLessThan(40)
  })
})
