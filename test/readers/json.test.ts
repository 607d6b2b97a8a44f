import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { same } from '../same.ts'
import { LossError } from '../../src/error.ts'
import { jsonSource } from '../../src/readers/json/json.ts'
import { parseJson } from '../../src/readers/json/json-text.ts'
import { Scanner } from '../../src/readers/json/json-scanner.ts'
import { JsonStream, tensorPieces } from '../../src/readers/json/json-stream.ts'
import { documentsIn } from '../../src/readers/json/lines-or-one.ts'
import { JsonLines, ndjsonSource } from '../../src/readers/json/ndjson.ts'
import { openSource, openTable, readAll } from '../../src/readers/open.ts'
import type { Missing, Selection, Source, TableSource } from '../../src/table.ts'
import { nested, type Tensor } from '../../src/tensor.ts'

async function* chunks(text: string | Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  let start = 0
  for (const end of ends) {
    yield bytes.subarray(start, end)
    start = end
  }
}

/** Chunks of one size; `peek` joins those of the first 512 bytes. */
async function* sliced(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

const json = (text: string, member?: string, cuts: readonly number[] = []): Source =>
  jsonSource({
    name: member === undefined ? 't.json' : `t.json#${member}`,
    bytes: chunks(text, cuts),
    member,
  })
const read = async (source: Source) => nested(await readAll(source))

async function refusal(action: () => unknown): Promise<string> {
  try {
    await action()
  } catch (error) {
    if (!(error instanceof LossError)) throw error
    const { at } = error.details
    return `${error.code} ${at?.line ?? '?'}:${at?.column ?? '?'} ${error.message}`
  }
  throw new Error('nothing was refused')
}

const whitespace = fc.constantFrom('', '', '', ' ', '\n', '\r\n', '\t', '  ')
/** A nested list of one shape, and its text with white space anywhere. */
const nestedList = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
  const build = (depth: number): fc.Arbitrary<string> =>
    fc
      .tuple(
        whitespace,
        depth === shape.length
          ? fc.oneof(
              fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
              fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,22})?([eE][+-]?\d{1,3})?$/),
            )
          : fc
              .array(build(depth + 1), { minLength: shape[depth]!, maxLength: shape[depth]! })
              .map((parts) => `[${parts.join(',')}]`),
        whitespace,
      )
      .map((parts) => parts.join(''))
  return build(0)
})

