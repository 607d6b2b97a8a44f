import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { built } from '../built.ts'
import { LossError } from '../../src/error.ts'
import { parseInline, readInline } from '../../src/readers/inline/inline.ts'
import { isInline } from '../../src/readers/inline/recognise.ts'
import { nested, type Nested } from '../../src/tensor.ts'

async function read(text: string): Promise<[Nested, string]> {
  const { tensor, notes } = await parseInline(text, 'x')
  return [nested(tensor), notes.join('; ')]
}

async function refusal(text: string): Promise<LossError> {
  try {
    await parseInline(text, 'x')
  } catch (error) {
    if (error instanceof LossError) return error
    throw error
  }
  throw new Error(`${text} was read`)
}

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

/** What people paste, what it is, and who writes so. */
const pasted: readonly (readonly [text: string, numbers: Nested, notes: string])[] = [
  // torch
  ['tensor([[0.2, 0.3]])', [[0.2, 0.3]], 'inline, as torch prints; digits as printed: at most 1 decimal'],
  ['tensor(0.7)', 0.7, 'as torch prints'],
  ["tensor(0.7231, device='cuda:0', grad_fn=<NllLossBackward0>)", 0.7231, 'torch prints'],
  [
    "tensor([1., 2.], dtype=torch.float64, grad_fn=<SelectBackward0>, device='cuda:0', requires_grad=True)",
    [1, 2],
    'torch prints',
  ],
  [
    'tensor([[ 1.0000, -0.5000],\n        [ 0.2500,     nan]])',
    [
      [1, -0.5],
      [0.25, nan],
    ],
    'at most 4',
  ],
  ['tensor([True, False])', [1, 0], 'torch prints'],
  ['tensor([    inf,    -inf, 1.0000e-08])', [inf, -inf, 1e-8], 'torch'],
  ['tensor([], size=(0, 3))', [], 'torch'],
  ['[tensor(0.1), tensor(0.2)]', [0.1, 0.2], 'torch prints'],
  ['torch.tensor([1, 2.5])', [1, 2.5], 'as torch writes'],
  ['torch.FloatTensor([[1], [2]])', [[1], [2]], 'torch writes'],
  ['Parameter containing:\ntensor([0.5, 1.5], requires_grad=True)', [0.5, 1.5], 'torch prints'],
  ['logits = tensor([1, 2])', [1, 2], 'torch prints'],
  ['>>> tensor([1, 2])', [1, 2], 'torch prints'],
  ['Out[3]: tensor([1, 2])', [1, 2], 'torch prints'],
  // numpy
  [
    '[[0.2 0.3 0.5]\n [1. 2. 3.]]',
    [
      [0.2, 0.3, 0.5],
      [1, 2, 3],
    ],
    'inline, as numpy prints; digits as printed: at most 1 decimal',
  ],
  [
    '[[0.2 0.3 0.5]\\n [1. 2. 3.]]',
    [
      [0.2, 0.3, 0.5],
      [1, 2, 3],
    ],
    'numpy prints',
  ],
  ['[0.1  0.25 nan  inf -inf]', [0.1, 0.25, nan, inf, -inf], 'numpy prints'],
  ['[ True False]', [1, 0], 'numpy prints'],
  ['array([0.1, 0.2], dtype=float32)', [0.1, 0.2], 'numpy prints'],
  [
    'array([[0.1, 0.2],\n       [0.3, 0.4]])',
    [
      [0.1, 0.2],
      [0.3, 0.4],
    ],
    'numpy prints',
  ],
  [
    'np.array([[1, 2], [3, 4]], dtype=np.float32)',
    [
      [1, 2],
      [3, 4],
    ],
    'as numpy writes',
  ],
  ['numpy.asarray([1.5])', [1.5], 'as numpy writes'],
  ['array(0.7)', 0.7, 'numpy prints'],
  ['array([], shape=(0, 3), dtype=float64)', [], 'numpy'],
  ['[np.float64(0.1), np.float64(0.25)]', [0.1, 0.25], 'inline, as numpy writes'],
  ['np.float32(0.7)', 0.7, 'numpy'],
  ['[np.nan, -np.inf, 1]', [nan, -inf, 1], 'inline'],
  // TensorFlow, JAX, MLX
  [
    '<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1. , 2.5], dtype=float32)>',
    [1, 2.5],
    'inline, as TensorFlow prints',
  ],
  ['<tf.Tensor: shape=(), dtype=float32, numpy=0.7>', 0.7, 'TensorFlow prints'],
  ['tf.Tensor([1. 2.], shape=(2,), dtype=float32)', [1, 2], 'TensorFlow prints'],
  ['tf.constant([1., 2.])', [1, 2], 'TensorFlow'],
  ['Array([0.1, 0.2], dtype=float32)', [0.1, 0.2], 'JAX prints'],
  ['jnp.array([1, 2])', [1, 2], 'JAX writes'],
  // Python
  ['[(1, 2)]', [[1, 2]], 'inline, as Python writes'],
  ['(1, 2)', [1, 2], 'Python writes'],
  ['(1,)', [1], 'Python writes'],
  [
    '[(1, 2), (3, 4)]',
    [
      [1, 2],
      [3, 4],
    ],
    'Python',
  ],
  ['[1, 2,]', [1, 2], 'inline'],
  [
    '[[1, 2,], [3, 4,],]',
    [
      [1, 2],
      [3, 4],
    ],
    'inline',
  ],
  ['[.5]', [0.5], 'inline'],
  ['[-.5, +.5]', [-0.5, 0.5], 'inline'],
  ['[1.]', [1], 'inline'],
  ['[+1, 1_000, 1_0.5e-1]', [1, 1000, 1.05], 'inline'],
  ['[1e3, 1E-3, 1.e2]', [1000, 0.001, 100], 'inline'],
  ["[float('nan'), float('-inf'), float(\"inf\")]", [nan, -inf, inf], 'inline'],
  ['[True, False]', [1, 0], 'inline'],
  ['[true, false]', [1, 0], 'inline'],
  [
    '[1, 2], [3, 4]',
    [
      [1, 2],
      [3, 4],
    ],
    'inline',
  ],
  [
    '[1, 2]\n[3, 4]',
    [
      [1, 2],
      [3, 4],
    ],
    'inline',
  ],
  // bare
  ['1,2,3', [1, 2, 3], 'inline'],
  ['1, 2, 3', [1, 2, 3], 'inline'],
  ['1 2 3', [1, 2, 3], 'inline'],
  ['0.7', 0.7, 'inline'],
  ['0.7,', [0.7], 'inline'],
  [
    '1 2\n3 4',
    [
      [1, 2],
      [3, 4],
    ],
    'inline',
  ],
  ['1,nan', [1, nan], 'inline'],
  // R
  ['c(1, 2)', [1, 2], 'inline, as R writes'],
  ['c(a = 1, b = 2)', [1, 2], 'R writes'],
  ['c(0.1, c(0.2, 0.3), 4L, TRUE)', [0.1, 0.2, 0.3, 4, 1], 'R writes'],
  [
    'rbind(c(1, 2), c(3, 4))',
    [
      [1, 2],
      [3, 4],
    ],
    'R writes',
  ],
  ['[1] 1 2 3', [1, 2, 3], 'inline, as R prints; digits as printed: at most 0 decimals'],
  ['[1] 0.7', [0.7], 'R prints'],
  [' [1]  0.5 -0.25\n [3]  NaN  -Inf\n', [0.5, -0.25, nan, -inf], 'R prints'],
  ['[1]  TRUE FALSE', [1, 0], 'R prints'],
  [
    '     [,1] [,2]\n[1,]    1  2.5\n[2,]    3  4.0',
    [
      [1, 2.5],
      [3, 4],
    ],
    'R prints',
  ],
  ['     [,1] [,2]\n[1,]    1    2\n     [,3]\n[1,]    3', [[1, 2, 3]], 'R prints'],
  [
    '  [,1] [,2]\na    1    2\nb    3    4',
    [
      [1, 2],
      [3, 4],
    ],
    'R prints',
  ],
  // MATLAB
  [
    '[1 2; 3 4]',
    [
      [1, 2],
      [3, 4],
    ],
    'inline, as MATLAB writes',
  ],
  [
    '[1, 2; 3, 4];',
    [
      [1, 2],
      [3, 4],
    ],
    'MATLAB writes',
  ],
  [
    '[1 -2; 3 +4]',
    [
      [1, -2],
      [3, 4],
    ],
    'MATLAB',
  ],
  ['[1; 2; 3]', [[1], [2], [3]], 'MATLAB'],
  [
    '1.0e+03 *\n\n    1.0001    2.5000\n    0.0003    4.0000\n',
    [
      [1000.1, 2500],
      [0.3, 4000],
    ],
    'MATLAB prints',
  ],
  ['ans =\n\n   0.5000   0.2500\n', [0.5, 0.25], 'MATLAB prints'],
  [
    'x =\n  Columns 1 through 2\n   1   2\n   3   4\n  Column 3\n   5\n   6\n',
    [
      [1, 2, 5],
      [3, 4, 6],
    ],
    'MATLAB prints',
  ],
  ['x = [1 2 3];', [1, 2, 3], 'inline'],
  // Julia
  ['3-element Vector{Float64}:\n 0.1\n 0.2\n 0.3', [0.1, 0.2, 0.3], 'inline, as Julia prints'],
  [
    '2×2 Matrix{Float64}:\n 1.0  2.0\n 3.0  4.0',
    [
      [1, 2],
      [3, 4],
    ],
    'Julia prints',
  ],
  ['Float32[0.1, 0.2]', [0.1, 0.2], 'Julia writes'],
  ['Bool[1, 0]', [1, 0], 'Julia writes'],
  ['Float32[1.5f0, 1.0f-7, NaN32, -Inf32]', [1.5, 1e-7, nan, -inf], 'Julia'],
  // JavaScript, C, Mathematica
  ['Float64Array(3) [ 1, 2, 3 ]', [1, 2, 3], 'JavaScript'],
  ['Float64Array [ 1, 2, 3 ]', [1, 2, 3], 'JavaScript'],
  ['{1.0f, 2.5f}', [1, 2.5], 'C writes'],
  [
    '{{1., 2.*^-3}, {3., 4.}}',
    [
      [1, 0.002],
      [3, 4],
    ],
    'inline',
  ],
  // pandas
  ['0    0.1\n1    0.2\nName: p, dtype: float64', [0.1, 0.2], 'pandas prints'],
  // characters of other keyboards
  ['[1，2]', [1, 2], 'inline; a full-width comma ， read as , (column 3)'],
  ['［１．５，２］', [1.5, 2], 'inline; a full-width bracket ［ read as [ (column 1)'],
  ['[−1, 2]', [-1, 2], 'inline; a Unicode minus sign − read as - (column 2)'],
  ['[–1, 2]', [-1, 2], 'a dash'],
  ['[１]', [1], 'full-width digits'],
  ['[1,\u00a02]', [1, 2], 'a no-break space'],
  ['[-∞, ∞]', [-inf, inf], 'inline'],
  // quotes that a shell left
  ["'[1, 2]'", [1, 2], 'inline'],
  ['"[1, 2]"', [1, 2], 'inline'],
  ['“[1, 2]”', [1, 2], 'a curly quote'],
  ["'1,2'", [1, 2], 'inline'],
  // JSON, as ever
  ['[1,"NaN",NaN,-Infinity]', [1, nan, nan, -inf], 'inline'],
]

