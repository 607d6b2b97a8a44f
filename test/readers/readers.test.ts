import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { same } from '../same.ts'
import { LossError, type Place } from '../../src/error.ts'
import { parseDecimal } from '../../src/numerics/decimal.ts'
import { csvSource } from '../../src/readers/csv/csv.ts'
import { readInline } from '../../src/readers/inline/inline.ts'
import { lookAt } from '../../src/readers/csv/csv-head.ts'
import { parseJson } from '../../src/readers/json/json-text.ts'
import { openSource, readAll } from '../../src/readers/open.ts'
import type { Columns } from '../../src/table.ts'
import { oddRows } from '../../src/readers/csv/odd-rows.ts'
import { joinTensors, type Tensor } from '../../src/tensor.ts'

async function* chunks(bytes: Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  const ends = [...cuts, bytes.length].sort((a, b) => a - b)
  let start = 0
  for (const end of ends) {
    yield bytes.subarray(start, end)
    start = end
  }
}

const csv = async (text: string, options = {}, cuts: readonly number[] = []) =>
  readAll(await csvSource({ name: 't.csv', bytes: chunks(Buffer.from(text), cuts) }, options))

async function refusal(
  action: () => unknown,
): Promise<{ code: string; at: Place | undefined; message: string }> {
  try {
    await action()
  } catch (error) {
    if (error instanceof LossError) return { code: error.code, at: error.details.at, message: error.message }
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a decimal', () => {
  it('has the bits of Number()', () => {
    const digits = fc.stringMatching(/^[+-]?(\d{1,25}(\.\d{0,25})?|\.\d{1,25})([eE][+-]?\d{1,3})?$/)
    fc.assert(
      fc.property(digits, (text) => {
        expect(parseDecimal(text)).toBe(Number(text))
        expect(parseDecimal(` ${text}\t`)).toBe(Number(text))
      }),
      { numRuns: draws(2000) },
    )
  })

  it.each([
    '',
    ' ',
    '0x10',
    '1_000',
    '1,5',
    '１',
    'e5',
    '.',
    '+',
    '1e',
    '--1',
    '1 2',
    'true',
    'null',
    'nano',
    '1f',
    '\0',
  ])('is not %j', (text) => {
    expect(parseDecimal(text)).toBe(undefined)
  })

  it.each([
    ['nan', Number.NaN],
    ['NaN', Number.NaN],
    ['-nan', Number.NaN],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['+INF', Infinity],
    ['-0', -0],
    ['1e999', Infinity],
    [`0.${'0'.repeat(400)}1`, 0],
  ])('%s is %s', (text, want) => {
    expect(parseDecimal(text)).toBe(want)
  })
})

