import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { columnDataset, type ColumnRequest, Pairing } from '../src/data/columns.ts'
import { compute } from '../src/engine/compute.ts'
import type { KeptRequest } from '../src/parallel/kept.ts'
import type { ComputeRequest } from '../src/engine/request.ts'
import { createKernel } from '../src/kernel/kernel.ts'
import { mse } from '../src/losses/mse.ts'
import { FirstRows } from '../src/parallel/first-rows.ts'
import { GiveUp } from '../src/parallel/give-up.ts'
import { type SplitFile, Splits, splitsJob } from '../src/parallel/splits.ts'
import { computeInThreads } from '../src/parallel/threaded-run.ts'
import { Workers } from '../src/parallel/workers.ts'
import { regularFile } from '../src/readers/bytes/bytes.ts'
import { openSplits } from '../src/readers/open-splits.ts'
import { openTable } from '../src/readers/open.ts'
import type { Columns, KernelRoom, SplitTable } from '../src/table.ts'
import { thorough } from './draws.ts'
import { same } from './same.ts'
import { csv } from '../src/writers/csv.ts'
import { noPaint } from '../src/writers/paint.ts'
import { folder, stdin } from './readers/reading.ts'

/* Files whose parts are read apart, in any order, and by several threads. */

const files = [
  'pages-v1.parquet',
  'pages-v2.parquet',
  'typed.parquet',
  'numbers-zstd.parquet',
  'polars.parquet',
]
const open = (name: string) => openTable(`${folder}/${name}`, {}, stdin(new Uint8Array(0)))

/** The rows of a piece, as texts. */
function rowsOf(parts: readonly Columns[]): string[] {
  const [first] = parts
  const rows = first!.as === 'texts' ? first!.texts.length : first!.tensor.shape[0]!
  return Array.from({ length: rows }, (_, row) =>
    JSON.stringify(
      parts.map((part) => {
        if (part.as === 'texts') return part.texts[row] ?? null
        const width = part.tensor.data.length / rows
        return Array.from(part.tensor.data.subarray(row * width, (row + 1) * width), String)
      }),
    ),
  )
}

describe('parts of a table', () => {
  it.each(files)('%s has the same rows in any order of them', async (name) => {
    const table = await open(name)
    const selections = table.columns.map(
      ({ type }, i) => ({ columns: [i], as: type === 'text' ? 'texts' : 'numbers' }) as const,
    )
    const want: string[] = []
    for await (const parts of table.read(selections, 'skip')) want.push(...rowsOf(parts))
    const { splits } = await open(name)
    expect(splits!.count).toBeGreaterThan(1)
    const order = [...Array(splits!.count).keys()].reverse()
    const got: string[] = []
    for await (const { firstRow, parts } of splits!.read(selections, 'skip', () => order.shift())) {
      rowsOf(parts).forEach((row, i) => (got[firstRow + i] = row))
    }
    expect(got).toEqual(want)
  })

  it.each([...files, 'numbers-split.parquet'])('%s is the same in the memory of a kernel', async (name) => {
    const table = await open(name)
    const selections = [
      ...table.columns.map(
        ({ type }, i) => ({ columns: [i], as: type === 'text' ? 'texts' : 'numbers' }) as const,
      ),
      {
        columns: table.columns.flatMap(({ type }, i) => (type === 'number' ? [i] : [])),
        as: 'numbers',
      } as const,
    ].filter(({ columns }) => columns.length > 0)
    const read = async (room?: KernelRoom) => {
      const { splits } = await open(name)
      const rows: string[] = []
      let next = 0
      const split = () => (next < splits!.count ? next++ : undefined)
      for await (const { parts } of splits!.read(selections, 'skip', split, room)) rows.push(...rowsOf(parts))
      return rows
    }
    expect(await read(createKernel())).toEqual(await read())
  })

  it.each(['pages-v1.parquet', 'numbers-zstd.arrow', 'lines.ndjson'])(
    'of %s are not read from a file that takes its place',
    async (name) => {
      const inFolder = mkdtempSync(join(tmpdir(), 'replaced-'))
      try {
        const path = join(inFolder, name)
        const bytes = name.startsWith('lines')
          ? '{"v":1}\n'.repeat(400_000)
          : readFileSync(`${folder}/${name}`)
        writeFileSync(path, bytes)
        const { splits } = await openTable(path, {}, stdin(new Uint8Array(0)))
        writeFileSync(`${path}.new`, bytes)
        renameSync(`${path}.new`, path)
        for (const table of [splits!, await openSplits(splits!.head)]) {
          const parts = [0]
          const read = table.read([{ columns: [0], as: 'texts' }], 'skip', () => parts.pop(), createKernel())
          await expect(read[Symbol.asyncIterator]().next()).rejects.toThrow(
            'another file has taken its place',
          )
        }
      } finally {
        rmSync(inFolder, { recursive: true })
      }
    },
  )

  it('are not told of a pipe', async () => {
    const bytes = readFileSync(`${folder}/pages-v1.parquet`)
    expect((await openTable('-', {}, stdin(bytes))).splits).toBe(undefined)
  })
})

