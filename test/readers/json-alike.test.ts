import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { LossError } from '../../src/error.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { layShape, ObjectRole, shapeBytes } from '../../src/kernel/object-shape.ts'
import { MISSING_WORDS } from '../../src/kernel/parse-types.ts'
import { isMissing } from '../../src/readers/missing.ts'
import { openTable } from '../../src/readers/open.ts'
import { countNewlines } from '../../src/readers/bytes/line-count.ts'
import type { Missing } from '../../src/table.ts'
import { same } from '../same.ts'
import { stdin } from './reading.ts'

/** All columns of lines, the numbers as numbers, or all as texts. */
async function columnsOf(text: string, missing: Missing = 'skip') {
  const table = await openTable('-', { format: 'ndjson' }, stdin(Buffer.from(text)))
  const { columns } = table
  const selections = columns.map(
    ({ type }, i) => ({ columns: [i], as: type === 'text' ? 'texts' : 'numbers' }) as const,
  )
  const found = columns.map(() => [] as unknown[])
  let pieces = 0
  for await (const piece of table.read(selections, missing)) {
    pieces++
    piece.forEach((part, i) => {
      if (part.as === 'texts') {
        const own = part.codes ? Array.from(part.codes, (code) => part.names![code]) : part.texts
        same(own, [...part.texts])
        const { text, texts } = part
        if (text)
          same(
            texts.map((_, row) => text(row)),
            [...texts],
          )
        found[i]!.push(...part.texts)
        return
      }
      const rows = part.tensor.shape[0]!
      const width = part.tensor.data.length / rows
      for (let r = 0; r < rows; r++) {
        const row = [...part.tensor.data.subarray(r * width, (r + 1) * width)]
        found[i]!.push(
          part.missing?.[r] === 1 ? undefined : part.tensor.shape.length > 2 || width > 1 ? row : row[0],
        )
      }
    })
  }
  return { names: columns.map(({ name }) => name), found, pieces }
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 1e-7, 0.1, 123456789012345680000, 5e-324),
)
/** Longer numbers than a double has digits, and exponents. */
const spelled = fc.oneof(
  number.map((value) => JSON.stringify(value)),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  fc.tuple(fc.integer(), fc.stringMatching(/^\d{1,30}$/)).map(([whole, part]) => `${whole}.${part}`),
  fc
    .tuple(number, fc.integer({ min: -30, max: 30 }))
    .map(([value, power]) => `${Math.trunc(value % 1000)}e${power}`),
)
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('cat', 'dog', 'NA', '', '\\', '"', 'a "b"', '雪', 'a, b', '{"x": 1}'),
)

interface Row {
  readonly id: string
  readonly x: string
  readonly y: string
  readonly list: readonly [string, string, string]
  readonly inner: string
}

const row: fc.Arbitrary<Row> = fc.record({
  id: text,
  x: spelled,
  y: spelled,
  list: fc.tuple(spelled, spelled, spelled),
  inner: spelled,
})

const spellings: readonly ((row: Row) => string)[] = [
  ({ id, x, y, list, inner }) =>
    `{"id":${JSON.stringify(id)},"x":${x},"y":${y},"list":[${list.join()}],"in":{"z":${inner}}}`,
  ({ id, x, y, list, inner }) =>
    `{"id": ${JSON.stringify(id)}, "x": ${x}, "y": ${y}, "list": [${list.join(', ')}], "in": {"z": ${inner}}}`,
  ({ id, x, y, list, inner }) =>
    `{ "in" : { "z" : ${inner} }, "list" : [ ${list.join(' , ')} ], "y" : ${y}, "id" : ${JSON.stringify(id)}, "x" : ${x} }`,
]

