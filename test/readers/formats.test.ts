import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compute } from '../../src/engine/compute.ts'
import { dataset } from '../../src/data/pairs.ts'
import { loadAll, loadedLoss } from '../../src/losses/registry.ts'
import { openSource, openTable } from '../../src/readers/open.ts'
import { fixture, folder, read, readBytes, readColumns, refusal, stdin } from './reading.ts'

await loadAll()

const temporary = mkdtempSync(join(tmpdir(), 'loss-calc-formats-'))
afterAll(() => rmSync(temporary, { recursive: true }))

interface Expected {
  readonly shape: readonly number[]
  readonly data: readonly (number | string)[]
}

type Cell = number | string | null | readonly Cell[]
const all = JSON.parse(fixture('expected.json').toString()) as Record<
  string,
  Expected | { columns: Record<string, Cell[]> }
>
const expected = Object.fromEntries(Object.entries(all).filter(([, value]) => 'data' in value)) as Record<
  string,
  Expected
>
const tables = Object.fromEntries(
  Object.entries(all).flatMap(([name, value]) => ('columns' in value ? [[name, value.columns]] : [])),
)
const numbers = ({ data }: Expected) =>
  data.map((value) => Number(value === 'inf' ? Infinity : value === '-inf' ? -Infinity : value))

describe('a file written by another library', () => {
  it.each(Object.keys(expected))('%s has the numbers it was given, bit for bit', async (name) => {
    const { data, shape, place } = await read(`${folder}/${name}`)
    expect(shape).toEqual(expected[name]!.shape)
    expect([...data]).toEqual(numbers(expected[name]!))
    if (data.length > 0) expect(place!(0).file).toBe(`${folder}/${name}`)
  })

  it.each(Object.keys(expected).filter((name) => !name.includes('#')))(
    '%s is read from a pipe too',
    async (name) => {
      for (const size of [1, 7, 100_000]) {
        const { data, shape } = await readBytes(fixture(name), {}, size)
        expect(shape).toEqual(expected[name]!.shape)
        expect([...data]).toEqual(numbers(expected[name]!))
      }
    },
  )
})

const special: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: Number.NaN }
const flatCells = (value: Cell): (number | undefined)[] =>
  Array.isArray(value)
    ? value.flatMap(flatCells)
    : [typeof value === 'string' ? special[value] : ((value as number | null) ?? undefined)]

describe('a table written by another library', () => {
  it.each(Object.keys(tables))('%s has the columns it was given', async (name) => {
    const { columns } = await openTable(`${folder}/${name}`, {}, stdin(new Uint8Array(0)))
    expect(columns.map((column) => column.name)).toEqual(Object.keys(tables[name]!))
    const selections = columns.map(
      ({ type }, i) => ({ columns: [i], as: type === 'text' ? 'texts' : 'numbers' }) as const,
    )
    const { tensors, texts, gaps } = await readColumns(`${folder}/${name}`, selections, 'skip')
    columns.forEach((column, i) => {
      const wanted = tables[name]![column.name]!
      if (column.type === 'text') expect(texts[i]).toEqual(wanted.map((text) => text ?? undefined))
      else {
        const missing = wanted.map((value) => Number(flatCells(value).includes(undefined)))
        expect({ [column.name]: gaps[i] }).toEqual({ [column.name]: missing })
        const width = tensors[i]!.data.length / wanted.length
        const flat = wanted.flatMap((value) =>
          value === null ? Array<undefined>(width).fill(undefined) : flatCells(value),
        )
        expect({ [column.name]: [...tensors[i]!.data] }).toEqual({
          [column.name]: flat.map((value) => value ?? Number.NaN),
        })
      }
    })
  })
})

