import fc from 'fast-check'
import { expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { fewRows } from '../../src/readers/csv/parse-few-cells.ts'

const kernel = createKernel()
const input = kernel.reserve(1 << 14)
const values = kernel.reserve(1 << 16)
const memory = Buffer.from(kernel.memory.buffer)

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
      const found = fewRows(Buffer.from(text), 2, ',')
      if (!found) return
      taken++
      const end = input + memory.write(text.endsWith('\n') ? text : `${text}\n`, input)
      const parsed = kernel.parseRows({ start: input, end, out: values, columns: 2, delimiter: 44 })
      expect(parsed.stop).toBeUndefined()
      expect([...found]).toEqual([...new Float64Array(kernel.memory.buffer, values, parsed.rows * 2)])
    }),
    { numRuns: draws(1000) },
  )
  expect(taken).toBeGreaterThan(draws(50))
})

it('takes ordinary rows', () => {
  expect(fewRows(Buffer.from('1,-2.5\n3e-2,0'), 2, ',')).toEqual(Float64Array.of(1, -2.5, 0.03, 0))
  for (const text of ['1\n', '1,2,3\n', '1,2\n\n', '1,x\n', '\n', '1,2\r\n']) {
    expect(fewRows(Buffer.from(text), 2, ',')).toBeUndefined()
  }
  expect(fewRows(Buffer.from('1,2\n'.repeat(5000)), 2, ',')).toBeUndefined()
})