describe('lines of JSON', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'loss-calc-lines-'))
  afterAll(() => rmSync(temporary, { recursive: true }))
  const write = (lines: readonly string[], end: string) => {
    const path = join(temporary, 'lines.ndjson')
    writeFileSync(path, lines.join('\n') + end)
    return path
  }
  const selections = [
    { columns: [0], as: 'texts' },
    { columns: [1], as: 'numbers' },
  ] as const

  /** The rows of all parts, in order; `order` gives their numbers. */
  async function parts(path: string, room?: KernelRoom) {
    const { splits } = await openTable(path, {}, stdin(new Uint8Array(0)))
    const rows: string[] = []
    let next = 0
    let before = 0
    const split = () => (next < splits!.count ? next++ : undefined)
    const first = (_part: number, count: number) => (before += count) - count
    for await (const { firstRow, parts } of splits!.read(selections, 'error', split, room, first))
      rowsOf(parts).forEach((row, i) => (rows[firstRow + i] = row))
    return { rows, count: splits!.count }
  }

  it.each([
    ['lines that are short', thorough ? 90 : 270, '\n'],
    ['lines that are long', 400_000, ''],
    ['lines that end where parts do', (1 << 18) - 15, '\n'],
  ])('%s are the same in parts as one after the other', async (_what, length, end) => {
    const lines = Array.from({ length: Math.ceil(5e6 / length) }, (_, i) => {
      const text = '雪'.repeat((i * 7) % 3).padEnd(length - ((i * 31) % 5), 'x')
      return `{"id":"${text}","v":${i / 8}}`
    })
    const path = write(lines, end)
    const want: string[] = []
    for await (const one of (await openTable(path, {}, stdin(new Uint8Array(0)))).read(selections, 'error'))
      want.push(...rowsOf(one))
    const { rows, count } = await parts(path)
    expect(count).toBeGreaterThan(4)
    same(rows, want)
    same((await parts(path, createKernel())).rows, want)
  })

  it.each(['{"v":1,"id":"a"}', '', '{"id":"a","v":1,"more":2}'])(
    'are refused with %s among them',
    async (odd) => {
      const path = write([...Array<string>(70_000).fill('{"id":"a","v":1}'), odd, '{"id":"a","v":1}'], '')
      await expect(parts(path)).rejects.toThrow('spelled otherwise')
    },
  )

  it('are those that were there when the file was opened', async () => {
    const line = '{"id":"a","v":1}\n'
    const path = write([line.repeat(70_000)], '')
    const { splits } = await openTable(path, {}, stdin(new Uint8Array(0)))
    appendFileSync(path, line.repeat(1000))
    const rest = [1, 0]
    const table = await openSplits(splits!.head)
    let rows = 0
    for await (const { parts } of table.read(
      selections,
      'error',
      () => rest.pop(),
      createKernel(),
      () => 0,
    ))
      rows += rowsOf(parts).length
    expect(rows).toBe(70_000)
  })

  it('are refused where the file is cut off meanwhile', async () => {
    const path = write(Array<string>(70_000).fill(JSON.stringify({ id: 'a'.repeat(50), v: 1 })), '\n')
    const { splits } = await openTable(path, {}, stdin(new Uint8Array(0)))
    const rest = [1, 0]
    const next = () => {
      if (rest.length === 1) truncateSync(path, 1000)
      return rest.pop()
    }
    const parts = splits!.read(selections, 'error', next, createKernel(), () => 0)
    await expect(async () => {
      for await (const _ of parts);
    }).rejects.toThrow('spelled otherwise')
  })
})