describe('npy', () => {
  const refused = readdirSync(folder).filter((name) => name.startsWith('refused-') && name.endsWith('.npy'))
  it('refuses what holds no real numbers, with a recipe', async () => {
    const said: Record<string, unknown> = {}
    for (const name of refused) {
      const { code, message, details } = await refusal(() => read(`${folder}/${name}`))
      said[name] = [code, message, details.tries ?? details.why]
    }
    expect(said).toMatchInlineSnapshot(`
      {
        "refused-bytes.npy": [
          "E201",
          "fixtures/formats/refused-bytes.npy holds text",
          [
            "python -c "import numpy; a = numpy.load('fixtures/formats/refused-bytes.npy'); numpy.savetxt('x.csv', a.astype(str), '%s', header='label', comments='')"",
          ],
        ],
        "refused-complex.npy": [
          "E201",
          "fixtures/formats/refused-complex.npy holds complex numbers",
          [
            "python -c "import numpy; a = numpy.load('fixtures/formats/refused-complex.npy'); numpy.save('x.npy', a.real)"",
          ],
        ],
        "refused-dates.npy": [
          "E201",
          "fixtures/formats/refused-dates.npy holds dates",
          [
            "python -c "import numpy; a = numpy.load('fixtures/formats/refused-dates.npy'); numpy.save('x.npy', a.astype('int64'))"",
          ],
        ],
        "refused-object.npy": [
          "E201",
          "fixtures/formats/refused-object.npy holds Python objects, which only Python can read",
          [
            "python -c "import numpy; a = numpy.load('fixtures/formats/refused-object.npy', allow_pickle=True); numpy.savez('x.npz', **a.item()) if a.shape == () else numpy.savetxt('x.csv', a, '%s', header='label', comments='')"",
          ],
        ],
        "refused-records.npy": [
          "E201",
          "fixtures/formats/refused-records.npy holds records",
          [
            "python -c "import numpy; a = numpy.load('fixtures/formats/refused-records.npy'); numpy.savez('x.npz', **{k: a[k] for k in a.dtype.names})"",
          ],
        ],
        "refused-text.npy": [
          "E201",
          "fixtures/formats/refused-text.npy holds text",
          [
            "python -c "import numpy; a = numpy.load('fixtures/formats/refused-text.npy'); numpy.savetxt('x.csv', a.astype(str), '%s', header='label', comments='')"",
          ],
        ],
        "refused-too-large-u8.npy": [
          "E201",
          "18446744073709551615 has no exact double",
          "integers beyond 2^53 would be rounded; it is at byte 128 of fixtures/formats/refused-too-large-u8.npy",
        ],
        "refused-too-large.npy": [
          "E201",
          "9007199254740993 has no exact double",
          "integers beyond 2^53 would be rounded; it is at byte 136 of fixtures/formats/refused-too-large.npy",
        ],
        "refused-too-small.npy": [
          "E201",
          "-9007199254740993 has no exact double",
          "integers beyond 2^53 would be rounded; it is at byte 128 of fixtures/formats/refused-too-small.npy",
        ],
      }
    `)
  })

  it('says how many bytes are missing, or too many', async () => {
    const whole = fixture('c-order.npy')
    const file = join(temporary, 'x.npy')
    writeFileSync(file, whole.subarray(0, whole.length - 8))
    expect((await refusal(() => read(file))).message).toBe(
      `${file}: the header says (5, 3) float64, 120 bytes, but 112 follow`,
    )
    const piped = await refusal(() => readBytes(whole.subarray(0, whole.length - 8)))
    expect(piped.message).toBe('stdin: the header says (5, 3) float64, 120 bytes, but 112 follow')
    const longer = await refusal(() => readBytes(Buffer.concat([whole, whole])))
    expect(longer.message).toBe('stdin: the header says (5, 3) float64, 120 bytes, but more follow')
  })

  it('tells the place of a number', async () => {
    const { place } = await read(`${folder}/rank-3.npy`)
    expect(place!(7)).toEqual({ file: `${folder}/rank-3.npy`, row: 1, field: '0, 1' })
  })
})

