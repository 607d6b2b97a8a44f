import { expect, test } from 'vitest'
import { loadPaint } from '../../src/writers/color.ts'
import { displayWidth } from '../../src/writers/width.ts'
import { change, samples, seed, seedSamples, tensor, weighted, weightedSamples, write } from './reports.ts'

const title =
  'bce-logits (torch.nn.functional.binary_cross_entropy_with_logits)   logits.csv (3, 3), target.csv (3, 3)\n'
/** All after the title and its empty line. */
const body = async (...parameters: Parameters<typeof write>) =>
  (await write(...parameters)).split('\n\n').slice(1).join('\n\n')

test('a mean over elements', async () => {
  expect(await write('table', seed, [seedSamples])).toBe(`${title}
 row    loss
   0  0.8166
   1  0.6558
   2  0.6855

mean 0.7193   = sum 6.4739 / 9 elements
full: 0.7193247832556007
`)
})

test('a weighted mean names its divisor, and the one it does not use', async () => {
  expect(await write('table', weighted, [weightedSamples]))
    .toBe(`ce (torch.nn.functional.cross_entropy)   logits.csv (2, 3), target.csv (2,) class indices

 row  target  p_target  weight    loss
   0       2    0.3907       6  5.6390
   1       1    0.2894       4  4.9593

mean 1.0598   = sum 10.5983 / sum of weights 10 (not / 2 samples)
full: 1.05983106084446
`)
})

test('a sum', async () => {
  const report = change(seed, { reduction: 'sum', value: seed.sum })
  expect(await body('table', report)).toBe('sum 6.4739   over 9 elements\nfull: 6.4739230493004065\n')
})

test('no reduction', async () => {
  const report = change(seed, { reduction: 'none', value: undefined, samples: 1 })
  expect(await body('table', report, [samples({ row: [0], loss_0: [0.5], loss_1: [4.248e-18] })]))
    .toBe(` row  loss_0     loss_1
   0  0.5000  4.248e-18

not reduced: 9 elements
`)
})

test('ignored targets and the form of a loss', async () => {
  const report = change(weighted, {
    loss: 'focal',
    mode: 'softmax',
    ignored: 1,
    denominator: { kind: 'samples', value: 1 },
    value: 0.5,
    sum: 0.5,
  })
  expect(await write('table', report)).toMatch(/^focal softmax \(/)
  expect(await body('table', report)).toBe('mean 0.5000   = sum 0.5000 / 1 sample (1 ignored)\nfull: 0.5\n')
})

test('rows of probability targets are counted without the class dimension', async () => {
  const target = { ...weighted.args.target!, shape: [2, 3, 4], kind: 'probabilities' } as const
  const input = { ...weighted.args.input!, shape: [2, 3, 4] }
  const report = change(weighted, {
    reduction: 'none',
    value: undefined,
    args: { input, target },
    elements: 8,
  })
  expect(await body('table', report)).toBe('not reduced: 8 samples\n')
})

test('NaN and Infinity are shown as such, once', async () => {
  const report = change(weighted, {
    value: Number.NaN,
    sum: 0,
    ignored: 2,
    denominator: { kind: 'weights', value: 0 },
  })
  expect(await body('table', report, [samples({ row: [0, 1], loss: [Number.NaN, Infinity] })]))
    .toBe(` row      loss
   0       NaN
   1  Infinity

mean NaN   = sum 0.0000 / sum of weights 0 (not / 0 samples) (2 ignored)
`)
})

test('an empty batch', async () => {
  const report = change(seed, {
    value: Number.NaN,
    sum: 0,
    samples: 0,
    elements: 0,
    denominator: { kind: 'elements', value: 0 },
  })
  expect(await body('table', report, [samples({ row: [], loss: [] })])).toBe(
    'mean NaN   = sum 0.0000 / 0 elements\n',
  )
})

test('only the first rows of all batches are kept', async () => {
  const many = change(seed, { samples: 2000 })
  const batch = (start: number) =>
    samples({ row: Array.from({ length: 1000 }, (_, i) => start + i), loss: Array(1000).fill(1) })
  expect(await body('table', many, [batch(0), batch(1000)])).toContain(
    '\n  19  1.0000\n ... 1,980 more rows: --format csv prints them all\n\nmean',
  )
  expect(await body('table', many, [batch(0)], { rows: 0 })).toMatch(/^mean/)
  expect(await body('table', many, [batch(0), batch(1000)], { rows: Infinity })).toContain(
    '\n 1999  1.0000\n\nmean',
  )
})

test('wide tables end in dots', async () => {
  const columns = Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`loss_${i}`, [i]]))
  const text = await body('table', seed, [samples({ row: [0], ...columns })])
  expect(text).toContain('loss_8  ...\n')
  expect(text).toContain(' 8.0000  ...\n ... 90 more columns\n')
})