describe('a file that is cut off while it is read', () => {
  it('is refused, as what comes before is not all of it', () => {
    const inFolder = mkdtempSync(join(tmpdir(), 'cut-'))
    try {
      const path = join(inFolder, 'long.csv')
      writeFileSync(path, '1.5\n'.repeat(300_000))
      const bytes = regularFile(path)!.bytes()
      bytes.next()
      truncateSync(path, 4)
      expect(() => bytes.next()).toThrow('it was cut off meanwhile')
    } finally {
      rmSync(inFolder, { recursive: true })
    }
  })
})

describe('a table in threads', () => {
  const script = resolve('bin/worker.cjs')
  const request = async (name: string): Promise<ColumnRequest> => ({
    tables: [await open(name)],
    args: { input: { table: 0, columns: [0] }, target: { table: 0, columns: [2] } },
    labels: new Map([['label', { table: 0, columns: [1] }]]),
    names: [],
    carried: [],
    where: [],
    missing: 'error',
    missingIds: 'error',
    leftOut: {},
    notices: [],
  })
  const survey = {
    ...{ top: 3, order: 'loss' as const, perClass: false, groupBy: ['label'], quantiles: [0.5], bins: 4 },
    ...{ powers: false, calibration: false, confusions: undefined, metrics: [], columns: undefined },
  } as const
  const asked: ComputeRequest = { loss: mse, options: {}, reduction: 'mean', samples: 4 }

  const sidesOf = (columns: ColumnRequest) => [{ dataset: columnDataset(columns), columns, options: [{}] }]

  const splitsOf = (columns: ColumnRequest): SplitFile[] =>
    new Pairing(columns).reads.map(({ table, selections }) => ({
      ...{ table: columns.tables[table]!.splits!, selections, missing: columns.missing },
    }))

  const inThreads = (
    columns: ColumnRequest,
    threads: number,
    more: { kept?: KeptRequest; listed?: number },
  ) =>
    computeInThreads(
      {
        ...{ request: asked, sides: sidesOf(columns), threads },
        ...{ kept: undefined, listed: 0, workers: new Workers(script, 0) },
        ...more,
      },
      splitsOf(columns),
    )

  it.each([1, 2, 3])('has the bits of one, with %d', async (threads) => {
    expect(existsSync(script)).toBe(true)
    const name = 'numbers-zstd.parquet'
    const found = await inThreads(await request(name), threads, { listed: 4 })
    const plain = await compute(asked, columnDataset(await request(name)))
    expect(found!.reports[0]![0]).toEqual(plain)
    expect(found!.samples[0]!.get('row')!.slice(0, 4)).toEqual(Float64Array.of(0, 1, 2, 3))
    const surveyed = async (count: number) => {
      const result = await inThreads(await request(name), count, { kept: { survey } })
      return result!.kept.survey!.survey(result!.reports[0]![0]!.sum)
    }
    expect(await surveyed(threads)).toEqual(await surveyed(1))
  })

  it.each([1, 2, 3])('leaves out rows by a condition, with %d', async (threads) => {
    const name = 'numbers-zstd.parquet'
    const filtered = async (): Promise<ColumnRequest> => ({
      ...(await request(name)),
      where: [{ pick: { table: 0, columns: [2] }, column: '2', comparison: '>', value: '0' }],
      missing: 'skip',
    })
    const found = await inThreads(await filtered(), threads, {})
    const plain = await compute(asked, columnDataset(await filtered()))
    expect(plain.samples).toBeGreaterThan(0)
    expect(plain.samples).toBeLessThan((await compute(asked, columnDataset(await request(name)))).samples)
    expect(found!.reports[0]![0]).toEqual(plain)
  })

  it.each([1, 2, 3])('lists all samples as one does, with %d', async (threads) => {
    const name = 'numbers-zstd.parquet'
    const inFolder = mkdtempSync(join(tmpdir(), 'listing-'))
    try {
      const path = join(inFolder, 'list.csv')
      writeFileSync(path, 'before\n')
      const descriptor = openSync(path, 'r+')
      const columns = await request(name)
      const listing = {
        request: { ...asked, samples: Infinity },
        sides: sidesOf(columns),
        ...{ listed: Infinity, threads, workers: new Workers(script, 0) },
      }
      const from = splitsOf(columns)
      const found = await computeInThreads(listing, from, { format: 'csv', descriptor, start: 7 })
      closeSync(descriptor)
      const writer = csv({ paint: noPaint, rows: Infinity })
      let want = 'before\n'
      const plain = await compute(
        { ...asked, samples: Infinity },
        columnDataset(await request(name)),
        ({ samples }) => {
          const text = writer.samples!(samples)
          want += typeof text === 'string' ? text : Buffer.from(text).toString()
        },
      )
      expect(found!.reports[0]![0]).toEqual(plain)
      expect(readFileSync(path, 'utf8')).toBe(want)
    } finally {
      rmSync(inFolder, { recursive: true })
    }
  })

  describe('beside another', () => {
    const beside = async (...names: readonly string[]): Promise<ColumnRequest> => ({
      ...(await request(names[0]!)),
      tables: await Promise.all(names.map(open)),
      args: { input: { table: 0, columns: [0] }, target: { table: 1, columns: [2] } },
    })

    it.each([
      ['numbers-zstd.parquet', 'numbers-zstd.parquet', [1, 2, 3]],
      ['numbers-zstd.parquet', 'numbers-zstd.arrow', [1, 2, 3]],
      ['numbers-split.parquet', 'numbers-zstd.parquet', [1, 2, 3]],
    ])('%s and %s have the bits of one thread', async (input, target, counts) => {
      const plain = await compute(asked, columnDataset(await beside(input, target)))
      for (const threads of counts) {
        const found = await inThreads(await beside(input, target), threads, { listed: 4 })
        expect(found!.reports[0]![0]).toEqual(plain)
      }
    })

    it('takes from one row that begins a part of each to the next', () => {
      const table = (...starts: number[]) =>
        ({ count: starts.length, starts, head: {} }) as unknown as SplitTable
      const cutsOf = (...tables: readonly SplitTable[]) =>
        splitsJob(tables.map((one) => ({ table: one, selections: [], missing: 'error' }))).cuts
      expect(cutsOf(table(0, 3, 6, 9), table(0, 2, 6, 8))).toEqual([
        [0, 2, 4],
        [0, 2, 4],
      ])
      expect(cutsOf(table(0, 0, 5, 5, 7), table(0, 5))).toEqual([
        [0, 2, 5],
        [0, 1, 2],
      ])
      expect(cutsOf(table(), table(0))).toEqual([[0], [1]])
    })

    it('leaves it to the plain way that one is longer', async () => {
      expect(await inThreads(await beside('numbers-zstd.parquet', 'typed.parquet'), 2, {})).toBe(undefined)
    })
  })

  it('shows no first rows around those of another thread', () => {
    const taken = (parts: readonly number[]) => {
      const shown = new FirstRows(5)
      for (const part of parts) {
        shown.begin(part)
        shown.take(new Map([['row', Float64Array.of(3 * part, 3 * part + 1, 3 * part + 2)]]))
      }
      shown.check(100)
      return shown.samples.flatMap((one) => Array.from(one.get('row') as Float64Array))
    }
    expect(taken([0, 1, 7])).toEqual([0, 1, 2, 3, 4, 5])
    expect(() => taken([0, 2, 3])).toThrow(GiveUp)
    expect(() => taken([0])).toThrow(GiveUp)
  })

  it('gives up where a thread ends before it has its job', async () => {
    const inFolder = mkdtempSync(join(tmpdir(), 'ended-'))
    try {
      const ends = join(inFolder, 'ends.cjs')
      writeFileSync(ends, '')
      const workers = new Workers(ends, 1)
      const columns = await request('numbers-zstd.parquet')
      await setTimeout(1000)
      expect(
        await computeInThreads(
          {
            ...{ request: asked, sides: sidesOf(columns), threads: 2 },
            ...{ listed: 0, workers },
          },
          splitsOf(columns),
        ),
      ).toBe(undefined)
    } finally {
      rmSync(inFolder, { recursive: true })
    }
  })

  it('tells of an error those who wait', async () => {
    const { splits } = await open('numbers-zstd.parquet')
    const job = splitsJob([{ table: splits!, selections: [], missing: 'error' }])
    const waiting = new Splits(
      [{ ...splits!, read: (_selections, _missing, next, _room, first) => waits(next, first!) }],
      job,
      false,
    )
    async function* waits(
      next: Parameters<SplitTable['read']>[2],
      first: (part: number, rows: number) => number,
    ) {
      const part = (await next())!
      new Splits([splits!], job, true).fail()
      yield { firstRow: first(part, 1), parts: [] }
    }
    const begun = performance.now()
    const rows = waiting.read(() => {})
    await expect(rows.next()).rejects.toThrow(GiveUp)
    expect(performance.now() - begun).toBeLessThan(2500)
  })

  it('leaves an error to the plain way', async () => {
    expect(await inThreads(await request('pages-v1.parquet'), 2, {})).toBe(undefined)
  })
})