/** An NPY file of doubles. */
function npy(shape: readonly number[], data: Float64Array): Buffer {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117)
  const head = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${header}\n`, 'latin1')
  return Buffer.concat([head, Buffer.from(data.buffer)])
}

describe('a large array, read in pieces', () => {
  // More than the 4 MiB that are read in one.
  const rows = 180_000
  const wave = (phase: number, length: number) =>
    Float64Array.from({ length }, (_, i) => Math.round(1e4 * Math.sin(phase + i)) / 1e4)
  const csv = (data: Float64Array, width: number) =>
    Array.from({ length: data.length / width }, (_, r) =>
      data.subarray(r * width, (r + 1) * width).join(','),
    ).join('\n')
  const [x, t] = [wave(0, 3 * rows), wave(1, 3 * rows).map(Math.abs)]
  const write = (name: string, content: string | Buffer) => writeFileSync(join(temporary, name), content)
  /** The report of two of the files. */
  const report = async (loss: string, ...names: string[]) => {
    const request = {
      loss: loadedLoss(loss)!,
      options: {},
      reduction: 'mean',
      values: false,
      grad: false,
      samples: 0,
    } as const
    const [input, target] = await Promise.all(
      names.map((name) => openSource(join(temporary, name), {}, stdin(new Uint8Array(0)))),
    )
    return compute(request, dataset({ input: input!, target: target! }))
  }
  beforeAll(() => {
    for (const width of [1, 3]) {
      write(`x-${width}.csv`, csv(x, width))
      write(`t-${width}.csv`, csv(t, width))
    }
  })

  it.each([
    { shape: [3 * rows], loss: 'mse', width: 1 },
    { shape: [rows, 3], loss: 'mse', width: 3 },
    { shape: [rows, 3], loss: 'bce-logits', width: 3 },
    { shape: [rows, 3, 1], loss: 'mse', width: 3 },
  ])('gives $loss of $shape as the CSV does', async ({ shape, loss, width }) => {
    write('x.npy', npy(shape, x))
    write('t.npy', npy(shape, t))
    const binary = await report(loss, 'x.npy', 't.npy')
    const text = await report(loss, `x-${width}.csv`, `t-${width}.csv`)
    expect(binary.value).toBe(text.value)
    expect(binary.elements).toBe(3 * rows)
    expect(binary.args.input!.shape).toEqual(shape)
    if (shape.length < 3) expect((await report(loss, 'x.npy', `t-${width}.csv`)).value).toBe(text.value)
  })

  it('classes (N, C) against indices (N)', async () => {
    const indices = Float64Array.from({ length: rows }, (_, i) => i % 3)
    write('x.npy', npy([rows, 3], x))
    write('t.npy', npy([rows], indices))
    write('t.csv', csv(indices, 1))
    const binary = await report('ce', 'x.npy', 't.npy')
    expect(binary.value).toBe((await report('ce', 'x-3.csv', 't.csv')).value)
    expect(binary.samples).toBe(rows)
  })
})

describe('a file of several arrays', () => {
  const several = ['several.npz', 'several-deflated.npz', 'several.safetensors']

  it.each(several)('%s wants a name', async (name) => {
    const file = `${folder}/${name}`
    const { code, message, details } = await refusal(() => read(file))
    expect(code).toBe('E200')
    expect(message).toContain(`${file} holds 4 arrays: `)
    expect(details.tries![0]).toMatch(/ with "[^"]+#\w+" for "[^"]+"$/)
    expect((await refusal(() => read(`${file}#nothing`))).message).toContain('holds no array nothing, but ')
  })

  it.each(several)('%s is a table', async (name) => {
    const table = await openTable(`${folder}/${name}`, {}, stdin(new Uint8Array(0)))
    const at = (wanted: string) => table.columns.findIndex((column) => column.name === wanted)
    expect(table.columns.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'logits', type: 'list', stored: 'float32' },
      { name: 'p', type: 'number', stored: 'float64' },
      { name: 'target', type: 'number', stored: 'int64' },
      { name: 'weight', type: 'list', stored: 'float64' },
    ])
    const { tensors, texts } = await readColumns(`${folder}/${name}`, [
      { columns: [at('logits')], as: 'numbers' },
      { columns: [at('p'), at('target')], as: 'numbers' },
      { columns: [at('weight')], as: 'numbers' },
      { columns: [at('target')], as: 'texts' },
    ])
    const wanted = (member: string) => numbers(expected[`${name}#${member}`]!)
    expect(tensors[0]).toMatchObject({ shape: [8, 3] })
    expect([...tensors[0]!.data]).toEqual(wanted('logits'))
    expect(tensors[1]).toMatchObject({ shape: [8, 2], table: true })
    expect([...tensors[1]!.data]).toEqual(wanted('p').flatMap((p, i) => [p, wanted('target')[i]!]))
    expect([...tensors[2]!.data]).toEqual(wanted('weight'))
    expect(texts[3]).toEqual(wanted('target').map(String))
  })

  it('unpacks an lz4 frame whose blocks refer to the ones before', async () => {
    const { data, shape } = await read(`${folder}/long-lz4.arrow`)
    const { sum } = all['long-lz4.arrow'] as unknown as { sum: number }
    expect(shape).toEqual([30_000, 1])
    expect(data.reduce((total, value) => total + value)).toBe(sum)
  })

  it('leaves out columns without numbers, and refuses different lengths', async () => {
    const mixed = await readColumns(`${folder}/mixed.npz`, [{ columns: [0], as: 'numbers' }])
    expect(mixed.table).toMatchObject({
      columns: [{ name: 'x', type: 'number' }],
      notes: ['left out names: no real numbers'],
    })
    const all = `${folder}/types.safetensors`
    const named = (...names: string[]) => readColumns(all, [{ columns: names.map(at), as: 'numbers' }])
    const { table } = await readColumns(all, [])
    const at = (name: string) => table.columns.findIndex((column) => column.name === name)
    for (const names of [['i64', 'f64'], ['i8', 'scalar'], ['scalar']])
      expect(await refusal(() => named(...names))).toMatchObject({ code: 'E203' })
    expect((await named('i8', 'u8')).tensors[0]).toMatchObject({ shape: [2, 2] })
  })
})