describe('a pasted text', () => {
  it.each(pasted)('%j is read', async (text, numbers, notes) => {
    expect(isInline(text), 'is no file').toBe(true)
    const [found, said] = await read(text)
    expect(found).toEqual(numbers)
    expect(said).toContain(notes)
  })

  it.each([
    ['tensor([], size=(0, 3))', [0, 3]],
    ['array([], shape=(0, 3), dtype=float64)', [0, 3]],
    ['[]', [0]],
  ])('%j keeps its shape', async (text, shape) => {
    expect((await parseInline(text, 'x')).tensor.shape).toEqual(shape)
  })

  it('scales digits as text, so that each is rounded once', async () => {
    const texts = ['1.2345', '0.0003', '4.9407', '8.1234']
    const [found] = await read(`1.0e-05 *\n${texts.join(' ')}`)
    expect(found).toEqual(texts.map((text) => Number(`${text}e-5`)))
  })
})

/** What is refused, with its code and column, and a word of the message, the reason or the advice. */
const refused: readonly (readonly [
  text: string,
  code: string,
  line: number,
  column: number,
  said: RegExp,
])[] = [
  ['tensor([0., 1., 2.,  ..., 9.])', 'E204', 1, 22, /left out[^]*torch\.set_printoptions\(threshold/],
  ['[0. 1. 2. ... 997. 998. 999.]', 'E204', 1, 11, /left out[^]*np\.set_printoptions\(threshold/],
  ['array([0., 1., ..., 9.])', 'E204', 1, 16, /np\.set_printoptions/],
  ['[[1, 2],\n ...,\n [3, 4]]', 'E204', 2, 2, /left out[^]*set_printoptions/],
  ['[1, 2, …]', 'E204', 1, 8, /left out/],
  ['[ 1, 2, ... 900 more items ]', 'E204', 1, 9, /JSON\.stringify/],
  ['[1] 1 2 3\n [ reached getOption("max.print") -- omitted 900 entries ]', 'E204', 2, 2, /max\.print/],
  ['4-element Vector{Float64}:\n 1.0\n ⋮\n 4.0', 'E204', 3, 2, /left out[^]*Julia/],
  ['0   0.1\n   ... \n9  0.2\ndtype: float64', 'E204', 2, 4, /to_csv/],
  ['[1, x]', 'E201', 1, 5, /x is not a number/],
  ['[1, 50%]', 'E201', 1, 5, /percent/],
  ['[$5]', 'E201', 1, 2, /money/],
  ['[1,000]', 'E201', 1, 4, /1000 for 1,000/],
  ['[1+2j]', 'E201', 1, 2, /complex/],
  ['[1-2]', 'E201', 1, 2, /nothing is computed/],
  ['[1/3]', 'E201', 1, 2, /fraction/],
  ['[0x10]', 'E201', 1, 2, /hexadecimal/],
  ['[3kg]', 'E201', 1, 2, /unit/],
  ['[1, None]', 'E201', 1, 5, /missing value/],
  ['[1, null]', 'E201', 1, 5, /missing value/],
  ['c(1, NA)', 'E201', 1, 6, /missing value/],
  ['["1"]', 'E201', 1, 2, /without quotes/],
  ['[(1.5), 2]', 'E201', 1, 2, /accountants/],
  ['[1 2, 3]', 'E204', 1, 5, /comma/],
  ['[1, 2 3]', 'E204', 1, 7, /"3" where a comma or ]/],
  ['[1,,2]', 'E204', 1, 4, /no number before the comma/],
  ['[,1]', 'E204', 1, 2, /comma/],
  ['[1, 2', 'E204', 1, 1, /never closed[^]*quotes/],
  ['tensor([1, 2', 'E204', 1, 8, /never closed/],
  ['[1, 2)', 'E204', 1, 6, /\) where \]/],
  ['[1] [2]', 'E204', 1, 5, /follows the numbers/],
  ['[1] x', 'E201', 1, 5, /x is not a number/],
  ['[[1, 2], [3]]', 'E203', 1, 10, /ragged/],
  ['[[1 2] [3]]', 'E203', 1, 8, /ragged/],
  ['[1 2; 3]', 'E203', 1, 7, /ragged/],
  ['[1, [2]]', 'E203', 1, 5, /ragged/],
  ['np.zeros((2, 3))', 'E204', 1, 1, /calls are not run/],
  ['matrix(c(1, 2, 3, 4), nrow = 2)', 'E204', 1, 1, /byrow/],
  ['tensor(indices=tensor([[0]]), values=tensor([1.]), size=(2,))', 'E204', 1, 1, /to_dense/],
  ['1;2', 'E204', 1, 2, /decimal comma/],
  ['1,5;2,5', 'E204', 1, 4, /decimal comma/],
  ['[1\u00a0234]', 'E201', 1, 3, /no-break space between digits/],
  ['tf.Tensor([1. 2.], shape=(3,), dtype=float32)', 'E203', 1, 1, /holds 3, but 2/],
  ['Float64Array(3) [ 1, 2 ]', 'E203', 1, 1, /holds 3, but 2/],
  ['2×2 Matrix{Float64}:\n 1.0  2.0', 'E203', 1, 1, /2 rows, but 1/],
  ['[1] 1 2\n[4] 4', 'E203', 2, 1, /a part of the print/],
  ['［1, x］', 'E201', 1, 5, /x is not/],
  [`${'['.repeat(80)}x`, 'E204', 1, 65, /nested deeper/],
  ['[1, ٣x]', 'E201', 1, 5, /٣x is not a number/],
]