describe('a list in pieces', () => {
  it('has the bits of JSON.parse, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(nestedList, fc.array(fc.nat(), { maxLength: 5 }), async (text, cuts) => {
        // White space in front moves the text beyond the first bytes, which are looked at as a whole.
        const far = ' '.repeat(600) + text
        const want = JSON.stringify(JSON.parse(text)).replaceAll('null', 'Infinity')
        const bits = (value: unknown) => new Float64Array([value].flat(9) as number[]).buffer
        const read = await readAll(json(far, undefined, cuts))
        expect(JSON.stringify(nested(read)).replaceAll('null', 'Infinity')).toBe(want)
        same(Buffer.from(read.data.slice().buffer), Buffer.from(bits(JSON.parse(text))))
      }),
      { numRuns: draws(500) },
    )
  })

  it.each([
    ['a vector', 400_000, (i: number) => String(i % 7)],
    ['a matrix', 150_000, (i: number) => `[${i},\n ${i + 0.5}]`],
    ['rank 3', 60_000, (i: number) => `[[${i}, 1],[2,3]]`],
  ])('%s gives the same as the whole', async (_, rows, row) => {
    const text = `[${Array.from({ length: rows }, (_, i) => row(i)).join(', ')}]`
    const whole = parseJson(text, 't.json')
    const pieces: Tensor[] = []
    for await (const piece of jsonSource({ name: 't.json', bytes: sliced(text, 65_536) }).pieces())
      pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(1)
    const all = await readAll({
      ...json(''),
      pieces: async function* () {
        yield* pieces
      },
    })
    expect(all.shape).toEqual(whole.shape)
    expect(Buffer.from(all.data.buffer).equals(Buffer.from(whole.data.buffer))).toBe(true)
    const last = whole.data.length - 1
    for (const index of [0, last >> 1, last]) {
      const { line, column } = whole.place!(index)
      expect(all.place!(index)).toMatchObject({ line, column })
    }
  })

  it('of few numbers stays whole', async () => {
    const text = JSON.stringify(Array.from({ length: 40_000 }, (_, i) => [i, 0.1, 2]))
    let pieces = 0
    for await (const _ of jsonSource({ name: 't', bytes: sliced(text, 1000) }).pieces()) pieces++
    expect(pieces).toBe(1)
  })

  it('holds one value across many reads', async () => {
    const row = Array.from({ length: 300_000 }, (_, i) => i / 7)
    const text = JSON.stringify([row, row])
    const { shape, data } = await readAll(jsonSource({ name: 't', bytes: sliced(text, 10_000) }))
    expect(shape).toEqual([2, 300_000])
    same([...data.subarray(0, 300_000)], row)
  })

  it.each([
    ['[1, x, 3]', 'E201 1:5'],
    ['[1, 2', 'E204 1:1 a list is never closed'],
    ['[[1, 2', 'E204 1:2 a list is never closed'],
    ['[[1],\n [2, 3]]', 'E203 2:2'],
    ['[1, [2]]', 'E203 1:5'],
    ['[[[1]], [2]]', 'E203 1:10'],
    ['[1,]', 'E204 1:4'],
    ['[,1]', 'E204 1:2'],
    ['[1] // end', 'E204 1:5'],
    ['[1, // one\n2]', 'E201 1:5'],
    ['[1] [2]', 'E204 1:5'],
    ['["1]', 'E204 1:2 a text is never closed'],
    ['[1\0]', 'E204 1:3'],
    [`${'['.repeat(70)}`, 'E204 1:65'],
    ['', 'E205 ?:?'],
    ['\ufeff', 'E205 ?:?'],
  ])('refuses %j with %s, in any piece', async (text, error) => {
    expect(await refusal(() => read(json(text)))).toContain(error)
  })

  it('names the place of an error far into the file', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `[${i}, 1]`)
    const oneLine = `[${[...rows, '[5, oops]'].join(', ')}]`
    const at = oneLine.indexOf('oops') + 1
    expect(await refusal(() => read(jsonSource({ name: 't', bytes: sliced(oneLine, 1 << 16) })))).toContain(
      `E201 1:${at}`,
    )
    const lines = `[${[...rows, '[5, oops]'].join(',\n')}]`
    expect(await refusal(() => read(jsonSource({ name: 't', bytes: sliced(lines, 1 << 16) })))).toContain(
      'E201 200001:5',
    )
    expect(
      await refusal(() => read(jsonSource({ name: 't', bytes: sliced(`[${rows.join(',')}`, 1 << 16) }))),
    ).toContain('E204 1:1 a list is never closed')
  })

  it('names UTF-16 without a mark', async () => {
    const bytes = chunks(Buffer.from('[1, 2]', 'utf16le'))
    expect(await refusal(() => read(jsonSource({ name: 't', bytes })))).toContain('utf-16le')
  })

  it('takes numbers beyond doubles as JSON.parse does', async () => {
    expect(await read(json('[1e999, -1e999, 1e-999, 123456789012345678901234567890]'))).toEqual([
      Infinity,
      -Infinity,
      0,
      1.2345678901234568e29,
    ])
  })
})

describe('a number', () => {
  it('has the bits of Number(), near the middle between two doubles too', () => {
    const middle = fc
      .tuple(fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }), fc.integer({ min: 1, max: 10 }))
      .map(([m, e]) => {
        // (2 m + 1) / 2 ** e: exactly between two neighbours, cut or written out.
        const digits = String((2n * m + 1n) * 5n ** BigInt(e)).padStart(e + 1, '0')
        return `${digits.slice(0, -e)}.${digits.slice(-e)}`
      })
    const text = fc.oneof(
      middle,
      middle.map((digits) => digits.slice(0, 18).replace(/\.$/, '')),
      fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,22})?([eE][+-]?\d{1,3})?$/),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    )
    fc.assert(
      fc.property(text, (digits) => {
        const scanner = new Scanner('t', Buffer.from(`${digits},`))
        expect(scanner.plain()).toBe(true)
        expect(Object.is(scanner.value[0], Number(digits)), digits).toBe(true)
      }),
      { numRuns: draws(20_000) },
    )
  })
})