describe('columns', () => {
  it.each([
    'refused-mixed.parquet',
    'refused-too-large.parquet',
    'refused-null.parquet',
    'refused-ragged.parquet',
    'refused-uneven.parquet',
    'refused-too-large.arrow',
    'refused-int128.arrow',
    'typed.arrow',
    'polars-texts.arrow',
  ])('of %s are not one tensor of numbers', async (name) => {
    const { code, message, details } = await refusal(() => read(`${folder}/${name}`))
    expect({ code, message, ...details }).toMatchSnapshot()
  })

  it('are named where the file names them', async () => {
    const { columns } = await openSource(`${folder}/numbers-snappy.parquet`, {}, stdin(new Uint8Array(0)))
    expect(columns).toEqual(['p', 'label', 'half'])
    const { place } = await read(`${folder}/numbers-none.arrow`)
    expect(place!(22)).toEqual({ file: `${folder}/numbers-none.arrow`, row: 7, field: 'label' })
  })

  it('of spans of time are left out, as those of Arrow are: as numbers they were of any unit', async () => {
    const { columns, leftOut } = await openTable(
      `${folder}/spans-of-time.parquet`,
      {},
      stdin(new Uint8Array(0)),
    )
    expect({ columns: columns.map(({ name }) => name), leftOut }).toEqual({
      columns: ['n', 'y'],
      leftOut: ['spent'],
    })
  })

  it('of text are no numbers, and lists stand alone', async () => {
    const file = `${folder}/typed.parquet`
    const { columns } = await openTable(file, {}, stdin(new Uint8Array(0)))
    const at = (name: string) => columns.findIndex((column) => column.name === name)
    const texts = () => readColumns(file, [{ columns: [at('name')], as: 'numbers' }])
    expect(await refusal(texts)).toMatchObject({ code: 'E201' })
    const lists = () => readColumns(file, [{ columns: [at('list'), at('f8')], as: 'numbers' }])
    expect(await refusal(lists)).toMatchObject({ code: 'E203' })
    const gaps = () => readColumns(file, [{ columns: [at('f8'), at('gaps')], as: 'numbers' }])
    expect(await refusal(gaps)).toMatchObject({ code: 'E202', details: { at: { row: 1, field: 'gaps' } } })
    const numbers = await readColumns(file, [{ columns: [at('u1')], as: 'texts' }])
    expect(numbers.texts[0]).toEqual(['0', '1', '2', '3', '4', '255'])
  })
})