describe('a pasted text that cannot be read', () => {
  it.each(refused)('%j is refused with %s at %i:%i', async (text, code, line, column, said) => {
    const { code: found, message, details } = await refusal(text)
    const whole = [message, details.why, ...(details.tries ?? [])].join('\n')
    expect([found, details.at?.line, details.at?.column, whole]).toEqual([
      code,
      line,
      column,
      expect.stringMatching(said),
    ])
  })
})

describe('any text', () => {
  it('is read or refused, and never a bug', async () => {
    let seed = 1
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n
    const letters = [...'[](){};,.-+e0 1\n<>="\'NT…，１×:*%'].concat('tensor(', 'nan', '...', '[1]', '\\n')
    for (let i = 0; i < 4000; i++) {
      let [text] = pasted[random(pasted.length)]!
      for (let changes = 1 + random(3); changes > 0; changes--) {
        const at = random(text.length + 1)
        text =
          text.slice(0, at) +
          (random(3) > 0 ? letters[random(letters.length)]! : '') +
          text.slice(at + random(2))
      }
      try {
        const { data, shape, place } = (await parseInline(text, 'x')).tensor
        expect(data.length, text).toBe(shape.reduce((size, length) => size * length, 1))
        for (let index = 0; index < data.length; index++) expect(place!(index).line, text).toBeGreaterThan(0)
      } catch (error) {
        if (!(error instanceof LossError)) throw new Error(JSON.stringify(text), { cause: error })
        expect(error.details.at?.column, text).toBeGreaterThan(0)
      }
    }
  })

  it('is read to its end, however long: what grows with the square of its length never ends here', async () => {
    const numbers = Array.from({ length: 40_000 }, (_, i) => `${i % 10}.5`)
    const texts = [
      `[${numbers.join(' ')}]`,
      `tensor([${numbers.join(', ')}])`,
      numbers.join('\n'),
      `${'['.repeat(60)}${numbers.join(' ')}`,
    ]
    for (const text of texts) await parseInline(text, 'x').catch(() => undefined)
  })
})