describe('csv', () => {
  it('reads what was written, in any dialect and cut', async () => {
    const dialect = fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      newline: fc.constantFrom('\n', '\r\n'),
      last: fc.boolean(),
      mark: fc.boolean(),
      header: fc.boolean(),
      quoted: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 4 })
          .chain((w) => fc.array(fc.array(fc.double(), { minLength: w, maxLength: w }), { minLength: 1 })),
        dialect,
        fc.array(fc.nat(200), { maxLength: 4 }),
        async (rows, { delimiter, newline, last, mark, header, quoted }, cuts) => {
          const cell = (x: number) => (quoted ? `"${x}"` : String(x))
          const lines = rows.map((row) => row.map(cell).join(delimiter))
          if (header)
            lines.unshift(rows[0]!.map((_, i) => `größe "${i}"`.replaceAll('"', '')).join(delimiter))
          const text = (mark ? '\ufeff' : '') + lines.join(newline) + (last ? newline : '')
          const size = Buffer.from(text).length
          const { data, shape } = await csv(
            text,
            {},
            cuts.map((cut) => cut % size),
          )
          expect(shape).toEqual([rows.length, rows[0]!.length])
          expect([...data]).toEqual(rows.flat().map((x) => (Object.is(x, -0) ? 0 : x)))
        },
      ),
    )
  })

  it('knows where each number stood', async () => {
    const { place } = await csv('a,"b c"\r\n1,"2"\r\n33,4\r\n')
    expect(place!(1)).toMatchObject({
      file: 't.csv',
      line: 2,
      column: 3,
      row: 0,
      field: 'b c',
      source: '1,"2"',
      width: 3,
    })
    expect(place!(2)).toMatchObject({ line: 3, column: 1, row: 1, field: 'a', width: 2 })
  })

  it('knows it in later pieces too', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `${i},1`)
    const { place, shape } = await csv(rows.join('\n'))
    expect(shape).toEqual([10_000, 2])
    expect(place!(2 * 9_998)).toMatchObject({ line: 9_999, row: 9_998, source: '9998,1' })
  })

  it.each([
    ['1,2\n3,x\n', 'E201', 2, 3],
    ['0.5,0.2x\n0.1,0.2\n', 'E201', 1, 5],
    ['1,2\n3,\n', 'E202', 2, 3],
    ['a,b\n1,2\n,4\n', 'E202', 3, 1],
    ['1\n\n2\n', 'E202', 2, 1],
    ['1,2\n3\n', 'E203', 2, 1],
    ['1,2\n3,4,5\n', 'E203', 2, 5],
    ['1;2\n1,5;2\n', 'E201', 2, 1],
    ['1,2\n"3,4\n', 'E204', 2, 1],
    ['1,2\n3,"4"x\n', 'E204', 2, 3],
    ['a,b\n1,2\n3,4"\n', 'E204', 3, 3],
    ['a,b\n"1",2\n3,"4\n5\n', 'E204', 3, 3],
    // A mark is no blank, at the start of a cell as elsewhere.
    ['1,2\n3,\ufeff4\n', 'E201', 2, 3],
    ['1,2\n\ufeff3,4\n', 'E201', 2, 1],
    ['a,b\n', 'E205', undefined, undefined],
    ['', 'E205', undefined, undefined],
    ['\ufeff', 'E205', undefined, undefined],
    ['1,2\n1\0,2', 'E201', 2, 1],
  ])('refuses %j with %s at %s:%s', async (text, code, line, column) => {
    const { at, ...rest } = await refusal(() => csv(text))
    expect(rest.code).toBe(code)
    expect([at?.line, at?.column]).toEqual([line, column])
  })

  it('names UTF-16 without a mark', async () => {
    const utf16 = Buffer.from('1,2', 'utf16le')
    expect((await refusal(() => csvSource({ name: 't.csv', bytes: chunks(utf16) }, {}))).message).toContain(
      'utf-16le',
    )
  })

  it('takes a header when told, and numbers when told', async () => {
    expect((await csv('1,2\n3,4', { header: true })).shape).toEqual([1, 2])
    expect((await refusal(() => csv('a,b\n3,4', { header: false }))).code).toBe('E201')
  })

  it('leaves blank lines at the end alone', async () => {
    expect((await csv('1\n2\n\n\n')).shape).toEqual([2, 1])
  })
})

