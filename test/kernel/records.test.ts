import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { same } from '../same.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { Role } from '../../src/kernel/parse-types.ts'
import { NameTable } from '../../src/kernel/names.ts'
import { randomFrom } from '../../src/comparison/random.ts'

const REGION = 1 << 16
const kernel = createKernel()
const input = kernel.reserve(REGION)
const numbers = kernel.reserve(8 * REGION)
const slices = kernel.reserve(8 * REGION)
const roles = kernel.reserve(64)

const SKIP = Role.nothing
const NUMBER = Role.number
const TEXT = Role.textOrBlank
const FILLED = Role.text

const memory = () => Buffer.from(kernel.memory.buffer)

/** Parses a text that starts `shift` bytes into the region. */
function read(text: string, wanted: readonly number[], shift = 0, delimiter = ',') {
  const bytes = Buffer.from(text)
  // What stands around a text must not matter.
  memory().fill('",\n"', input, input + REGION)
  bytes.copy(memory(), input + shift)
  memory().set(wanted, roles)
  const start = input + shift
  const end = start + bytes.length
  const { rows, end: read } = kernel.parseRecords({
    start,
    end,
    columns: wanted.length,
    delimiter: delimiter.charCodeAt(0),
    roles,
    out: numbers,
    texts: slices,
    readCell: (cell) =>
      cell === 'none' ? Number.NaN : /^\d+%$/.test(cell) ? parseInt(cell) / 100 : undefined,
  })
  const count = (bit: number) => wanted.filter((one) => (one & bit) !== 0).length
  const found = new Float64Array(kernel.memory.buffer, numbers, rows * count(NUMBER))
  const places = new Uint32Array(kernel.memory.buffer, slices, 2 * rows * count(FILLED))
  const texts = Array.from({ length: places.length / 2 }, (_, i) =>
    unquoted(memory().toString('utf8', places[2 * i]!, places[2 * i + 1]!)),
  )
  return {
    rows,
    numbers: [...found],
    texts,
    /** Where the record begins that is not read. */
    stop: read === end ? undefined : read - start,
  }
}

function unquoted(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
}

