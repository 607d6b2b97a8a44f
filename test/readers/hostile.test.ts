import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zip } from './zip.ts'
import { draws } from '../draws.ts'
import { same } from '../same.ts'
import { LossError } from '../../src/error.ts'
import { readDocument } from '../../src/readers/json/document-file.ts'
import { openTable } from '../../src/readers/open.ts'
import { fixture, folder, readBytes, stdin } from './reading.ts'

const OF_JAVASCRIPT = /undefined|is not a function|DataView|typed array/

/** What a damaged file gives: numbers that fit their shape, or a LossError. Anything else is thrown. */
async function outcome(bytes: Uint8Array, name: string): Promise<'read' | 'refused'> {
  const [, member] = name.split('#')
  try {
    if (member !== undefined) {
      const table = await openTable('-', {}, stdin(bytes))
      const selections = table.columns.map(
        ({ type }, i) => ({ columns: [i], as: type === 'text' ? 'texts' : 'numbers' }) as const,
      )
      for await (const piece of table.read(selections, 'skip')) same(piece.length, selections.length)
      return 'read'
    }
    const { data, shape } = await readBytes(bytes)
    same(
      data.length,
      shape.reduce((size, length) => size * length, 1),
    )
    return 'read'
  } catch (error) {
    // What JavaScript says of what a library misread is not for the owner of a file.
    if (!(error instanceof LossError) || OF_JAVASCRIPT.test(error.message)) throw error
    return 'refused'
  }
}

const binary = /\.(npy|npz|pt|pth|safetensors|parquet|arrow|feather|arrows|gz|zst)$/
const files = readdirSync(folder).filter((name) => binary.test(name) && fixture(name).length < 2500)
/** A few of every format, for what is slow. */
const some = [
  'c-order.npy',
  'fortran.npy',
  'single.npz',
  'columns.pt#',
  'protocol-5.pt',
  'single.safetensors',
  'several-deflated.npz#',
  'several.safetensors#',
  'real.csv.gz',
  'real.npy.zst',
  'numbers-snappy.parquet',
  'numbers-zstd.parquet#',
  'numbers-none.arrow',
  'polars-texts.arrow#',
  'numbers-lz4.arrows',
  'nested.arrow#',
]
const content = (name: string) => fixture(name.replace('#', ''))

describe('a damaged file', () => {
  it.each(some)('%s cut off at any byte', async (name) => {
    const whole = content(name)
    let refused = 0
    for (let length = 0; length < whole.length; length++) {
      if ((await outcome(whole.subarray(0, length), name)) === 'refused') refused++
    }
    expect(refused / whole.length).toBeGreaterThan(name.includes('.csv.') ? 0.5 : 0.95)
  })

  it.each([...new Set([...files, ...some])])('%s with bytes changed', async (name) => {
    const whole = content(name)
    const change = fc.tuple(
      fc.nat(whole.length - 1),
      fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff), fc.nat(255)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const damaged = Uint8Array.from(whole)
        for (const [at, byte] of changes) damaged[at] = byte
        await outcome(damaged, name)
      }),
      { numRuns: draws(some.includes(name) ? 400 : 60) },
    )
  })
})

it('a zstd block longer than any is told without the words of JavaScript', async () => {
  const damaged = Uint8Array.from(content('real.csv.zst'))
  damaged.set([168, 0], 5)
  expect(await outcome(damaged, 'real.csv.zst')).toBe('refused')
})

it('a column of Parquet whose name is damaged is refused', async () => {
  const damaged = Uint8Array.from(content('refused-mixed.parquet'))
  damaged[197] = 113
  expect(await outcome(damaged, 'refused-mixed.parquet')).toBe('refused')
})

const said = async (bytes: Uint8Array) => {
  try {
    await readBytes(bytes)
    return 'read'
  } catch (error) {
    return error instanceof LossError ? `${error.code} ${error.message}` : error
  }
}