describe('the fast path of csv', () => {
  /** Values, or the code and the place of the refusal. */
  async function outcomeOf(pieces: AsyncIterable<readonly Columns[]>): Promise<unknown> {
    try {
      const tensors: Tensor[] = []
      const texts: unknown[] = []
      const marks: number[] = []
      for await (const piece of pieces) {
        for (const part of piece) {
          if (part.as === 'texts') part.texts.forEach((text, row) => texts.push([text, part.place!(row)]))
          else {
            tensors.push(part.tensor)
            const rows = part.tensor.shape[0]!
            for (let row = 0; row < rows; row++) marks.push(part.missing?.[row] ?? 0)
          }
        }
      }
      const { data, shape, place } = joinTensors(tensors)
      return { data: [...data], shape, places: [...data].map((_, i) => place!(i)), texts, marks }
    } catch (error) {
      if (!(error instanceof LossError)) throw error
      return { code: error.code, message: error.message, at: error.details.at }
    }
  }

  it('gives what csv-parse alone gives, in values, errors and places, at every cut', async () => {
    const cell = fc.oneof(
      {
        weight: 12,
        arbitrary: fc.constantFrom('1', '-2.5', '0', '1e3', '.5', '7.', '12345678901234567890', '-0'),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom('nan', 'NaN', 'inf', '-Infinity', 'iNf', ' 3 ', '\t4', '+5', '"6"'),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '',
          ' ',
          'x',
          '1_0',
          '0x1',
          '1 2',
          '"a""b"',
          '"a,\n1"',
          '"open',
          '1\r2',
          'é',
        ),
      },
    )
    const line = fc.oneof(
      { weight: 8, arbitrary: fc.tuple(cell, cell).map((cells) => cells.join(',')) },
      { weight: 1, arbitrary: fc.array(cell, { maxLength: 3 }).map((cells) => cells.join(',')) },
    )
    const text = fc.tuple(
      fc.boolean(),
      fc.array(line, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
    )
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), async ([named, lines, newline, last], n) => {
        fc.pre(lines[0]!.trim() !== '' && lines[0]!.includes(','))
        const bytes = Buffer.from(
          (named
            ? [
                'p',
                ...lines[0]!
                  .split(',')
                  .slice(1)
                  .map(() => 'q'),
              ].join(',') + newline
            : '') +
            lines.join(newline) +
            (last ? newline : ''),
        )
        const cut = chunks(bytes, [n % (bytes.length + 1)])
        const rest = () => ({ bytes: chunks(bytes), lines: 0, rows: 0 })
        const text = bytes.toString()
        const source = await csvSource({ name: 't.csv', bytes: cut }, { delimiter: ',' }).catch(
          (error: unknown) => {
            if (!(error instanceof LossError)) throw error
            return undefined
          },
        )
        if (!source) {
          // A blank line above the rows is refused before they are looked at.
          if (/^[\r\n]/.test(text)) return
          expect(() => lookAt('t.csv', { text, above: 0 }, true, ',', {})).toThrow(LossError)
          return
        }
        const { header, names, width: columns } = lookAt('t.csv', { text, above: 0 }, true, ',', {})
        const dialect = { name: 't.csv', delimiter: ',', header, names, columns }
        if (n % 3 === 0) {
          const all = { columns: Array.from({ length: columns }, (_, c) => c), as: 'numbers' } as const
          const pieces = (async function* () {
            for await (const tensor of source.pieces()) yield [{ as: 'numbers', tensor } as const]
          })()
          same(
            await outcomeOf(pieces),
            await outcomeOf(oddRows({ ...dialect, missing: 'error' }, rest(), [all])),
          )
          return
        }
        fc.pre(!lines[0]!.includes('\r') && columns > 1)
        const missing = n % 3 === 1 ? 'error' : 'skip'
        const some = [
          { columns: [0], as: 'texts' },
          { columns: [1], as: 'numbers' },
        ] as const
        const input = { name: 't.csv', bytes: chunks(bytes, [n % (bytes.length + 1)]) }
        const table = await (await csvSource(input, { delimiter: ',' })).table()
        same(
          await outcomeOf(table.read(some, missing)),
          await outcomeOf(oddRows({ ...dialect, missing }, rest(), some)),
        )
      }),
      { numRuns: draws(3000) },
    )
  })

  it('says where it handed over', async () => {
    const source = await csvSource({ name: 't.csv', bytes: chunks(Buffer.from('1,2\n3,"4"\r5,6\n')) }, {})
    expect([...(await readAll(source)).data]).toEqual([1, 2, 3, 4, 5, 6])
    expect(source.notes).toContain('read by csv-parse from line 2 on')
  })

  it('takes lines longer than a read', async () => {
    const wide = Array.from({ length: 300_000 }, (_, i) => i % 10).join(',')
    const source = await csvSource(
      { name: 't.csv', bytes: chunks(Buffer.from(`${wide}\n${wide}\n`), [100_000, 400_000, 800_000]) },
      {},
    )
    expect((await readAll(source)).shape).toEqual([2, 300_000])
  })

  it('keeps names apart where pieces outgrow the room of a small file', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `name ${(i * 7) % 13}`)
    const text = names.map((name, i) => `${name},${i}\n`).join('')
    const input = { name: 't.csv', bytes: chunks(Buffer.from(text), [20_000, 60_000, 250_000]) }
    const table = await (await csvSource(input, { header: false })).table()
    const read: unknown[] = []
    for await (const [part] of table.read([{ columns: [0], as: 'texts' }], 'error'))
      if (part!.as === 'texts') read.push(...part!.texts)
    expect(read).toEqual(names)
  })
})

