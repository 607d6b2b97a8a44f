import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { KeptNumbers } from '../../src/features/gradients/gradients.ts'
import { nestedText, oddText } from '../../src/writers/nested-text.ts'
import { numberFiles } from '../../src/writers/number-files.ts'
import { wholeText } from '../../src/writers/whole-text.ts'
import { nested, type LongTensor, sizeOf } from '../../src/tensor.ts'
import { openSource, readAll } from '../../src/readers/open.ts'
import { built } from '../built.ts'
import { same } from '../same.ts'
import { stdin } from '../readers/reading.ts'
import { run, words } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'gradients-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = (name: string) => join(folder, name)

/** Numbers that are cut anywhere, as a temporary file gives them. */
function long(shape: readonly number[], numbers: (i: number) => number, cut: number): LongTensor {
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => numbers(i))
  return {
    shape,
    *pieces() {
      for (let from = 0; from < data.length; from += cut) yield data.slice(from, from + cut)
    },
  }
}

const plain = (i: number) => (i % 5 === 0 ? -0 : Math.sin(i) / (i + 1))
const odd = (i: number) => [Number.NaN, Infinity, 1e300, -Infinity, 0.5][i % 5]!
const shapes = [
  [],
  [1],
  [7],
  [0],
  [0, 3],
  [3, 0],
  [3, 2],
  [2, 3, 2],
  [5000],
  [3000, 4],
  [5000, 1],
  [2, 9000],
  [100, 10, 10],
]

describe('long nested lists', () => {
  it.each(shapes.map((shape) => ({ shape })))('$shape are those of JSON', async ({ shape }) => {
    for (const numbers of [plain, odd]) {
      for (const cut of [3, 1000, 1 << 20]) {
        const tensor = long(shape, numbers, cut)
        const data = Float64Array.from(Array.from(tensor.pieces(), (piece) => [...piece]).flat())
        const whole = nested({ shape, data })
        expect(await wholeText(nestedText(tensor))).toBe(JSON.stringify(whole))
        const texts = oddText(tensor)
        const isOdd = data.some((value) => !Number.isFinite(value))
        const text = (value: unknown): unknown =>
          Array.isArray(value) ? value.map(text) : Number.isFinite(value) ? null : String(value)
        expect(texts && (await wholeText(texts))).toBe(isOdd ? JSON.stringify(text(whole)) : undefined)
      }
    }
  })
})

describe('files of numbers', () => {
  const read = async (name: string) => readAll(await openSource(path(name), {}, stdin(new Uint8Array(0))))
  it.each(Object.keys(numberFiles))('%s are read as they were written', async (end) => {
    for (const [i, shape] of [[5], [4, 3], [3000, 4], [6000]].entries()) {
      for (const numbers of [plain, ...(end === '.ndjson' || end === '.jsonl' ? [] : [odd])]) {
        const name = `${i}${numbers.name}${end}`
        const pieces = Array.from(numberFiles[end]!(long(shape, numbers, 1000), undefined), (piece) =>
          Buffer.from(piece),
        )
        writeFileSync(path(name), Buffer.concat(pieces))
        const found = await read(name)
        // Text has no 0 with a sign.
        const sign = end === '.npy' ? -0 : 0
        same(
          found.data,
          Float64Array.from({ length: sizeOf(shape) }, (_, i) => numbers(i) + sign),
        )
        expect(found.shape.filter((length) => length !== 1)).toEqual(shape)
      }
    }
  })

  it('have the header of numpy, aligned', () => {
    const tensor = long([2, 3], plain, 10)
    const [head] = [...numberFiles['.npy']!(tensor, undefined)] as Buffer[]
    expect(head!.length % 64).toBe(0)
    expect(head!.subarray(10).toString()).toMatch(
      /^\{'descr': '<f8', 'fortran_order': False, 'shape': \(2, 3\), \} +\n$/,
    )
  })

  it('name the columns where they have names', async () => {
    expect(
      await wholeText(
        numberFiles['.csv']!(
          long([1, 2], () => 1, 10),
          ['a', 'b, c'],
        ),
      ),
    ).toBe('a,"b, c"\n1,1\n')
  })
})