describe('records of RFC 4180', () => {
  it('read numbers and texts, quoted or not', () => {
    const text = '1,"a, b",2\n"3","say ""no""\nand go","-4.5e2"\n5,,6\r\n7,"","8"\r\n'
    expect(read(text, [NUMBER, TEXT, NUMBER])).toEqual({
      rows: 4,
      numbers: [1, 2, 3, -450, 5, 6, 7, 8],
      texts: ['a, b', 'say "no"\nand go', '', ''],
      stop: undefined,
    })
  })

  it('pass over columns that are not wanted', () => {
    expect(read('x,"1\n2",3\n"y,z",q,4\n', [SKIP, SKIP, NUMBER])).toMatchObject({ rows: 2, numbers: [3, 4] })
  })

  it('read numbers with blanks around them, within quotes too', () => {
    expect(read('" 1 "," 2 "\n 3 ,4\n"\t+5","inf "\n', [NUMBER, NUMBER])).toMatchObject({
      rows: 3,
      numbers: [1, 2, 3, 4, 5, Infinity],
    })
  })

  it('keep carriage returns and blanks within quotes', () => {
    expect(read('" a\r","b\r\nc "\r\n', [TEXT, TEXT])).toMatchObject({ rows: 1, texts: [' a\r', 'b\r\nc '] })
  })

  it.each([
    ['a quote in the middle of a cell', '1,a\n2,b"c"\n', 4],
    ['text after a closing quote', '1,a\n2,"b"c\n', 4],
    ['a blank after a closing quote', '1,a\n2,"b" \n', 4],
    ['a blank before a quote', '1,a\n2, "b"\n', 4],
    ['a quote that is never closed', '1,a\n2,"b\n', 4],
    ['a quote that is never closed, at the end', '1,a\n2,b\n"3,c\n', 8],
    ['a bare carriage return', '1,a\n2,b\rc\n', 4],
    ['a bare carriage return before a comma', '1,a\n2\r,b\n', 4],
    ['a NUL', '1,a\n2,b\0\n', 4],
    ['a NUL within quotes', '1,a\n2,"\0"\n', 4],
    ['a cell that is no number', '1,a\nx,b\n', 4],
    ['an empty cell', '1,a\n,b\n', 4],
    ['a quoted cell that is no number', '1,"a\nb"\n"x",b\n', 8],
    ['an empty quoted cell', '1,a\n"",b\n', 4],
    ['a number with a doubled quote', '1,a\n"1""",b\n', 4],
    ['a quoted number with a delimiter', '1,a\n"2,5",b\n', 4],
    ['a quoted number with a newline', '1,a\n"2\n5",b\n', 4],
    ['a quoted word with a delimiter', '1,a\n"nan,5",b\n', 4],
    ['a number before a quote', '1,a\n2",b\n', 4],
    ['too few cells', '1,a\n2\n3,c\n', 4],
    ['too many cells', '1,a\n2,b,c\n3,c\n', 4],
    ['a blank line', '1,a\n\n3,c\n', 4],
    ['a blank line with CR LF', '1,a\r\n\r\n3,c\r\n', 5],
  ] as const)('stop at %s', (_, text, row) => {
    const found = read(text, [NUMBER, TEXT])
    expect(found.stop).toBe(row)
    expect(found.numbers).toEqual(row === 8 && text.startsWith('1,a\n2') ? [1, 2] : [1])
  })

  it('ask the host for the numbers that they do not know', () => {
    expect(read('1,none,"5%"\n50%,2,3\n"none",2,x\n', [NUMBER, NUMBER, NUMBER])).toMatchObject({
      rows: 2,
      numbers: [1, Number.NaN, 0.05, 0.5, 2, 3],
      stop: 20,
    })
  })

  it.each(['', '""', ' \t', '" "', '"\r"'])('stop at the blank text %j where one is wanted', (cell) => {
    expect(read(`1,a\n2,${cell}\n`, [NUMBER, FILLED])).toMatchObject({
      rows: 1,
      texts: ['a'],
      stop: 4,
    })
    expect(read(`1,a\n2,${cell}\n`, [NUMBER, TEXT])).toMatchObject({ rows: 2, stop: undefined })
  })

  it('read a column as number and text at once', () => {
    expect(read('1.50,a\n"2",b\n', [NUMBER | FILLED, FILLED])).toMatchObject({
      numbers: [1.5, 2],
      texts: ['1.50', 'a', '2', 'b'],
    })
  })

  it('stop at a blank line of a single column of texts', () => {
    expect(read('a\n \nb\n', [TEXT])).toMatchObject({ rows: 1, stop: 2 })
  })
})

/** The same whole numbers below a bound in every run. */
function generator(seed: number) {
  const next = randomFrom(seed)
  return (below: number) => (next() * 2 ** 32) % below
}

const PARTS = ['"', '""', ',', '\n', '\r\n', 'a', 'é', '漢', '0', '-1.5', ' ', 'x'.repeat(70), ';', '\t']