test('precision', async () => {
  expect(await body('table', seed, [], { precision: 2 })).toBe(
    'mean 0.72   = sum 6.47 / 9 elements\nfull: 0.7193247832556007\n',
  )
  expect(await body('table', seed, [], { precision: 'full' })).toBe(
    'mean 0.7193247832556007   = sum 6.4739230493004065 / 9 elements\n',
  )
})

test('quiet prints bare numbers', async () => {
  const values = tensor([2, 2], 1, Number.NaN, 0.1 + 0.2, 4)
  const none = change(seed, { reduction: 'none', value: undefined, values })
  for (const format of ['table', 'markdown'] as const) {
    expect(await write(format, seed, [seedSamples], { quiet: true })).toBe('0.7193247832556007\n')
    expect(await write(format, seed, [seedSamples], { quiet: true, precision: 4 })).toBe('0.7193\n')
    expect(await write(format, none, [seedSamples], { quiet: true })).toBe('1\nNaN\n0.30000000000000004\n4\n')
  }
})

test('the gradient is an aligned matrix', async () => {
  const report = change(seed, { grads: { input: tensor([2, 2], 0.04435, -0.08631, -1, 6e-9) } })
  expect(await body('table', report)).toContain(`
gradient of the mean with respect to the input
  0.0444   -0.0863
 -1.0000  6.000e-9
`)
})

test('gradients of other ranks', async () => {
  const grad = async (...parameters: Parameters<typeof tensor>) => {
    const report = change(seed, { grads: { input: tensor(...parameters) } })
    return (await body('table', report, [], { rows: 3 })).split('the input\n').at(-1)
  }
  expect(await grad([], 1)).toBe(' 1.0000\n')
  expect(await grad([2], 1, 2)).toBe(' 1.0000  2.0000\n')
  expect(await grad([0, 3])).toBe(' empty\n')
  expect(await grad([2, 1, 2, 1], 1, 2, 3, 4)).toBe(
    ' [0, 0, :, :]\n 1.0000\n 2.0000\n [1, 0, :, :]\n 3.0000\n ... 1 more row: --format json prints them all\n',
  )
})

test('names from outside are measured as the terminal shows them, and cannot steer it', async () => {
  const input = { ...seed.args.input!, name: 'a\x1b[31m\nb.csv' }
  const text = await write('table', change(seed, { args: { ...seed.args, input } }), [
    samples({ row: [0], 损失: [0.25], 'e\u0301\x07': [3] }),
  ])
  expect(text).toContain('   a\\x1b[31m\\nb.csv (3, 3), ')
  const [names, cells] = text.split('\n').slice(2, 4)
  expect(names).toBe(' row    损失  e\u0301\\x07')
  expect(cells).toBe('   0  0.2500      3')
  expect(displayWidth(names!)).toBe(displayWidth(cells!))
})

test('colour changes nothing but colour', async () => {
  const report = change(seed, { grads: { input: tensor([2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8) } })
  const painted = await write('table', report, [seedSamples], { paint: await loadPaint(true), rows: 2 })
  expect(painted).toContain('\x1b[1mmean 0.7193\x1b[22m')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes
  // eslint-disable-next-line no-control-regex -- escapes are the subject
  expect(painted.replace(/\x1b\[\d+m/g, '')).toBe(await write('table', report, [seedSamples], { rows: 2 }))
})

test('on a terminal a table of many groups ends after some, unless more rows are asked for', async () => {
  const groups = Array.from({ length: 5000 }, (_, i) => {
    return { name: `u${i}`, count: 1, mean: 1, sum: 1, share: 1 / 5000 }
  })
  const report = change(seed, { survey: { groupBy: [{ by: 'user', groups }] } })
  const linesOf = async (options: Parameters<typeof write>[3]) =>
    (await write('table', report, [], options)).split('\n')
  const shown = await linesOf({ width: 80 })
  expect(shown.length).toBeLessThan(120)
  expect(shown.at(-2)).toBe(' ... 4,900 more rows: --format json prints them all')
  expect((await linesOf({ width: 80, rows: 4000 })).at(-2)).toContain('1,000 more rows')
  expect((await linesOf({})).length).toBeGreaterThan(5000)
})
