import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { run } from '../transcript.ts'

/* What later rows could contradict is told, and --strict fails on it. */

const record = '{"p_a":1,"p_b":2,"label":0}'
const many = (rows: number) => Array.from({ length: rows }, () => record)
const codes = (stderr: string) => [...stderr.matchAll(/\[(W\d+)\]/g)].map(([, code]) => code)

describe('records that contradict what the first ones tell', () => {
  it.each([
    ['keys in another order', [record, '{"p_b":2,"p_a":1,"label":1}'], [], ['W421']],
    ['keys in another order, by a pattern', [record, '{"p_b":2,"p_a":1,"label":1}'], ['p_*'], ['W421']],
    ['keys in another order, named', [record, '{"p_b":2,"p_a":1,"label":1}'], ['p_a,p_b'], []],
    [
      'keys in another order, targets by name',
      [record, '{"p_b":2,"p_a":1,"label":1}'].map((line) =>
        line.replace(/"label":(\d)/, (_, i: string) => `"label":"${'ab'[Number(i)]}"`),
      ),
      [],
      [],
    ],
    ['other keys in another order', [record, '{"label":1,"p_a":1,"p_b":2}'], [], []],
    [
      'no value in the first rows',
      [...many(1100).map((line) => line.replace('}', ',"p_c":null}')), '{"p_a":1,"p_b":2,"label":0,"p_c":3}'],
      [],
      ['W422'],
    ],
    ['a key that comes late', [...many(1100), '{"p_a":1,"p_b":2,"p_c":3,"label":0}', record], [], ['W423']],
    [
      'a key that comes late among many',
      [...many(9000), '{"p_a":1,"p_b":2,"p_c":3,"label":0}', ...many(9000)],
      [],
      ['W423'],
    ],
    ['all alike', many(1100), [], []],
  ] as const)('%s', async (_what, lines, input, wanted) => {
    const named = input.length > 0 ? ['--input-cols', ...input] : []
    const argv = ['ce', '-', '--input-format', 'ndjson', ...named, '--target-col', 'label']
    const { status, stderr } = await run(
      [...argv, '-q', '--missing', 'skip', '--strict', '--no-progress'],
      Readable.from([Buffer.from(lines.join('\n'))]),
    )
    expect({ codes: codes(stderr), status }).toEqual({ codes: wanted, status: wanted.length > 0 ? 1 : 0 })
  })
})