describe('records that are spelled alike', () => {
  it('are read as JSON is', async () => {
    const seed = fc.record({
      rows: fc.array(row, { minLength: 30, maxLength: 60 }),
      main: fc.nat(2),
      other: fc.nat(2),
      every: fc.constantFrom(2, 7, 50, 1000),
      nulls: fc.constantFrom(0, 3, 11),
      end: fc.constantFrom('\n', '\r\n', ' \n', '\n\n'),
    })
    await fc.assert(
      fc.asyncProperty(seed, async ({ rows, main, other, every, nulls, end }) => {
        const lines: string[] = []
        const wanted: { id: unknown; x: unknown; y: number; list: number[]; 'in.z': number }[] = []
        // Over and over, until there is more than the parser wants to see at once.
        for (let i = 0, size = 0; size < 70_000; i++) {
          const one = rows[i % rows.length]!
          const gap = nulls > 0 && i % nulls === nulls - 1
          const line = spellings[i % every === every - 1 ? other : main]!(gap ? { ...one, x: 'null' } : one)
          lines.push(line)
          size += line.length
          const { id, x, y, list, in: inner } = JSON.parse(line) as { in: { z: number } } & (typeof wanted)[0]
          const absent = isMissing(String(id))
          wanted.push({ id: absent ? undefined : id, x: x ?? undefined, y, list, 'in.z': inner.z })
        }
        const { names, found } = await columnsOf(lines.join(end) + end)
        for (const name of ['x', 'y', 'list', 'in.z'] as const) {
          same(
            found[names.indexOf(name)],
            wanted.map((one) => one[name]),
          )
        }
        const id = names.indexOf('id')
        if (id >= 0 && typeof found[id]!.find((cell) => cell !== undefined) === 'string') {
          wanted.forEach((one, i) => {
            if (found[id]![i] !== undefined) expect(found[id]![i]).toBe(one.id)
          })
        }
      }),
      { numRuns: draws(6) },
    )
  })

  it('come in large pieces, but for others between them', async () => {
    const line = (i: number) => `{"a":${i},"b":"t${i % 3}","c":${i / 7}}\n`
    const alike = Array.from({ length: 30_000 }, (_, i) => line(i))
    const { found, pieces } = await columnsOf(alike.join(''))
    expect(found[0]).toEqual(alike.map((_, i) => i))
    expect(pieces).toBeLessThan(10)
    alike[20_000] = '{"b":"t\\u0032","a":20000,"c":1e0}\n'
    const other = await columnsOf(alike.join(''))
    expect(other.pieces).toBeLessThan(14)
    expect(other.found[1]!.slice(19_999, 20_002)).toEqual(['t1', 't2', 't0'])
  })

  it('keep the place of every value', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `{"a": ${i}, "p": [${i / 8}, 0.5], "b": "x${i}"}`)
    const table = await openTable('-', { format: 'ndjson' }, stdin(Buffer.from(lines.join('\n'))))
    const selections = [
      { columns: [0], as: 'numbers' },
      { columns: [1], as: 'numbers' },
      { columns: [2], as: 'texts' },
    ] as const
    let rows = 0
    for await (const [a, p, b] of table.read(selections, 'error')) {
      if (a!.as !== 'numbers' || p!.as !== 'numbers' || b!.as !== 'texts') throw new Error('other columns')
      const count = a!.tensor.shape[0]!
      const last = count - 1
      const line = rows + count
      const row = line - 1
      expect(a!.tensor.place!(last)).toMatchObject({ line, column: 7, row, field: 'a', source: lines[row] })
      expect(p!.tensor.place!(2 * last + 1)).toMatchObject({
        line,
        column: lines[row]!.indexOf('0.5]') + 1,
        row,
      })
      expect(b!.place!(last)).toMatchObject({ line, column: lines[row]!.indexOf('"x') + 1, row, field: 'b' })
      rows += count
    }
    expect(rows).toBe(5000)
  })

  it.each([
    ['a null', '{"a":null,"b":"x"}', 'E202'],
    ['another key', '{"a":1,"c":"x"}', 'E202'],
    ['a key twice', '{"a":1,"a":2,"b":"x"}', 'E204'],
    ['a text in a column of numbers', '{"a":"one","b":"x"}', 'E201'],
    ['a number that begins with 0', '{"a":01,"b":"x"}', 'E201'],
    ['a number without digits after the point', '{"a":1.,"b":"x"}', 'E201'],
    ['a plus', '{"a":+1,"b":"x"}', 'E201'],
    ['a line that ends too early', '{"a":1,"b":"x"', 'E204'],
    ['something after it', '{"a":1,"b":"x"} 2', 'E204'],
  ])('are refused where they are none: %s', async (_what, line, code) => {
    const lines = Array.from({ length: 6000 }, (_, i) => `{"a":${i},"b":"x"}`)
    lines[5500] = line
    const read = columnsOf(lines.join('\n'), 'error')
    await expect(read).rejects.toBeInstanceOf(LossError)
    await read.catch(({ code: own, details }: LossError) => {
      expect(own).toBe(code)
      expect(details.at?.line).toBe(5501)
    })
  })
})