/** A table as text: cells quoted where they must be, and at random. */
function table(random: (below: number) => number) {
  const wanted = Array.from({ length: 1 + random(6) }, () => [SKIP, NUMBER, TEXT][random(3)]!)
  const rows = random(3) === 0 ? 200 : 1 + random(12)
  const end = random(2) === 0 ? '\n' : '\r\n'
  const quoting = random(3)
  const cells = Array.from({ length: rows }, () =>
    wanted.map((role) => {
      if (role === NUMBER) return String([random(10), (random(1e6) - 5e5) / 1e4, random(1e9) / 7][random(3)])
      return Array.from({ length: random(5) }, () => PARTS[random(PARTS.length)]).join('')
    }),
  )
  const written = cells.map((row) =>
    row
      .map((cell) => {
        const must = /[",\r\n]/.test(cell) || row.length === 1
        return must || quoting === 2 || (quoting === 1 && random(2) === 0)
          ? `"${cell.replaceAll('"', '""')}"`
          : cell
      })
      .join(','),
  )
  return { wanted, cells, text: `${written.join(end)}${end}` }
}

describe('random tables', () => {
  it('are read as csv-parse reads them, wherever they lie', () => {
    for (let seed = 0; seed < draws(1500, 300); seed++) {
      const { wanted, text } = table(generator(seed))
      const cells = parse(text, { record_delimiter: ['\r\n', '\n', '\r'] })
      const found = read(text, wanted, seed % 67)
      // One text column may hold nothing but blanks, which is a blank line.
      if (found.stop !== undefined && wanted.length === 1 && /^ *\r?\n/.test(text.slice(found.stop))) continue
      same({ stop: found.stop, rows: found.rows }, { stop: undefined, rows: cells.length }, `seed ${seed}`)
      const of = (role: number) => cells.flatMap((row) => row.filter((_, c) => wanted[c] === role))
      same(found.texts, of(TEXT), `seed ${seed}`)
      same(found.numbers, of(NUMBER).map(Number), `seed ${seed}`)
    }
  })

  it('are cut between records, at every byte', () => {
    for (let seed = 0; seed < 60; seed++) {
      const { wanted, text, cells } = table(generator(seed))
      const bytes = Buffer.from(text)
      if (bytes.length > 2000) continue
      read(text, wanted)
      const whole = kernel.findRecords(input, input + bytes.length)
      expect(whole).toEqual({ end: input + bytes.length, records: cells.length })
      for (let size = 0; size <= bytes.length; size++) {
        bytes.copy(memory(), input)
        const { end, records } = kernel.findRecords(input, input + size)
        const part = bytes.toString('latin1', 0, end - input)
        same(parse(part, { record_delimiter: ['\r\n', '\n'] }).length, records)
        // The next record would not fit.
        const next = kernel.findRecords(end, input + bytes.length, 1)
        same(next.end > input + size || end === input + bytes.length, true)
        if (records > 0) same(kernel.findRecords(input, input + bytes.length, records).end, end)
      }
    }
  })

  it('with bytes changed at random stop where csv-parse refuses, or sees other cells', () => {
    const junk = ['"', '\n', ',', '\r', 'z', ' ']
    for (let seed = 0; seed < draws(3000, 600); seed++) {
      const random = generator(seed)
      const made = table(random)
      const wanted = made.wanted.map((role) => (role === NUMBER ? TEXT : role))
      if (wanted.length === 1) continue
      const at = random(made.text.length)
      const text = `${made.text.slice(0, at)}${junk[random(junk.length)]}${made.text.slice(at + random(2))}\n`
      const found = read(text, wanted)
      let cells: string[][] | undefined
      try {
        cells = parse(text, { relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] })
      } catch {
        expect({ seed, stop: found.stop }).not.toEqual({ seed, stop: undefined })
      }
      const before = cells?.slice(0, found.rows) ?? []
      const texts = before.flatMap((row) => row.filter((_, c) => wanted[c] === TEXT))
      if (cells) same(found.texts, texts, `seed ${seed}`)
      if (cells && found.stop === undefined) same(found.rows, cells.length, `seed ${seed}`)
      // What is before the stop is whole records, and those alone.
      if (found.stop !== undefined) {
        const records = parse(Buffer.from(text).subarray(0, found.stop), {
          record_delimiter: ['\r\n', '\n', '\r'],
        })
        same(records.length, found.rows, `seed ${seed}`)
      }
    }
  })
})

describe('a table of names', () => {
  it('numbers texts in the order in which they first come', () => {
    const random = generator(1)
    const own = createKernel()
    const table = new NameTable(own, 2)
    const region = own.reserve(1 << 20)
    const places = own.reserve(8 * 5000)
    const out = own.reserve(8 * 5000)
    const known = new Map<string, number>()
    for (let round = 0; round < 5; round++) {
      const names = Array.from({ length: 5000 }, () => 'n'.repeat(random(30)) + random(round * 400 + 1))
      let at = region
      names.forEach((name, i) => {
        const length = Buffer.from(own.memory.buffer).write(name, at)
        new Uint32Array(own.memory.buffer, places + 8 * i, 2).set([at, at + length])
        at += length
      })
      table.index(places, 8, names.length, out)
      const numbers = [...new Float64Array(own.memory.buffer, out, names.length)]
      const expected = names.map((name) => {
        if (!known.has(name)) known.set(name, known.size)
        return known.get(name)!
      })
      expect(numbers).toEqual(expected)
    }
    expect(table.count).toBe(known.size)
    for (const [name, number] of known) expect(Buffer.from(table.bytes(number)).toString()).toBe(name)
  })
})