describe('a JSON pointer', () => {
  const text = '{"a/b": {"~": [1, 2]}, "list": [[1, 2], {"": [3]}], "__proto__": [7], "n": 5, "é\\n": [8]}'
  it.each([
    ['/a~1b/~0', [1, 2]],
    ['/list/0', [1, 2]],
    ['/list/1/', [3]],
    ['/list/0/1', 2],
    ['/__proto__', [7]],
    ['/n', 5],
    ['/é\n', [8]],
  ])('%s finds its part', async (pointer, want) => {
    for (const cut of [10, 30, 50, 70]) expect(await read(json(text, pointer, [cut]))).toEqual(want)
  })

  it.each([
    ['/x', 'E200 1:89 there is no "x"'],
    ['/list/2', 'E200'],
    ['/list/01', 'E200'],
    ['/n/0', 'E200 1:76'],
    ['/constructor', 'E200'],
    ['list', 'E101'],
  ])('%s is refused with %s', async (pointer, error) => {
    expect(await refusal(() => read(json(text, pointer)))).toContain(error)
  })

  it('passes over the rest, but reads it', async () => {
    const big = `{"junk": ${JSON.stringify(Array.from({ length: 200_000 }, (_, i) => ({ i, s: 'x' })))}, "a": [1], "b": `
    const part = (end: string) => jsonSource({ name: 't#/a', member: '/a', bytes: sliced(big + end, 65_536) })
    expect(await read(part('{}}'))).toEqual([1])
    expect(await refusal(() => read(part('tru}')))).toContain('tru is not a value')
    expect(await refusal(() => read(part('1')))).toContain('never closed')
    expect(await refusal(() => read(part('1, "a": [2]}')))).toContain('the key "a" stands twice')
  })
})

/** All pieces of a selection, joined. */
async function columns(table: TableSource, selections: readonly Selection[], missing: Missing = 'error') {
  const all: unknown[][] = selections.map(() => [])
  for await (const piece of table.read(selections, missing)) {
    expect(
      new Set(piece.map((one) => (one.as === 'texts' ? one.texts.length : one.tensor.shape[0]))).size,
    ).toBe(1)
    piece.forEach((one, i) => {
      if (one.as === 'texts') all[i]!.push(...one.texts)
      else all[i]!.push(...(nested(one.tensor) as unknown[]).map((row, r) => (one.missing?.[r] ? null : row)))
    })
  }
  return all
}
const numbers = (...which: number[]): Selection => ({ columns: which, as: 'numbers' })
const texts = (which: number): Selection => ({ columns: [which], as: 'texts' })

const records = [
  '{"id": "a", "eval": {"logits": [1.5, 2], "ok": true}, "y": 0, "junk": [{}], "eval.y": 9}',
  '{"y": 1, "id": "b\\n\\ud800", "eval": {"ok": false, "logits": [3, 4]}, "late": 5, "eval.y": 8}',
]