describe('a format that is not read', () => {
  it('is refused with a way out', async () => {
    const said: Record<string, unknown> = {}
    for (const name of [
      'refused-legacy.pt',
      'refused-global.pt',
      'refused-complex.pt',
      'refused-module.pt',
      'refused.pkl',
      'refused-float8.safetensors',
      'refused-too-large.safetensors',
    ]) {
      const { code, message, details } = await refusal(() => read(`${folder}/${name}`))
      said[name] = [code, message, details.tries ?? details.why]
    }
    for (const magic of ['\x89HDF\r\n\x1a\n', 'BZh9', 'SQLite format 3\0', '\x80\x05']) {
      const { code, message } = await refusal(() => readBytes(Buffer.from(magic.padEnd(600), 'latin1')))
      said[JSON.stringify(magic)] = [code, message]
    }
    expect(said).toMatchInlineSnapshot(`
      {
        ""BZh9"": [
          "E204",
          "stdin is compressed with bzip2",
        ],
        ""SQLite format 3\\u0000"": [
          "E204",
          "stdin is SQLite",
        ],
        ""\\u0005"": [
          "E204",
          "stdin is a pickle, which is a program and is not run",
        ],
        ""HDF\\r\\n\\u001a\\n"": [
          "E204",
          "stdin is HDF5",
        ],
        "refused-complex.pt": [
          "E201",
          "fixtures/formats/refused-complex.pt#tensor holds no real numbers",
          undefined,
        ],
        "refused-float8.safetensors": [
          "E201",
          "fixtures/formats/refused-float8.safetensors#x holds numbers of the type "F8_E4M3"",
          [
            "save_file({"x": x.float()}, "x.safetensors")",
          ],
        ],
        "refused-global.pt": [
          "E204",
          "fixtures/formats/refused-global.pt: its pickle names "torch.optim.sgd.SGD", which is not run",
          [
            "python -c "import torch; x = torch.load('fixtures/formats/refused-global.pt', weights_only=False); x = x['NAME'] if isinstance(x, dict) else x; torch.save(x.state_dict() if hasattr(x, 'state_dict') else (x.dequantize() if getattr(x, 'is_quantized', 0) else torch.as_tensor(x).detach().to_dense()).double(), 'x.pt')"",
          ],
        ],
        "refused-legacy.pt": [
          "E204",
          "fixtures/formats/refused-legacy.pt is a file of torch before version 1.6, which holds no zip file",
          [
            "python -c "import torch; torch.save(torch.load('fixtures/formats/refused-legacy.pt', weights_only=False), 'x.pt')"",
          ],
        ],
        "refused-module.pt": [
          "E204",
          "fixtures/formats/refused-module.pt: its pickle names "torch.nn.modules.linear.Linear", which is not run",
          [
            "python -c "import torch; x = torch.load('fixtures/formats/refused-module.pt', weights_only=False); x = x['NAME'] if isinstance(x, dict) else x; torch.save(x.state_dict() if hasattr(x, 'state_dict') else (x.dequantize() if getattr(x, 'is_quantized', 0) else torch.as_tensor(x).detach().to_dense()).double(), 'x.pt')"",
          ],
        ],
        "refused-too-large.safetensors": [
          "E201",
          "9007199254740993 has no exact double",
          "integers beyond 2^53 would be rounded; it is at byte 0 of fixtures/formats/refused-too-large.safetensors",
        ],
        "refused.pkl": [
          "E204",
          "fixtures/formats/refused.pkl is a pickle, which is a program and is not run",
          [
            "python -c "import numpy, pickle; a = pickle.load(open('fixtures/formats/refused.pkl', 'rb')); numpy.savez('x.npz', **a) if isinstance(a, dict) else numpy.savez('x.npz', *a) if isinstance(a, tuple) else numpy.save('x.npy', a)"",
            "python -c "import pandas; pandas.DataFrame(pandas.read_pickle('fixtures/formats/refused.pkl')).to_csv('x.csv')"",
          ],
        ],
      }
    `)
  })

  it.each(['real.csv.gz', 'real.csv.zst', 'real.npy.gz', 'real.npy.zst', 'frames.csv.zst'])(
    '%s cut off',
    async (name) => {
      const whole = fixture(name)
      expect(await refusal(() => readBytes(whole.subarray(0, whole.length - 3)))).toMatchObject({
        code: 'E204',
        message: expect.stringMatching(/^stdin: the (gzip|zstd) stream is cut off: /) as string,
      })
    },
  )

  it('packed twice', async () => {
    const twice = gzipSync(fixture('real.csv.gz'))
    expect((await refusal(() => readBytes(twice))).message).toBe('stdin is compressed twice')
  })
})