describe('kept numbers', () => {
  it('come again as often as they are wanted, from memory and from a file', () => {
    for (const count of [3, 300]) {
      const kept = new KeptNumbers()
      const numbers = (i: number) => Float64Array.from({ length: 1009 }, (_, j) => i + j / 1009)
      for (let i = 0; i < count; i++) kept.add(numbers(i))
      for (const _ of [1, 2]) {
        const all: number[] = []
        for (const piece of kept.pieces()) {
          all.push(...piece)
          piece.fill(0)
        }
        same(all, Array.from({ length: count }, (_, i) => [...numbers(i)]).flat())
      }
      kept.close()
    }
  })
})

describe('--grad-output', () => {
  it('has the rows, columns and names of an input that is transposed', async () => {
    writeFileSync(path('turned.csv'), 'a,b\n1,2\n4,5\n')
    const place = path('turned-grad.csv')
    const argv = ['ce', path('turned.csv'), '[1,0]', '--transpose', '--grad-output', place]
    expect((await built(argv)).status).toBe(0)
    const [names, ...rows] = readFileSync(place, 'utf8').trim().split('\n')
    expect(names).toBe('a,b')
    // The classes of a sample, which is a column, stand below each other.
    const signs = rows.map((row) => row.split(',').map((cell) => Math.sign(Number(cell))))
    expect(signs).toEqual([
      [1, -1],
      [-1, 1],
    ])
  })

  const x = path('x.csv')
  const t = path('t.csv')
  const rows = Array.from({ length: 3000 }, (_, i) =>
    [Math.sin(i), Math.cos(i), Math.sin(3 * i)].map((v) => v.toFixed(4)),
  )
  writeFileSync(x, `a,b,c\n${rows.join('\n')}\n`)
  writeFileSync(t, `${rows.map((_, i) => i % 3).join('\n')}\n`)

  it('writes what --grad --json prints', async () => {
    const { grad } = JSON.parse((await built(['ce', x, t, '--grad', '--json'])).stdout) as {
      grad: number[][]
    }
    expect(grad.length).toBe(3000)
    const args = ['ce', x, t, '-q', '--grad-output', path('g.csv')]
    expect((await built(args)).status).toBe(0)
    const [header, ...lines] = readFileSync(path('g.csv'), 'utf8').trimEnd().split('\n')
    expect(header).toBe('a,b,c')
    expect(lines.map((line) => line.split(',').map(Number))).toEqual(grad)
    const both = (await built(['ce', x, t, '--grad', '--json', '--grad-output', path('g.ndjson')])).stdout
    expect((JSON.parse(both) as { grad: unknown }).grad).toEqual(grad)
    expect(readFileSync(path('g.ndjson'), 'utf8')).toBe(
      grad.map((row) => `${JSON.stringify(row)}\n`).join(''),
    )
  })

  it('writes a file for each argument where {name} says so', async () => {
    const { status } = await built([
      'gaussian-nll',
      '[1,2]',
      '[1,3]',
      '[1,4]',
      '-q',
      '--grad-output',
      path('n-{name}.csv'),
    ])
    expect(status).toBe(0)
    const written = readdirSync(folder).filter((name) => name.startsWith('n-'))
    expect(written.sort()).toEqual(['n-input.csv', 'n-target.csv', 'n-var.csv'])
    expect(
      (await built(['gaussian-nll', '[1,2]', '[1,3]', '[1,4]', '-q', '--grad-output', path('one.csv')]))
        .status,
    ).toBe(0)
    expect(readFileSync(path('one.csv'), 'utf8')).toBe(readFileSync(path('n-input.csv'), 'utf8'))
  })

  it.each([
    ['another format', ['mse', '[1]', '[2]', '--grad-output', 'g.txt'], 'E101', 2],
    [
      'the output',
      ['mse', '[1]', '[2]', '--json', '-o', path('o.csv'), '--grad-output', path('o.csv')],
      'E104',
      2,
    ],
    ['an input', ['ce', x, t, '--grad-output', x], 'E110', 3],
    ['no folder', ['mse', '[1]', '[2]', '--grad-output', path('none/g.npy')], 'E110', 3],
    ['a run that fails', ['bce', x, x, '--grad-output', path('failed.npy')], 'E301', 3],
  ])('leaves nothing for %s', async (_what, args, code, status) => {
    const before = readdirSync(folder)
    const { stdout, stderr, ...found } = await built(args)
    expect({ stdout, status: found.status }).toEqual({ stdout: '', status })
    expect(stderr).toMatch(new RegExp(`error\\[${code}\\]|"code":"${code}"`))
    expect(readdirSync(folder)).toEqual(before)
    expect(existsSync('g.txt')).toBe(false)
  })
})

