import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { same } from '../same.ts'
import { createKernel, isDelimiter } from '../../src/kernel/kernel.ts'

const CAPACITY = 1 << 16
const kernel = createKernel()
const input = kernel.reserve(CAPACITY)
const values = kernel.reserve(CAPACITY * 8)
const memory = Buffer.from(kernel.memory.buffer)

interface Options {
  readonly delimiter?: string
}

/** Parses `text`; `stop` is where the row begins that is not read. */
function parse(text: string, columns: number, { delimiter = ',' }: Options = {}) {
  // Digits behind the text would join its last number if the parser read on.
  memory.fill('7', input, input + CAPACITY)
  const end = input + memory.write(text, input, 'latin1')
  const read = kernel.parseRows({
    start: input,
    end,
    out: values,
    columns,
    delimiter: delimiter.charCodeAt(0),
  })
  return {
    values: Array.from(new Float64Array(kernel.memory.buffer, values, read.rows * columns)),
    stop: read.end === end ? undefined : read.end - input,
  }
}

function parseOne(literal: string): number {
  const { values, stop } = parse(`${literal}\n`, 1)
  expect(stop, literal).toBeUndefined()
  return values[0]!
}

function expectSameAsNumber(literal: string) {
  expect(parseOne(literal), literal).toBe(Number(literal))
}

/** `literal` in every way it can stand in a field: alone, at the end, before CR LF, among blanks. */
function expectSameEverywhere(literal: string) {
  const wanted = Number(literal)
  expect(parse(`${literal},${literal}\r\n ${literal} ,\t${literal} \n`, 2).values, literal).toEqual([
    wanted,
    wanted,
    wanted,
    wanted,
  ])
}

function doubleFromBits(bits: bigint): number {
  return new Float64Array(new BigUint64Array([bits]).buffer)[0]!
}

/** Exact decimal expansion of the point half way between the double with these bits and the next one. */
function halfwayAbove(bits: bigint): string {
  const biased = bits >> 52n
  const fraction = bits & 0xfffffffffffffn
  const significand = biased === 0n ? fraction : fraction | (1n << 52n)
  const exponent = (biased === 0n ? 1n : biased) - 1075n - 1n
  const doubled = significand * 2n + 1n
  if (exponent >= 0n) return (doubled << exponent).toString()
  return `${doubled * 5n ** -exponent}e${exponent}`
}

const digits = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 0, maxLength })
const literal = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits(30),
    fc.option(digits(40)),
    fc.option(
      fc.tuple(
        fc.constantFrom('e', 'E'),
        fc.constantFrom('', '-', '+'),
        fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 400 })),
      ),
    ),
  )
  .filter(([, whole, fraction]) => whole !== '' || (fraction ?? '') !== '')
  .map(([sign, whole, fraction, exponent]) => {
    return `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent?.join('') ?? ''}`
  })
const bits = fc.bigInt({ min: 0n, max: 0x7fefffffffffffffn })