describe.each([
  [
    'json',
    (rows: readonly string[]) => jsonSource({ name: 't', bytes: chunks(`[${rows.join(',\n')}]`) }).table(),
  ],
  [
    'ndjson',
    (rows: readonly string[]) => ndjsonSource({ name: 't', bytes: chunks(`${rows.join('\n')}\n`) }).table(),
  ],
  [
    'json after a pointer',
    (rows: readonly string[]) =>
      jsonSource({
        name: 't#/a',
        member: '/a',
        bytes: chunks(`{"b": 1, "a": [${rows.join(',\n')}]}`),
      }).table(),
  ],
])('records as %s', (_, open) => {
  it('have the columns of all that were looked at, nested ones with dots', async () => {
    const { columns } = await open(records)
    expect(columns).toEqual([
      { name: 'id', type: 'text' },
      { name: 'eval.logits', type: 'list' },
      { name: 'eval.ok', type: 'text' },
      { name: 'y', type: 'number' },
      { name: 'eval.y', type: 'number' },
      { name: 'late', type: 'number' },
    ])
  })

  it('are read by columns', async () => {
    const table = await open(records)
    const all = await columns(table, [numbers(1), numbers(3, 4), texts(0), texts(3), texts(2)])
    expect(all).toEqual([
      [
        [1.5, 2],
        [3, 4],
      ],
      [
        [0, 9],
        [1, 8],
      ],
      ['a', 'b\n\ud800'],
      ['0', '1'],
      ['true', 'false'],
    ])
  })

  it('a key with a dot wins over a nested one', async () => {
    const table = await open(['{"a": {"b": 1}, "a.b": 2}', '{"a.b": 4, "a": {"b": 3}}'])
    expect(table.columns).toEqual([{ name: 'a.b', type: 'number' }])
    expect(await columns(table, [numbers(0)])).toEqual([[[2], [4]]])
  })

  it('null and an absent key are missing', async () => {
    const rows = ['{"x": [1, 2], "y": 1, "t": "a"}', '{"x": null, "t": null}', '{"x": [3, 4], "y": null}']
    const [x, y, t] = await columns(await open(rows), [numbers(0), numbers(1), texts(2)], 'skip')
    expect(x).toEqual([[1, 2], null, [3, 4]])
    expect(y).toEqual([[1], null, null])
    expect(t).toEqual(['a', undefined, undefined])
    expect(await refusal(async () => columns(await open(rows), [numbers(0)]))).toContain('E202 2:')
    expect(await refusal(async () => columns(await open(rows), [numbers(1)]))).toContain(
      'a record without "y"',
    )
  })

  it.each([
    ['{"x": [1, 2]}', '{"x": [1]}', 'E203 2:7'],
    ['{"x": 1}', '{"x": [1]}', 'E203 2:7'],
    ['{"x": 1}', '{"x": true}', 'E201 2:7 true is not a number'],
    ['{"x": 1}', '{"x": "1"}', 'E201 2:7'],
    ['{"x": 1}', '{"x": 1, "x": 2}', 'E204 2:15 the key "x" stands twice'],
    ['{"x": 1}', '[1]', 'E204 2:1'],
    ['{"x": 1}', '{"x": 1', 'E204'],
    ['{"x": 1}', '{x: 1}', 'E204 2:2'],
    ['{"x": 1}', '{"x": 1,}', 'E204 2:9'],
  ])('%s and %s are refused with %s', async (first, second, error) => {
    const rows = [first, second]
    expect(await refusal(async () => columns(await open(rows), [numbers(0)]))).toContain(error)
  })

  it('know keys of Object.prototype as data', async () => {
    const table = await open(['{"__proto__": 1, "constructor": 2, "toString": {"__proto__": 3}}'])
    expect(table.columns.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'toString.__proto__'])
    expect(await columns(table, [numbers(0, 1, 2)])).toEqual([[[1, 2, 3]]])
  })

  it('come in pieces', async () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, i) => `{"id": "é${i}", "x": [${i}, ${i + 0.5}], "y": ${i % 3}}`,
    )
    const table = await open(rows)
    let from = 0
    let pieces = 0
    for await (const [x, y] of table.read([numbers(1), texts(2)], 'error')) {
      if (x!.as !== 'numbers' || y!.as !== 'texts') throw new Error('numbers and texts were asked for')
      const rows = x!.tensor.shape[0]!
      const row = from + rows - 1
      expect(x!.tensor.data[2 * rows - 2]).toBe(row)
      expect(x!.tensor.place!(2 * rows - 2)).toMatchObject({ line: row + 1, row, field: 'x' })
      expect(y!.place!(rows - 1)).toMatchObject({ line: row + 1, row, field: 'y' })
      from += rows
      pieces++
    }
    expect(from).toBe(100_000)
    expect(pieces).toBeGreaterThan(1)
  })
})

