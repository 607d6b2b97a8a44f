import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/report.ts'
import { schemas } from '../schemas.ts'
import {
  change,
  samples,
  seed,
  seedSamples,
  tensor,
  weighted,
  weightedSamples,
  write,
} from '../writers/reports.ts'

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true })
const isResult = ajv.compile(schemas.result)
const isSample = ajv.compile(schemas.sample)

const notices = [
  { code: 'W1', message: 'm' },
  { code: 'H1', message: 'm', tries: ['t'] },
]
const unreduced = change(seed, { reduction: 'none', value: undefined })
const reports: Record<string, Report> = {
  seed,
  weighted: change(weighted, {
    notices,
    mode: 'softmax',
    grads: { input: tensor([2, 3], 1, 2, 3, 4, 5, Infinity) },
  }),
  'not finite': change(seed, {
    value: Number.NaN,
    sum: Infinity,
    denominator: { kind: 'weights', value: Number.NaN },
  }),
  'rank 3': change(unreduced, { values: tensor([1, 2, 2], 1, Number.NaN, 3, 4) }),
  'a number': change(unreduced, { values: tensor([], 5) }),
  'no numbers': change(unreduced, { values: tensor([0]) }),
  'too many values': unreduced,
  checked: change(seed, {
    clamped: 2,
    checks: [
      { kind: 'expect', ok: false, asked: '--expect NaN', want: Number.NaN, got: 1, rtol: 1e-5, atol: 1e-8 },
      { kind: 'max', ok: false, asked: '--max 1', want: 1, got: Infinity, index: 4, row: 1, failed: 2 },
      { kind: 'fail-on', ok: true, asked: '--fail-on clamp', what: 'clamp', count: 0 },
    ],
  }),
}

const written = await write('json', seed)

describe('result', () => {
  test.each(Object.entries(reports))('%s', async (_, report) => {
    const result = JSON.parse(await write('json', report))
    isResult(result)
    expect(isResult.errors).toBeNull()
    for (const key of Object.keys(result)) expect(schemas.result.properties).toHaveProperty(key)
  })

  const good = JSON.parse(written)
  test.each(
    Object.entries({
      'null without text': { value: null },
      'text without null': { value_text: 'NaN' },
      'a number as text': { sum: '6.4' },
      'a value that was not reduced': { reduction: 'none' },
      'another version': { schema: 'loss-calc/result@2' },
      'a negative count': { elements: -1 },
      'a string among gradients': { grad: [['1']] },
      'a target without kind': { target: good.input },
    }),
  )('refuses %s', (_, changes) => expect(isResult({ ...good, ...changes })).toBe(false))
})

describe('sample', () => {
  const batches = [
    seedSamples,
    weightedSamples,
    samples({ row: [0], loss: [Number.NaN] }),
    samples({ row: [0], loss_0: [1], loss_1: [-Infinity] }),
  ]
  test.each(batches)('%#', async (batch) => {
    const text = await write('ndjson', seed, [batch])
    for (const line of text.trimEnd().split('\n')) {
      isSample(JSON.parse(line))
      expect(isSample.errors).toBeNull()
    }
  })

  test.each([
    {},
    { row: 0 },
    { row: -1, loss: 1 },
    { row: 0, loss: null },
    { row: 0, loss: 1, loss_text: 'NaN' },
    { row: 0, loss: 1, p: '1' },
  ])('refuses %j', (sample) => expect(isSample(sample)).toBe(false))
})