describe('values', () => {
  it('are those of Number() for any decimal literal', () => {
    fc.assert(fc.property(literal, expectSameAsNumber), { numRuns: draws(4000) })
  })

  it('are the same anywhere in a row', () => {
    fc.assert(fc.property(literal, expectSameEverywhere), { numRuns: draws(2000) })
  })

  it('come back from their shortest, 17-digit, 19-digit and 30-digit texts', () => {
    fc.assert(
      fc.property(bits, (pattern) => {
        const value = doubleFromBits(pattern)
        for (const text of [
          String(value),
          value.toPrecision(17),
          value.toExponential(18),
          value.toPrecision(30),
        ]) {
          expect(parseOne(text), text).toBe(value)
        }
      }),
      { numRuns: draws(2000) },
    )
  })

  it('round ties to even, and what lies next to a tie to its side', () => {
    const exponents = fc.integer({ min: 1000, max: 1150 }).map((biased) => BigInt(biased) << 52n)
    const moderate = fc
      .tuple(exponents, fc.bigInt({ min: 0n, max: 0xfffffffffffffn }))
      .map(([exponent, fraction]) => exponent | fraction)
    fc.assert(
      fc.property(fc.oneof(moderate, bits), (pattern) => {
        const tie = halfwayAbove(pattern)
        const [significand, exponent = '0'] = tie.split('e')
        expectSameAsNumber(tie)
        expectSameAsNumber(`${significand}0000001e${Number(exponent) - 7}`)
        expectSameAsNumber(`${BigInt(significand!) - 1n}e${exponent}`)
      }),
      { numRuns: draws(1000) },
    )
  })

  it('of integers around every power of two and ten', () => {
    for (let exponent = 0n; exponent < 64n; exponent++) {
      for (const base of [2n ** exponent, 10n ** (exponent / 3n)]) {
        for (let offset = -2n; offset <= 2n; offset++) expectSameAsNumber(`${base + offset}`)
      }
    }
    for (let exponent = -400; exponent <= 400; exponent++) {
      for (const m of ['1', '9', '9.999999999999999', '1.0000000000000002', '18446744073709551615']) {
        expectSameAsNumber(`${m}e${exponent}`)
      }
    }
  })

  it.each([
    ...['0', '-0', '+0', '0.0', '.5', '5.', '-.5', '+5.', '5.e3', '.5E-3', '007', '00.10', '1e+5', '1E5'],
    ...[
      '9007199254740991',
      '9007199254740992',
      '9007199254740993',
      '9007199254740995',
      '1e21',
      '1e-7',
      '1e22',
    ],
    ...['1e23', '5e-324', '2.4703282292062327e-324', '2.4703282292062328e-324', '2.2250738585072014e-308'],
    ...[
      '2.2250738585072011e-308',
      '1.7976931348623157e308',
      '1.7976931348623158e308',
      '1.7976931348623159e308',
    ],
    ...['1e999', '-1e999', '1e-999', '-1e-999', '0e999', '0e99999999999', '1e99999999999', '1e-99999999999'],
    ...[
      '0.0001234567890123456',
      '0.00000000000000000000000000001',
      '12345678901234567890',
      '9223372036854775808',
    ],
    ...[
      '18446744073709551616',
      '99999999999999999999',
      '100000000000000000000000000000000',
      '8.5e-1',
      '1e-22',
    ],
    ...[
      '9007199254740993.00000000000000000000000001',
      '0.500000000000000166533453693773481063544750213623046875',
    ],
    ...['9'.repeat(400), `0.${'0'.repeat(399)}1`, `${'1'.repeat(400)}e-400`, `0.${'3'.repeat(400)}`],
    ...[`0.${'0'.repeat(10_000)}1e10001`, `1${'0'.repeat(10_000)}e-10000`, `${'0'.repeat(500)}1.5`],
  ])('of %s', (text) => {
    expectSameAsNumber(text)
    expectSameEverywhere(text)
  })

  it.each([
    ['nan', Number.NaN],
    ['NaN', Number.NaN],
    ['NAN', Number.NaN],
    ['inf', Infinity],
    ['Inf', Infinity],
    ['INF', Infinity],
    ['infinity', Infinity],
    ['Infinity', Infinity],
  ])('of the word %s, with and without sign', (word, value) => {
    expect(parse(`${word},-${word},+${word}\r\n ${word} , -${word}\t,${word}\n`, 3)).toEqual({
      values: [value, -value, value, value, -value, value],
      stop: undefined,
    })
  })
})