describe('an object of lists', () => {
  const folder = mkdtempSync(join(tmpdir(), 'json-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const text =
    '{"note": "x", "eval": {"logits": [[1, 2], [3, 4]], "y": [0, null]}, "id": ["a", "b"], "short": [1]}'

  const open = async (content: string, piped: boolean) => {
    const path = join(folder, 't.json')
    writeFileSync(path, content)
    return piped
      ? openTable('-', {}, { stdin: sliced(content, 700) })
      : openTable(path, {}, { stdin: chunks('') })
  }

  it.each([true, false])('has columns, piped: %s', async (piped) => {
    const table = await open(text, piped)
    expect(table.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'eval.logits list',
      'eval.y number',
      'id text',
      'short number',
    ])
    expect(await columns(table, [numbers(0), numbers(1), texts(2)], 'skip')).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      [[0], null],
      ['a', 'b'],
    ])
  })

  it.each([true, false])(
    'says which list of records it has, where that lies within, piped: %s',
    async (piped) => {
      const within = await open('{"model":"a","eval":{"predictions":[{"p":1,"y":2}]}}', piped)
      expect(within.notes).toEqual(['records: eval.predictions'])
      expect((await open('[{"p":1,"y":2}]', piped)).notes).toEqual([])
    },
  )

  it('refuses lists of different length', async () => {
    const found = await refusal(async () => columns(await open(text, false), [numbers(0), numbers(3)]))
    expect(found).toContain('short ends after 1 row, but eval.logits goes on')
  })

  it('refuses lists beside numbers', async () => {
    const found = await refusal(async () => columns(await open(text, false), [numbers(0, 3)]))
    expect(found).toContain('E310')
  })

  it('comes in pieces', async () => {
    const x = Array.from({ length: 50_000 }, (_, i) => [i, 1, 2, 3, 4])
    const y = x.map(([i]) => i)
    const table = await open(JSON.stringify({ x, y }), true)
    same(await columns(table, [numbers(0), numbers(1)]), [x, y.map((i) => [i])])
  })
})

describe('ndjson', () => {
  const lines = (text: string, cuts: readonly number[] = []) =>
    ndjsonSource({ name: 't', bytes: chunks(text, cuts) })
  it.each([
    [
      '[1,2]\n[3,4]\n',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['\n1\r\n\n2', [1, 2]],
    ['{"id": "a", "x": [1]}\n{"x": [2]}', [[1], [2]]],
    ['{"x": 1}\n{"x": 2}', [[1], [2]]],
  ])('%j is %j', async (text, want) => {
    for (let cut = 0; cut <= text.length; cut++) expect(await read(lines(text, [cut]))).toEqual(want)
  })

  it.each([
    ['[1]\n[2] [3]\n', 'E204 2:5'],
    ['[1,\n2]\n', 'E204 1:4 the line ends inside a value'],
    ['[1]\n[1, 2]', 'E203 2:1'],
    ['[1]\n2', 'E203 2:1'],
    ['[1]\n[2', 'E204 2:1'],
    ['\n \n', 'E205'],
    ['{"x": 1, "y": 2}', 'E103'],
    ['{"x": "a"}', 'E205'],
  ])('%j is refused with %s', async (text, error) => {
    expect(await refusal(() => read(lines(text)))).toContain(error)
  })

  it.each([
    ['[1,2]\n[3]', 'lines'],
    ['{"a":1}\r\n\n{"a":2}', 'lines'],
    ['[1,2]', 'either'],
    ['[1,2', 'either'],
    ['{"p":0.2,"y":1}\n', 'record'],
    ['{"p":{"a":1},"y":"b"}', 'record'],
    ['{"p":{"0":1},"y":{"0":2}}', 'either'],
    ['{"p":[1],"y":1}', 'either'],
    ['{}', 'either'],
    ['[1,\n2]', 'one'],
    [' {\n"a": 1}', 'one'],
    ['{a},{b}', undefined],
    ['1\n2', undefined],
    ['', undefined],
  ])('%j begins %s', (text, want) => {
    expect(documentsIn(Buffer.from(text))).toBe(want)
  })

  it('is told by its first bytes, else by its name', async () => {
    const format = async (text: string) => (await openSource('-', {}, { stdin: chunks(text) })).format
    expect(await format('[1]\n[2]')).toBe('ndjson')
    expect(await format('[1]')).toBe('json')
  })

  it('refuses a line without end', async () => {
    const line = async (length: number) => {
      const text = `[${'1'.repeat(300)}]\n[${'1'.repeat(length)}]`
      const stream = await JsonStream.open('t', sliced(text, 100), 2000)
      const lines = new JsonLines()
      await stream.step((scanner) => lines.open(scanner))
      for await (const _ of tensorPieces(stream, lines));
    }
    await line(1500)
    expect(await refusal(() => line(1e6))).toContain('E204 2:1 a line is longer')
  })

  it('lets signals through while it passes over much', async () => {
    /** Blocks of a file that takes a while to read, however quick the machine is. */
    async function* slow(blocks: AsyncIterable<Uint8Array>) {
      for await (const block of blocks) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60)
        yield block
      }
    }
    const part = jsonSource({
      name: 't#/a',
      member: '/a',
      bytes: slow(sliced(`{"junk": [${'0,'.repeat(1e5)}0], "a": [1]}`, 65_536)),
    })
    let beats = 0
    const timer = setInterval(() => beats++, 10)
    const reading = read(part)
    await once(new EventTarget(), 'never', { signal: AbortSignal.timeout(1) }).catch(() => {})
    expect(await reading).toEqual([1])
    clearInterval(timer)
    expect(beats).toBeGreaterThan(0)
  })
})

