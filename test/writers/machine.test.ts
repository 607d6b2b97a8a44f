import { describe, expect, test } from 'vitest'
import { nested } from '../../src/tensor.ts'
import { change, samples, seed, seedSamples, tensor, weighted, weightedSamples, write } from './reports.ts'

const odd = samples({ row: [0, 1], loss: [Number.NaN, 4.248e-18], loss_1: [-Infinity, 0.1 + 0.2] })
const empty = samples({ row: [], target: [], loss: [] })

describe('csv', () => {
  test('every digit, one header for all batches', async () => {
    expect(await write('csv', seed, [seedSamples, odd])).toBe(
      'row,loss\n0,0.816640657\n1,0.655839132\n2,0.685494561\n0,NaN,-Infinity\n1,4.248e-18,0.30000000000000004\n',
    )
  })

  test('the header alone for no samples', async () => {
    expect(await write('csv', seed, [empty])).toBe('row,target,loss\n')
    expect(await write('csv', seed, [])).toBe('row,loss\n')
  })

  test('odd names are quoted', async () => {
    expect(await write('csv', seed, [samples({ 'a,"b"': [1] })])).toBe('"a,""b"""\n1\n')
  })
})

describe('ndjson', () => {
  test('one object per sample', async () => {
    expect(await write('ndjson', weighted, [weightedSamples])).toBe(
      `{"row":0,"target":2,"p_target":0.3907,"weight":6,"loss":5.638986365066761}
{"row":1,"target":1,"p_target":0.2894,"weight":4,"loss":4.95932424337784}
`,
    )
  })

  test('strict JSON for what is not finite', async () => {
    expect(await write('ndjson', seed, [odd])).toBe(
      `{"row":0,"loss":null,"loss_text":"NaN","loss_1":null,"loss_1_text":"-Infinity"}
{"row":1,"loss":4.248e-18,"loss_1":0.30000000000000004}
`,
    )
  })

  test('nothing for no samples', async () => expect(await write('ndjson', seed, [empty])).toBe(''))
})

describe('a large batch', () => {
  const n = 9000
  const odd = [Number.NaN, Infinity, -Infinity, -0, 5e-324, 1e21, 123456789012345680000, -1.5e-7, 4294967296]
  const numbers = Array.from({ length: n }, (_, i) =>
    i % 50 === 7 ? odd[((i / 50) % odd.length) | 0]! : Math.tan(i),
  )
  const rows = Array.from({ length: n }, (_, i) => i)
  const large = samples({ row: rows, 'lo"ß': numbers })
  const small = rows.map((i) => samples({ row: [i], 'lo"ß': [numbers[i]!] }))

  test.each(['csv', 'ndjson'] as const)('has the %s text of its rows one by one', async (format) => {
    expect(await write(format, seed, [large])).toBe(await write(format, seed, small))
  })

  test('overwrites the one before, not what is written of it', async () => {
    const more = samples({ row: [...rows, n].map((i) => i + n), 'lo"ß': [...numbers, 1] })
    const lines = (await write('csv', seed, [large, more])).split('\n')
    expect(lines.slice(1, -1)).toEqual([...numbers, ...numbers, 1].map((number, i) => `${i},${number}`))
  })
})

describe('json', () => {
  test('exact text', async () => {
    const notices = [{ code: 'H103', message: 'twice?', tries: ['loss-calc nll a b'] }]
    expect(await write('json', change(weighted, { notices, mode: 'softmax' }), [weightedSamples])).toBe(`{
  "schema": "loss-calc/result@1",
  "loss": "ce",
  "mode": "softmax",
  "reduction": "mean",
  "samples": 2,
  "value": 1.05983106084446,
  "sum": 10.598310608444601,
  "denominator": {"kind":"weights","value":10},
  "elements": 2,
  "ignored": 0,
  "params": {"weight":[2,4,6],"ignoreIndex":-100,"labelSmoothing":0},
  "input": {"file":"logits.csv","shape":[2,3],"format":"csv","notes":[]},
  "target": {"file":"target.csv","shape":[2],"format":"csv","notes":[],"kind":"indices"},
  "notices": [{"code":"H103","message":"twice?","tries":["loss-calc nll a b"]}]
}
`)
  })

  test('what is not finite is null beside its text', async () => {
    const report = change(seed, {
      value: Number.NaN,
      sum: Infinity,
      denominator: { kind: 'weights', value: -Infinity },
      params: { weight: [1, [Number.NaN]], gamma: 2 },
      grads: { input: tensor([1, 2], Number.NaN, 1) },
    })
    expect(JSON.parse(await write('json', report))).toMatchObject({
      value: null,
      value_text: 'NaN',
      sum: null,
      sum_text: 'Infinity',
      denominator: { kind: 'weights', value: null, value_text: '-Infinity' },
      params: { weight: [1, [null]], weight_text: [null, ['NaN']], gamma: 2 },
      grad: [[null, 1]],
      grad_text: [['NaN', null]],
    })
  })

  test('values of rank 3, and no value', async () => {
    const values = tensor([2, 1, 2], 1, 2, 3, Infinity)
    const result = JSON.parse(
      await write('json', change(seed, { reduction: 'none', value: undefined, values })),
    )
    expect(result).not.toHaveProperty('value')
    expect(result.values).toEqual([[[1, 2]], [[3, null]]])
    expect(result.values_text).toEqual([[[null, null]], [[null, 'Infinity']]])
  })

  test('shapes without dimensions or numbers', async () => {
    expect(nested(tensor([], 5))).toBe(5)
    expect(nested(tensor([0]))).toEqual([])
    expect(nested(tensor([2, 0]))).toEqual([[], []])
    const scalar = change(seed, { reduction: 'none', value: undefined, values: tensor([], Number.NaN) })
    expect(JSON.parse(await write('json', scalar))).toMatchObject({ values: null, values_text: 'NaN' })
  })
})
