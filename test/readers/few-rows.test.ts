import fc from 'fast-check'
import { expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { fewRows } from '../../src/readers/csv/few-rows.ts'

const kernel = createKernel()
const input = kernel.reserve(1 << 14)
const values = kernel.reserve(1 << 16)
const memory = Buffer.from(kernel.memory.buffer)

/** Rows of two numbers. */
const few = (text: string) => fewRows(Buffer.from(text), 2, ',', { numbers: [0, 1], texts: [] })

const cell = fc.oneof(
  { weight: 8, arbitrary: fc.double().map(String) },
  { weight: 8, arbitrary: fc.integer().map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        '-0',
        '007',
        '1.',
        '.5',
        '+1',
        '1e5',
        '1E-7',
        '-2.50e+3',
        '1e999',
        '0x10',
        '1_0',
        ' 1',
        '1 ',
        '',
        '"1"',
      ],
      ...['nan', 'inf', '-Infinity', '١', '1e', '--1', '1\r', '1\n'],
    ),
  },
)

it('has the numbers of the kernel, or leaves the rows to it', () => {
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 20 })
  let taken = 0
  fc.assert(
    fc.property(rows, fc.boolean(), (cells, ended) => {
      const text = cells.map((row) => row.join(',')).join('\n') + (ended ? '\n' : '')
      const found = few(text)
      if (!found) return
      taken++
      const end = input + memory.write(text.endsWith('\n') ? text : `${text}\n`, input)
      const parsed = kernel.parseRows({ start: input, end, out: values, columns: 2, delimiter: 44 })
      expect(parsed.end).toBe(end)
      expect(found.rows).toBe(parsed.rows)
      expect([...found.numbers]).toEqual([...new Float64Array(kernel.memory.buffer, values, parsed.rows * 2)])
    }),
    { numRuns: draws(1000) },
  )
  expect(taken).toBeGreaterThan(draws(50))
})

it('takes ordinary rows', () => {
  expect(few('1,-2.5\n3e-2,0')).toEqual({
    rows: 2,
    numbers: Float64Array.of(1, -2.5, 0.03, 0),
    texts: new Map(),
  })
  for (const text of ['1\n', '1,2,3\n', '1,2\n\n', '1,x\n', '\n', '1,2\r\n']) {
    expect(few(text)).toBeUndefined()
  }
  expect(few('1,2\n'.repeat(5000))).toBeUndefined()
})

it('takes names beside numbers, and leaves what may mean something else', () => {
  const named = (text: string) => fewRows(Buffer.from(text), 4, ',', { numbers: [2, 1], texts: [0] })
  expect(named('a.png,1,2,x\n b c ,3,-4,\n')).toEqual({
    rows: 2,
    numbers: Float64Array.of(2, 1, -4, 3),
    texts: new Map([[0, ['a.png', 'b c']]]),
  })
  for (const text of [
    '"a",1,2,x\n',
    ',1,2,x\n',
    ' \t,1,2,x\n',
    '狗,1,2,x\n',
    'a,1,2,x\r\n',
    'a\0,1,2,x\n',
    'a,,2,x\n',
  ]) {
    expect(named(text)).toBeUndefined()
  }
})