describe('bytes of any kind', () => {
  it('are read or refused with a place, never a bug', async () => {
    const documents = [
      '[[1, 2.5], [3e2, "NaN"]]',
      '[{"x": [1, 2], "y": {"z": "\\u00e9"}}, {"x": null, "y": {"z": "b"}}]',
      '{"a": {"x": [1, null], "b": ["c"]}, "y": [[1], [2]]}',
      '{"x": 1, "t": "é"}\n{"x": 2, "t": null}\n',
    ]
    const edit = fc.record({
      at: fc.nat(),
      gone: fc.nat(3),
      add: fc.oneof(
        fc.uint8Array({ maxLength: 2 }),
        fc
          .constantFrom('{', '}', '[', ']', '"', ',', ':', '\n', '\\', 'null', '"x":', '1', '[[[[', '\ud800')
          .map((text) => Buffer.from(text)),
      ),
    })
    const bytes = fc
      .tuple(fc.constantFrom(...documents), fc.array(edit, { maxLength: 4 }))
      .map(([text, edits]) =>
        edits.reduce((all, { at, gone, add }) => {
          const i = at % (all.length + 1)
          return Buffer.concat([all.subarray(0, i), add, all.subarray(i + gone)])
        }, Buffer.from(text)),
      )
    const attempt = async (action: () => Promise<unknown>) => {
      try {
        await action()
      } catch (error) {
        if (!(error instanceof LossError)) throw error
        const { at } = error.details
        // Before the first byte, and where whole columns do not fit, there is none.
        if (at === undefined) expect(error.code).toMatch(/E10[134]|E205|E310|E204/)
        // Another encoding is told by the first bytes, before there are lines.
        else if (at.line === undefined) expect(error.message).toMatch(/looks like utf-16|is not UTF-8/)
        else expect(at.line).toBeGreaterThan(0)
      }
    }
    const all = async (open: Promise<TableSource>) => {
      const table = await open
      const selections = table.columns.flatMap((_, i) => [numbers(i), texts(i)])
      for await (const pieces of table.read(selections, 'skip')) expect(pieces.length).toBe(selections.length)
    }
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.constantFrom(undefined, '/a', '/0', '/a/x'),
        fc.nat(),
        async (content, member, cut) => {
          const input = { name: `t${member === undefined ? '' : `#${member}`}`, member }
          await attempt(() => read(jsonSource({ ...input, bytes: chunks(content, [cut]) })))
          await attempt(() => all(jsonSource({ ...input, bytes: chunks(content, [cut]) }).table()))
          await attempt(() => read(ndjsonSource({ name: 't', bytes: chunks(content, [cut]) })))
          await attempt(() => all(ndjsonSource({ name: 't', bytes: chunks(content, [cut]) }).table()))
        },
      ),
      {
        numRuns: draws(2000),
        // Starts as UTF-16 does.
        examples: [[Buffer.from('[\0[1, 2.5]]'), undefined, 0]],
      },
    )
  })
})