const shapeOf = (list: unknown): number[] => (Array.isArray(list) ? [list.length, ...shapeOf(list[0])] : [])

describe('the gradient of an input that is tidied, or moved, first', () => {
  const lines = [
    `ce '[[0.2,0.95],[0.5,0.1]]' '[1,0]' --from probs --normalize --weight 1,3`,
    `ce '[[[0.2,0.9],[0.95,0.3]]]' '[[1,0]]' --from probs --normalize --label-smoothing 0.1`,
    `ce '[[0.2,0.95],[0.5,0.1]]' '[1,0]' --compat keras`,
    `focal '[[0.2,0.95],[0.5,0.1]]' '[1,0]' --mode softmax --from probs --normalize --eps 0.3 --reduction sum`,
    `ce '[[[0.2,0.95,0.4],[0.3,0.1,0.7]]]' '[[1,0]]' --class-axis last --weight 1,3,2`,
    `ce '[[[0.2,0.9],[0.95,0.3],[0.1,0.4]]]' '[[1,0,1]]' --from probs --normalize --class-axis last`,
    `focal '[[[0.2,0.9],[0.95,0.3]]]' '[[1,0]]' --mode softmax --class-axis last`,
    `ce '[[0.2,0.95],[0.5,0.1],[0.3,0.4]]' '[1,0]' --transpose`,
    `ce '[[0.2,0.95],[0.5,0.1]]' '[1,0]' --transpose --from probs --normalize --reduction sum`,
    `mse '[[0.2,0.95,0.3],[0.5,0.1,0.7]]' '[[1,0],[2,1],[0.5,0.25]]' --transpose`,
    `bce '[0.95,0.3,0.02]' '[1,0,0.5]' --eps 0.1`,
    `bce-logits '[0.95,0.3]' '[1,0]' --from probs --eps 0.1`,
  ]
  const shellWords = (line: string) => words(`${line} --no-hints`)

  it.each(lines)('is that of the numbers that were given: %s', async (line) => {
    const [loss, input, ...rest] = shellWords(line)
    const value = async (numbers: string, ...more: string[]) =>
      JSON.parse((await run([loss!, numbers, ...rest, ...more, '--json'])).stdout) as {
        value: number
        grad: never
      }
    const grad = [(await value(input!, '--grad')).grad].flat(Infinity) as unknown as number[]
    expect(shapeOf((await value(input!, '--grad')).grad)).toEqual(shapeOf(JSON.parse(input!)))
    const numbers = [...input!.matchAll(/[\d.]+/g)]
    expect(grad.length).toBe(numbers.length)
    for (const [i, { 0: text, index }] of numbers.entries()) {
      const [less, more] = [-1e-6, 1e-6].map(
        (step) => `${input!.slice(0, index)}${Number(text) + step}${input!.slice(index + text.length)}`,
      )
      const slope = ((await value(more!)).value - (await value(less!)).value) / 2e-6
      expect(grad[i]).toBeCloseTo(slope, 5)
    }
  })
})