describe('a word', () => {
  it.each([
    ...[
      'preds.csv',
      'c(1).csv',
      '(1) preds.csv',
      'preds (1).csv',
      'tensor(1).npy',
      'array(2).json',
      '-',
      'nan',
    ],
    ...[
      'x',
      'inf',
      'data/1,2.csv',
      'dump.npz#logits',
      '2024-01-01',
      '1.2.3',
      'scores(final)',
      'true',
      '{a}.csv',
      '',
    ],
    ...['C:\\x.csv', 'runs/7', '1.csv', '(a)/b.parquet'],
  ])('%j may be a file', (word) => {
    expect(isInline(word)).toBe(false)
  })

  it.each([
    ['1,2,3', [1, 2, 3]],
    ['2.5', 2.5],
    ['nan', nan],
    ['tensor([1., 2.])', [1, 2]],
    ['[1 2]', [1, 2]],
    ['weights.csv', undefined],
    ['off', undefined],
  ])('%j as the value of an option', async (text, numbers) => {
    const tensor = await readInline(text, '--weight')
    expect(tensor && nested(tensor)).toEqual(numbers)
  })
})

describe('the program', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'inline-'))
    writeFileSync(join(folder, '0.5'), '4\n')
    writeFileSync(join(folder, 'tensor(1)'), '5\n')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const lossCalc = async (...words: string[]) => {
    const found = await built(words, { cwd: folder })
    return { ...found, stdout: found.stdout.trim() }
  }

  it.each([
    [['mse', 'tensor([2.5, 0.])', 'array([3, -0.5])', '-q'], '0.25'],
    [['mse', '1,2,3', '1 2 4', '--reduction', 'sum', '-q'], '1'],
    [['mse', '0.7', '0.2', '-q'], '0.24999999999999994'],
    [['mse', '[1，2]', '[1,2]', '-q'], '0'],
    [['mse', '[1 2; 3 4]', '[[1,2],[3,5]]', '-q'], '0.25'],
    [['mse', '[1; 2]', '[1, 2]', '-q'], '0'],
    [
      ['ce', 'tensor([[4., -3.], [1., 2.]])', 'tensor([0, 1])', '--weight', 'c(1, 2)', '-q'],
      '0.20914494716340662',
    ],
    [['bce-logits', '[0.5 -1]', '[True, False]', '--pos-weight', 'tensor(2.)', '-q'], '0.6307078279392181'],
    [['focal', '[0.5 -1]', '[1, 0]', '--alpha', 'array(0.25)', '-q'], '0.016943457880363205'],
    [['mse', '[1,2]', '[1,4]', '--expect', 'tensor(2.)', '-q'], '2'],
    [['mse', '[1,2]', '[1,4]', '--reduction', 'none', '--expect', '[0. 4.]', '-q'], '0\n4'],
    [['mse', '［１，２］', '−1，２', '-q'], '2'],
    [['mse', '2×1 Matrix{Float64}:\n 1.0\n 2.0', '[1, 2]', '-q'], '0'],
    // What may be a file is one, where there is one.
    [['mse', '0.5', '[[1]]', '-q'], '9'],
    [['mse', 'tensor(1)', '[[1]]', '-q'], '16'],
  ])('%j prints %j', async (words, value) => {
    expect(await lossCalc(...words)).toEqual({ stdout: value, stderr: '', status: 0 })
  })

  it('says what it read', async () => {
    const { stdout } = await lossCalc('mse', '[1. 2.]', '[1, 2]', '--json')
    expect(JSON.parse(stdout).input.notes).toEqual([
      'inline, as numpy prints',
      'digits as printed: at most 0 decimals',
    ])
  })

  it('points at the column, and says what to do', async () => {
    const { stdout, stderr, status } = await lossCalc('mse', '[0. 1. ... 9.]', '[1, 2]')
    expect([stdout, status]).toEqual(['', 3])
    expect(stderr).toContain('error[E204]: numbers are left out here: ...\n --> [0. 1. ... 9.]:1:8\n')
    expect(stderr).toContain('np.set_printoptions(threshold=sys.maxsize)')
  })

  it('still looks for a file of any other word', async () => {
    const { stderr, status } = await lossCalc('mse', 'nan', '[1]')
    expect([status, stderr]).toEqual([3, expect.stringContaining('there is no such file')])
  })
})

describe('a file of what a program printed', () => {
  const fromPipe = async (input: string) => {
    const found = await built(['mse', '-', '[[1,2],[3,5]]', '--json'], { input })
    return found.status === 0 ? JSON.parse(found.stdout) : found.stderr
  }

  it.each([
    ['tensor([[1., 2.],\n        [3., 4.]])\n', 'as torch prints'],
    ['[[1. 2.]\n [3. 4.]]\n', 'as numpy prints'],
    ['array([[1., 2.],\n       [3., 4.]])\n', 'as numpy prints'],
  ])('%j is read', async (text, note) => {
    expect(await fromPipe(text)).toMatchObject({
      value: 0.25,
      input: { format: 'printed', notes: [note, expect.stringContaining('digits')] },
    })
  })

  it('is refused with its place', async () => {
    expect(await fromPipe('tensor([[1., 2.],\n        ...,\n        [3., 4.]])\n')).toMatch(
      /E204[^]*left out[^]*"line":2,"column":9/,
    )
    expect(await fromPipe('[[1. 2.]\n [3. x]]\n')).toMatch(/"line":2,"column":6/)
  })
})