describe('rows', () => {
  it.each([',', ';', '\t', ' ', '|', ':', '/', '\x1f', '\0', '\xa7'])(
    'are split at delimiter %j',
    (delimiter) => {
      const text = '1,2.5,-3e2,0.1234567890123456\n-nan,+4,.5,1e999\r\n'.replaceAll(',', delimiter)
      expect(parse(text, 4, { delimiter })).toEqual({
        values: [1, 2.5, -300, 0.1234567890123456, Number.NaN, 4, 0.5, Infinity],
        stop: undefined,
      })
    },
  )

  it('have delimiters that no number, quote or line end contains', () => {
    for (const byte of [...Buffer.from('059azAEZ+-."\r\n'), -1, 256, 44.5])
      expect(isDelimiter(byte)).toBe(false)
    expect(() => parse('1\n', 1, { delimiter: 'e' })).toThrow(RangeError)
  })

  it('must end with a newline', () => {
    expect(() => parse('1\n2', 1)).toThrow('newline')
    expect(parse('', 3)).toEqual({ values: [], stop: undefined })
  })

  it('hold blanks only around numbers, and those only unless they delimit', () => {
    expect(parse(' 1\t,  2 \r\n', 2).values).toEqual([1, 2])
    expect(parse('1 2,3\n', 2).stop).toBe(0)
    expect(parse('- 1,3\n', 2).stop).toBe(0)
    expect(parse('1  2\n', 2, { delimiter: ' ' }).stop).toBe(0)
    expect(parse('1\t\t2\n', 2, { delimiter: '\t' }).stop).toBe(0)
  })

  it('give the values of all columns', () => {
    const field = fc.oneof(
      fc.integer().map(String),
      fc.double({ noNaN: true }).map(String),
      fc.string({ unit: fc.constantFrom(...'1234567890.e- '), minLength: 20, maxLength: 20 }).map((text) => {
        return `0.${text.replace(/\D/g, '1')}`
      }),
    )
    const table = fc.integer({ min: 1, max: 12 }).chain((columns) =>
      fc.record({
        rows: fc.array(fc.array(field, { minLength: columns, maxLength: columns }), { maxLength: 8 }),
        columns: fc.constant(columns),
        lineEnd: fc.constantFrom('\n', '\r\n'),
      }),
    )
    fc.assert(
      fc.property(table, ({ rows, columns, lineEnd }) => {
        const text = rows.map((row) => row.join(';') + lineEnd).join('')
        expect(parse(text, columns, { delimiter: ';' })).toEqual({
          values: rows.flat().map(Number),
          stop: undefined,
        })
      }),
      { numRuns: draws(500) },
    )
  })
})

describe('parsing stops', () => {
  it.each([
    ...[
      'abc',
      '0x1F',
      '1_000',
      '1,5'.replace(',', '\u00b7'),
      '1e',
      '1e+',
      'e5',
      '.',
      '-',
      '+',
      '--1',
      '+-1',
      '1.2.3',
    ],
    ...[
      '1e5.5',
      '.e1',
      '1f',
      '1 2',
      'nul',
      'null',
      'nAn',
      'iNF',
      'nanx',
      'infinit',
      'INFINITY',
      'True',
      '1n',
      '1d5',
    ],
    ...['Infinity1', '%', '\x01', '1\xa0', '\ufeff1'],
  ])('at the text %j', (text) => {
    expect(parse(`1,2\n3,${text}\n5,6\n`, 2)).toEqual({ values: [1, 2], stop: 4 })
    expect(parse(`${text},2\r\n`, 2)).toEqual({ values: [], stop: 0 })
  })

  it.each(['', ' ', '\t ', '   '])('at the empty field %j', (text) => {
    expect(parse(`1,2,3\n4,${text},6\n`, 3)).toEqual({
      values: [1, 2, 3],
      stop: 6,
    })
    expect(parse(`1,${text}\r\n`, 2).stop).toEqual(0)
  })

  it.each(['"1"', ' "1"', '1"', '"a,b"', 'ab"c'])('at the quoted field %s', (text) => {
    expect(parse(`1,2\n3,${text}\n`, 2)).toEqual({ values: [1, 2], stop: 4 })
  })

  it('at a row with a quote beyond its last column, whose columns cannot be counted', () => {
    expect(parse('1,2,"3,4"\n', 2).stop).toBe(0)
  })

  it.each(['4,5\n', '4,5,6,7,8\n', '4,5,6,\r\n', '4\r\n'])('at the ragged row %j', (row) => {
    expect(parse(`1,2,3\n${row}`, 3)).toEqual({ values: [1, 2, 3], stop: 6 })
  })

  it.each(['\n', '\r\n'])('at the blank line %j', (line) => {
    for (const columns of [1, 2]) {
      const row = columns === 1 ? '1\n' : '1,2\n'
      expect(parse(`${row}${line}${row}`, columns).stop).toBe(row.length)
    }
  })

  it.each(['1\r', '1\r1', '\r1', '1 \r\r'])('at the bare carriage return of %j', (text) => {
    expect(parse(`1,2\n${text},3\n`, 2).stop).toEqual(4)
  })

  it.each(['\0', '1\0', 'a\0b'])('at the NUL of %j', (text) => {
    expect(parse(`1,2\n3,${text}\n`, 2).stop).toEqual(4)
  })

  it('at exactly the fields outside the grammar, whatever mixture of bytes', () => {
    const number =
      /^[ \t]*[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|nan|NaN|NAN|inf|Inf|INF|infinity|Infinity)[ \t]*\r?$/
    const bytes = fc.string({ unit: fc.constantFrom(...'0123456789.+-eE \t\rx"\0'), maxLength: 7 })
    const pieces = fc
      .array(
        fc.constantFrom(
          '1',
          '25',
          '.',
          '-',
          '+',
          'e',
          'E5',
          ' ',
          '\t',
          '\r',
          'nan',
          'NaN',
          'inf',
          'Inf',
          'inity',
        ),
        {
          maxLength: 5,
        },
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(bytes, pieces), (text) => {
        const { stop } = parse(`${text}\n`, 1)
        expect(stop === undefined, JSON.stringify(text)).toBe(number.test(text))
      }),
      { numRuns: draws(10_000) },
    )
  })

  it('so that it can continue after the row', () => {
    const text = '1\nx\n3\n'
    const { stop } = parse(text, 1)
    const start = kernel.afterNewline(input + stop!, input + text.length, 1)
    const rest = kernel.parseRows({
      start,
      end: input + text.length,
      out: values + 8,
      columns: 1,
      delimiter: 44,
    })
    expect(rest).toEqual({ rows: 1, end: input + text.length })
    expect(Array.from(new Float64Array(kernel.memory.buffer, values, 2))).toEqual([1, 3])
  })
})