describe('json', () => {
  it('reads nested lists of any rank', () => {
    const tensor = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 5 }).chain((shape) => {
      const build = (depth: number): fc.Arbitrary<unknown> =>
        depth === shape.length
          ? fc.double()
          : fc.array(build(depth + 1), { minLength: shape[depth]!, maxLength: shape[depth]! })
      return build(0).map((value) => ({ shape, value }))
    })
    const write = (value: unknown): string =>
      Array.isArray(value) ? `[${value.map(write).join(' , ')}]` : String(value)
    fc.assert(
      fc.property(tensor, ({ shape, value }) => {
        const read = parseJson(write(value), 't.json')
        expect(read.shape).toEqual(shape)
        expect([...read.data]).toEqual([value].flat(10).map((x) => (Object.is(x, -0) ? 0 : x)))
      }),
    )
  })

  it.each([
    ['[]', [0]],
    ['[[],[]]', [2, 0]],
    ['2.5', []],
    [' [ 1 ] \n', [1]],
  ])('%s has shape %j', (text, shape) => {
    expect(parseJson(text, 't').shape).toEqual(shape)
  })

  it('takes NaN and Infinity bare and as text', () => {
    expect([...parseJson('[NaN, -Infinity, "nan", "Infinity", Infinity]', 't').data]).toEqual([
      Number.NaN,
      -Infinity,
      Number.NaN,
      Infinity,
      Infinity,
    ])
  })

  it.each([
    ['[1,\n 2,\n x]', 'E201', 3, 2],
    ['[1, null]', 'E201', 1, 5],
    ['[1, "2"]', 'E201', 1, 5],
    ['[1, true]', 'E201', 1, 5],
    ['[[1, 2],\n [3]]', 'E203', 2, 2],
    ['[1, [2]]', 'E203', 1, 5],
    ['[1, 2', 'E204', 1, 1],
    ['[1 2]', 'E204', 1, 4],
    ['[1],', 'E204', 1, 4],
    ['{"a": 1}', 'E204', 1, 1],
    ['[01]', 'E201', 1, 2],
    ['[0x1]', 'E201', 1, 2],
    ['[1,]', 'E204', 1, 4],
    ['', 'E204', 1, 1],
    ['['.repeat(100), 'E204', 1, 65],
  ])('refuses %j with %s at %s:%s', async (text, code, line, column) => {
    const { at, ...rest } = await refusal(() => parseJson(text, 't.json'))
    expect(rest.code).toBe(code)
    expect([at?.line, at?.column]).toEqual([line, column])
  })

  it('knows where each number stood', () => {
    const { place } = parseJson('[[1, 2],\n [3, 44]]', 't.json')
    expect(place!(3)).toMatchObject({ file: 't.json', line: 2, column: 6 })
  })
})

describe('inline numbers', () => {
  const shapeOf = async (text: string) => (await readInline(text, 'x'))?.shape
  it('are JSON, a list, or a number; anything else is a path', async () => {
    expect(await shapeOf('[[1],[2]]')).toEqual([2, 1])
    expect(await shapeOf('1,2,3')).toEqual([3])
    expect(await shapeOf('2.5')).toEqual([])
    expect(await shapeOf('weights.csv')).toBe(undefined)
  })
})

describe('opening', () => {
  const io = (text: string) => ({ stdin: chunks(Buffer.from(text)) })

  it('tells JSON by its first bytes, on standard input too', async () => {
    expect((await openSource('-', {}, io('\n [[1, 2]]'))).format).toBe('json')
    expect((await openSource('-', {}, io('1,2'))).format).toBe('csv')
    expect((await openSource('-', {}, io('1\t2'))).format).toBe('tsv')
  })

  it.each([
    ['missing.csv', 'there is no such file'],
    ['src', 'it is a directory'],
    ['package.json/x', 'not a directory'],
  ])('refuses %s', async (path, message) => {
    expect(await refusal(() => openSource(path, {}, io('')))).toMatchObject({
      code: 'E200',
      message: expect.stringContaining(message),
    })
  })
})