function npy(descr: string, shape: string, rest = ''): Buffer {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, ${rest}}\n`
  const head = Buffer.from('\x93NUMPY\x01\x00\0\0', 'latin1')
  head.writeUInt16LE(header.length, 8)
  return Buffer.concat([head, Buffer.from(header), Buffer.alloc(16)])
}

function safetensors(header: string, data = 8, length = header.length): Buffer {
  const prefix = Buffer.alloc(8)
  prefix.writeBigUInt64LE(BigInt(length))
  return Buffer.concat([prefix, Buffer.from(header), Buffer.alloc(data)])
}

const tensor = (from: number, to: number, more = '') =>
  `{"dtype":"F32","shape":[${(to - from) / 4}],"data_offsets":[${from},${to}]${more}}`

describe('a hostile file', () => {
  it.each([
    ['a huge shape', npy('<f8', '(4611686018427387904, 4611686018427387904)')],
    ['a huge row', npy('<f8', '(1, 400000000)')],
    ['many rows', npy('<f8', '(100000000000, 8)')],
    ['a huge shape without numbers', npy('<f8', '(9007199254740991, 0, 9007199254740991)')],
    ['a negative length', npy('<f8', '(-1,)')],
    ['65 dimensions', npy('<f8', `(${'1, '.repeat(65)})`)],
    ['a key twice', npy('<f8', '(2,)', "'shape': (1,)")],
    ['an unknown key', npy('<f8', '(2,)', "'__proto__': (1,)")],
    ['many digits', npy('<f8', `(${'1'.repeat(50_000)},)`)],
    ['a type from the prototype', npy('constructor', '(2,)')],
    ['a header that never ends', Buffer.from('\x93NUMPY\x03\x00\xff\xff\xff\xff{', 'latin1')],
    ['version 9', Buffer.from('\x93NUMPY\x09\x00\x00\x00', 'latin1')],
  ])('npy: %s', async (what, bytes) => {
    expect({ [what]: await said(bytes) }).toMatchSnapshot()
  })

  it.each([
    ['a header longer than the file', safetensors('{}', 0, 1000)],
    ['a header of 2^63', Buffer.from([0, 0, 0, 0, 0, 0, 0, 128, 0x7b])],
    ['a header of 101 MB', safetensors('{', 0, 101_000_000)],
    ['a name twice', safetensors(`{"a":${tensor(0, 8)},"a":${tensor(0, 8)}}`)],
    ['a field twice', safetensors(`{"a":${tensor(0, 8, ',"dtype":"F32"')}}`)],
    ['__proto__ as a field', safetensors(`{"a":${tensor(0, 8, ',"__proto__":{"dtype":"F64"}')}}`)],
    ['overlapping tensors', safetensors(`{"a":${tensor(0, 8)},"b":${tensor(4, 8)}}`)],
    ['a gap', safetensors(`{"a":${tensor(4, 8)}}`)],
    ['more than is described', safetensors(`{"a":${tensor(0, 4)}}`)],
    ['less than is described', safetensors(`{"a":${tensor(0, 12)}}`)],
    ['ends before it starts', safetensors('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}')],
    ['a shape that lies', safetensors('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}')],
    ['a fraction', safetensors('{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}')],
    ['deep nesting', safetensors(`{"a":${'['.repeat(100_000)}}`)],
    ['deep nesting that is closed', safetensors(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)],
    ['no tensor', safetensors('{}', 0)],
    ['a type from the prototype', safetensors('{"a":{"dtype":"toString","shape":[2],"data_offsets":[0,8]}}')],
  ])('safetensors: %s', async (what, bytes) => {
    expect({ [what]: await said(bytes) }).toMatchSnapshot()
  })
})

describe('a hostile zip file', () => {
  const x = { name: 'x.npy', data: npy('<f8', '(2,)') }
  const bomb = Buffer.concat([x.data, Buffer.alloc(50_000_000)])

  it.each([
    ['as it should be', zip(x)],
    ['a bomb', zip({ ...x, data: bomb, method: 8 })],
    ['a bomb that is announced small', zip({ ...x, data: bomb, method: 8, size: 200 })],
    ['larger than announced', zip({ ...x, size: x.data.length - 8 })],
    ['smaller than announced', zip({ ...x, size: 1e9 })],
    ['an entry outside of the file', zip({ ...x, packed: 1e9 })],
    ['an entry that starts elsewhere', zip({ ...x, offset: 3 })],
    ['an entry that starts outside', zip({ ...x, offset: 0xfffffff0 })],
    ['encrypted', zip({ ...x, flags: 1 })],
    ['another compression', zip({ ...x, method: 12 })],
    ['a name twice', zip(x, x)],
    ['__proto__', zip({ ...x, name: '__proto__.npy' }, x)],
    ['no array', zip({ name: 'a.txt', data: Buffer.from('a') })],
    ['a spreadsheet', zip({ name: '[Content_Types].xml', data: Buffer.from('a') })],
    ['nothing', zip()],
    ['no directory', zip(x).subarray(0, -22)],
  ])('%s', async (what, bytes) => {
    expect({ [what]: await said(bytes) }).toMatchSnapshot()
  })
})

it('a list whose type became a date out of range', async () => {
  const damaged = Uint8Array.from(fixture('nested.arrow'))
  damaged[951] = 8
  expect(await outcome(damaged, 'nested.arrow#')).toBe('refused')
})

describe('a compressed bomb', () => {
  const zeros = gzipSync(Buffer.alloc(1 << 25))

  it('ends in an error, not in all memory', async () => {
    expect(zeros.length).toBeLessThan(50_000)
    expect(await said(zeros)).toMatch(/^E205 stdin has no rows of numbers/)
  })

  it('ends where an array ends', async () => {
    const longer = gzipSync(Buffer.concat([npy('<f8', '(2,)'), Buffer.alloc(1 << 24)]))
    expect(await said(longer)).toBe('E204 stdin: the header says (2,) float64, 16 bytes, but more follow')
  })
})

/** Texts that tools write: JSON frames, lists in cells, labels with scores, cells apart by blanks. */
const forms = readdirSync('fixtures/forms').filter((name) => /\.(json|jsonl|csv|tsv|txt)$/.test(name))

describe('a damaged text of a tool', () => {
  it.each(forms)('%s, cut off or with characters changed', async (name) => {
    const whole = readFileSync(`fixtures/forms/${name}`)
    const letter = fc.constantFrom(...Buffer.from('[]{}",:.-+ \n09eNalb%$('))
    const change = fc.tuple(fc.nat(whole.length - 1), letter)
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 3 }), fc.nat(whole.length), async (changes, end) => {
        const damaged = Uint8Array.from(whole)
        for (const [at, byte] of changes) damaged[at] = byte
        await outcome(changes.length === 0 ? damaged.subarray(0, end) : damaged, `${name}#`)
        await outcome(changes.length === 0 ? damaged.subarray(0, end) : damaged, name)
      }),
      { numRuns: draws(10) },
    )
  })
})

it.each([
  '[[{"label": "cat", "score": 0.7}, {"label": ',
  '[[{"label": "cat", "score": 0.7}, {"label": 5, "score": 1}]]',
  '[{"label": "cat", "score": 0.7}, {"label"',
])('labels with scores that break off are refused: %s', async (text) => {
  expect(await outcome(Buffer.from(text), 'pipeline.json')).toBe('refused')
  expect(await outcome(Buffer.from(text), 'pipeline.json#')).toBe('refused')
})

it('a suite or an expectation that is larger than any is not read on', async () => {
  const place = mkdtempSync(join(tmpdir(), 'loss-calc-hostile-'))
  try {
    const path = join(place, 'suite.json')
    writeFileSync(path, '[')
    truncateSync(path, 2 ** 25 + 1)
    await expect(readDocument(path)).rejects.toThrow(`${path} is read as a whole, but is larger than 32 MiB`)
  } finally {
    rmSync(place, { recursive: true })
  }
})