/** What parsing `text` must give, by splitting it and by regular expressions. */
function parseSimply(text: string, columns: number, delimiter: string) {
  const blanks = delimiter === '\t' ? ' ' : delimiter === ' ' ? '\t' : ' \t'
  const literal =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$|^([+-]?)(?:(nan|NaN|NAN)|inf|Inf|INF|infinity|Infinity)$/
  const values: number[] = []
  let stop = 0
  for (const line of text.split('\n').slice(0, -1)) {
    const row: number[] = []
    const fields = line.split(delimiter)
    for (const [column, field] of fields.entries()) {
      const content = column === fields.length - 1 ? field.replace(/\r$/, '') : field
      const trimmed = content.replace(new RegExp(`^[${blanks}]+|[${blanks}]+$`, 'g'), '')
      const [match, number, sign, nan] = literal.exec(trimmed) ?? []
      if (match === undefined) return { values, stop }
      row.push(number !== undefined ? Number(number) : nan ? Number.NaN : sign === '-' ? -Infinity : Infinity)
    }
    if (fields.length !== columns) return { values, stop }
    values.push(...row)
    stop += line.length + 1
  }
  return { values, stop: undefined }
}

describe('whatever the text, parsing gives what splitting it gives', () => {
  const delimiters = fc.constantFrom(',', ';', ' ', '\t', '|', '\xa7')
  const expectSame = (text: string, columns: number, delimiter: string) => {
    const wanted = parseSimply(text, columns, delimiter)
    same(parse(text, columns, { delimiter }), wanted, text)
  }

  const short = fc.constantFrom('0', '1', '7', '9')
  const plain = fc
    .tuple(fc.constantFrom('', '-'), digits(9), fc.constantFrom('', '.'), digits(9))
    .map((parts) => parts.join(''))
    .filter((text) => /\d/.test(text))
  const odd = fc.constantFrom(
    ...[
      '',
      ' ',
      '.',
      '-',
      '-.',
      '1.2.3',
      '1-2',
      '12-',
      '1e',
      '"1"',
      'a',
      '1\r',
      '\r',
      '1\0',
      'nan',
      '-inf',
      '+1',
      '..1',
    ],
    ...[
      ' 12345678',
      ' 123456789',
      '123456789',
      '012345678',
      ' 1.5\t',
      '0x10',
      '1:5',
      '1/5',
      '12345678x',
      'x12345678',
    ],
  )
  const tables = (field: fc.Arbitrary<string>, maxRows: number) =>
    fc
      .record({
        columns: fc.integer({ min: 1, max: 9 }),
        delimiter: delimiters,
        rows: fc.integer({ min: 0, max: maxRows }),
        lineEnd: fc.constantFrom('\n', '\n', '\r\n'),
        fields: fc.infiniteStream(field),
        // What is put where, as a share of the text's length, to break the pattern.
        breaks: fc.array(
          fc.tuple(
            fc.double({ min: 0, max: 1, noNaN: true }),
            fc.oneof(odd, fc.constantFrom('\n', ',', '\r\n', '1\n2')),
          ),
          { maxLength: 2 },
        ),
      })
      .map(({ columns, delimiter, rows, lineEnd, fields, breaks }) => {
        let text = ''
        for (let row = 0; row < rows; row++) {
          text += Array.from({ length: columns }, () => fields.next().value).join(delimiter) + lineEnd
        }
        for (const [share, insert] of breaks) {
          const at = Math.floor(share * text.length)
          text = text.slice(0, at) + insert + text.slice(at)
        }
        return { text: text.endsWith('\n') || text === '' ? text : `${text}\n`, columns, delimiter }
      })

  it.each([
    ['of single digits', short, 400],
    ['of classes', fc.nat({ max: 20_000 }).map((n) => String(n >> (n % 11))), 100],
    ['of plain numbers', plain, 60],
    ['of any numbers', fc.oneof(literal, plain, short), 40],
    ['of odd fields', fc.oneof({ weight: 20, arbitrary: plain }, { weight: 1, arbitrary: odd }), 20],
  ])('in tables %s', (_, field, maxRows) => {
    fc.assert(
      fc.property(tables(field, maxRows), ({ text, columns, delimiter }) => {
        expectSame(text, columns, delimiter)
      }),
      { numRuns: draws(600) },
    )
  })

  it('with any byte at any place of a number, alone or beside another', () => {
    for (const number of [
      '5',
      '-7',
      '12345678',
      '-1.234567',
      '123456789',
      '0.1234567',
      '-1234567890.12345678',
    ]) {
      for (let byte = 0; byte < 256; byte++) {
        for (let at = 0; at < number.length; at++) {
          const text = number.slice(0, at) + String.fromCharCode(byte) + number.slice(at + 1)
          expectSame(`8,9\n${text},1\n2,${text}\n`, 2, ',')
        }
      }
    }
  })

  it('with every first field longer by one, so that all others move over the edges of blocks', () => {
    for (const row of ['1,2,3\n', '-1.5,0.0123456,10000\n', '0.12345678901234567,1e-5,nan\r\n']) {
      for (let length = 1; length < 140; length++) {
        expectSame(`${'0'.repeat(length)},1,2\n${row.repeat(100)}`, 3, ',')
        expectSame(`${'0'.repeat(length)},1,2\n${row.repeat(20)}x\n`, 3, ',')
      }
    }
  })

  it('with rows and fields longer than what is looked through at a time', () => {
    for (const length of [2040, 2047, 2048, 2049, 5000]) {
      expectSame(`1,${'0'.repeat(length)}5,2\n3,4,5\n`, 3, ',')
      expectSame(`${'1,'.repeat(length - 1)}2\n${'3,'.repeat(length - 1)}4\n`, length, ',')
      expectSame(`${'1,'.repeat(length - 1)}2\n${'3,'.repeat(length)}4\n`, length, ',')
    }
  })

  it('with a row of single digits that is not like the one above', () => {
    const rows = '1,2,3\n'.repeat(400)
    for (const row of [
      '1,2\n',
      '1,2,3,4\n',
      '1\n2,3\n',
      '\n',
      '1;2,3\n',
      '1,2,x\n',
      '1,2,33\n',
      '1,:,3\n',
      '1,/,3\n',
    ]) {
      for (const before of [1199, 1200, 1201, 1207]) {
        const text = rows.slice(0, before * 2) + row + rows
        expectSame(text, 3, ',')
      }
    }
  })
})