describe('objects in the kernel', () => {
  const kernel = createKernel()
  const [start, out, texts, room] = [4096, 4096, 4096, 4096].map((size) => kernel.reserve(size)) as [
    number,
    number,
    number,
    number,
  ]
  const read = (body: string, role: number) => {
    const between = ['{"v":', '}\n'].map((one) => Buffer.from(one))
    expect(shapeBytes(between)).toBeLessThan(4096)
    const shape = layShape(kernel, between, Uint8Array.of(role), room)
    const bytes = Buffer.from(`{"v":${body}}\n`)
    new Uint8Array(kernel.memory.buffer, start, bytes.length).set(bytes)
    const found = kernel.parseObjects(start, start + bytes.length, shape, out, texts)
    return { ...found, size: bytes.length, words: [...new Uint32Array(kernel.memory.buffer, out, 2)] }
  }

  it('are read if their numbers are those of JSON, with the same bits', () => {
    const near = fc.stringMatching(/^-?[0-9]{0,3}\.?[0-9]{0,3}([eE][+-]?[0-9]{0,3})?$/)
    fc.assert(
      fc.property(fc.oneof(near, spelled), (body) => {
        const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(body)
        const { rows, words } = read(body, ObjectRole.number)
        expect({ body, rows }).toEqual({ body, rows: Number(isNumber) })
        if (isNumber) expect(words).toEqual([...new Uint32Array(Float64Array.of(Number(body)).buffer)])
      }),
      { numRuns: draws(4000) },
    )
  })

  it('may hold null where that is said', () => {
    expect(read('null', ObjectRole.number).rows).toBe(0)
    const { rows, words } = read('null', ObjectRole.number | ObjectRole.mayBeNull)
    expect({ rows, words }).toEqual({ rows: 1, words: [...MISSING_WORDS] })
  })

  it.each([
    ['"a text of more than sixteen bytes"', true],
    ['""', true],
    ['"with \\" an escape"', false],
    ['"a tab\there"', false],
    ['1.5', true],
    ['true', true],
    ['[1]', false],
    ['nul', false],
  ])('give the text %s: %s', (body, isRead) => {
    const { rows, end, size } = read(body, ObjectRole.text)
    expect({ rows, end: end - start }).toEqual({ rows: Number(isRead), end: isRead ? size : 0 })
    const [from, to] = new Uint32Array(kernel.memory.buffer, texts, 2) as unknown as [number, number]
    const found = Buffer.from(kernel.memory.buffer, from, to - from).toString()
    if (isRead) expect(found).toBe(body.replaceAll('"', ''))
  })
})

it('newlines are counted wherever the bytes lie', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60, max: 12 }), fc.nat(3), (bytes, offset) => {
      const moved = new Uint8Array(bytes.length + offset)
      moved.set(bytes, offset)
      expect(countNewlines(moved.subarray(offset))).toBe(bytes.filter((byte) => byte === 10).length)
    }),
  )
})
