/* A small writer of Parquet: plain pages without compression, for columns of numbers, texts and lists of numbers. */

export type Cell = string | number | readonly number[] | null

export interface NamedColumn {
  readonly name: string
  readonly cells: readonly Cell[]
}

/** Values of thrift's compact protocol, as far as Parquet needs them: fields by their numbers. */
type Thrift = { readonly i32: number } | { readonly i64: number } | string | readonly Thrift[] | Struct
interface Struct {
  readonly fields: Readonly<Record<number, Thrift>>
}

const i32 = (value: number) => ({ i32: value })
const i64 = (value: number) => ({ i64: value })
const struct = (fields: Struct['fields']): Struct => ({ fields })

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
}

function typeOf(value: Thrift): number {
  if (typeof value === 'string') return 8
  if (Array.isArray(value)) return 9
  if ('fields' in value) return 12
  return 'i32' in value ? 5 : 6
}

function bytesOf(value: Thrift): number[] {
  if (typeof value === 'string') {
    const bytes = [...Buffer.from(value)]
    return [...varint(bytes.length), ...bytes]
  }
  if (Array.isArray(value)) {
    const list = value as readonly Thrift[]
    const type = list.length === 0 ? 5 : typeOf(list[0]!)
    const head = list.length < 15 ? [list.length * 16 + type] : [0xf0 + type, ...varint(list.length)]
    return [...head, ...list.flatMap(bytesOf)]
  }
  if ('fields' in value) {
    const parts: number[] = []
    let before = 0
    for (const [field, inner] of Object.entries(value.fields)) {
      parts.push((Number(field) - before) * 16 + typeOf(inner), ...bytesOf(inner))
      before = Number(field)
    }
    return [...parts, 0]
  }
  return varint(2 * ('i32' in value ? value.i32 : (value as { i64: number }).i64))
}

/** Levels of 0 and 1, packed bit by bit. */
function levels(bits: readonly number[]): Buffer {
  const packed = Buffer.alloc(Math.ceil(bits.length / 8))
  bits.forEach((bit, i) => (packed[i >> 3]! |= bit << (i & 7)))
  const run = Buffer.concat([Buffer.from(varint(packed.length * 2 + 1)), packed])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(run.length)
  return Buffer.concat([length, run])
}

function plain(values: readonly (string | number)[]): Buffer {
  return Buffer.concat(
    values.map((value) => {
      if (typeof value === 'number') {
        const bytes = Buffer.alloc(8)
        bytes.writeDoubleLE(value)
        return bytes
      }
      const text = Buffer.from(value)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(text.length)
      return Buffer.concat([length, text])
    }),
  )
}

const DOUBLE = 5
const BYTE_ARRAY = 6

/** Columns as a file with so many rows in a group; `pandas` is what pandas says of them. */
export function parquetOf(columns: readonly NamedColumn[], rows = Infinity, pandas?: object): Buffer {
  const all = columns[0]!.cells.length
  const kinds = columns.map(({ cells }) => {
    const first = cells.find((cell) => cell !== null)
    return typeof first === 'string' ? 'text' : typeof first === 'number' ? 'number' : 'list'
  })
  const schema = columns.flatMap(({ name }, c) => {
    if (kinds[c] === 'number') return [struct({ 1: i32(DOUBLE), 3: i32(1), 4: name })]
    if (kinds[c] === 'text') return [struct({ 1: i32(BYTE_ARRAY), 3: i32(1), 4: name, 6: i32(0) })]
    return [
      struct({ 3: i32(0), 4: name, 5: i32(1), 6: i32(3) }),
      struct({ 3: i32(2), 4: 'list', 5: i32(1) }),
      struct({ 1: i32(DOUBLE), 3: i32(0), 4: 'element' }),
    ]
  })
  const parts: Buffer[] = [Buffer.from('PAR1')]
  let at = 4
  const groups: Struct[] = []
  for (let from = 0; from < all; from += rows) {
    const chunks = columns.map(({ name, cells }, c) => {
      const own = cells.slice(from, from + rows)
      const lists = kinds[c] === 'list'
      const values = own.flatMap((cell) => cell ?? []) as (string | number)[]
      const repeated = lists ? own.flatMap((cell) => (cell as number[]).map((_, i) => Math.min(i, 1))) : []
      const count = lists ? repeated.length : own.length
      const defined = lists ? repeated.map(() => 1) : own.map((cell) => (cell === null ? 0 : 1))
      const page = Buffer.concat([lists ? levels(repeated) : Buffer.alloc(0), levels(defined), plain(values)])
      const about = struct({ 1: i32(count), 2: i32(0), 3: i32(3), 4: i32(3) })
      const head = Buffer.from(
        bytesOf(struct({ 1: i32(0), 2: i32(page.length), 3: i32(page.length), 5: about })),
      )
      const start = at
      parts.push(head, page)
      at += head.length + page.length
      const size = i64(at - start)
      const path = lists ? [name, 'list', 'element'] : [name]
      const type = i32(kinds[c] === 'text' ? BYTE_ARRAY : DOUBLE)
      return struct({
        2: i64(start),
        3: struct({
          ...{
            1: type,
            2: [i32(0), i32(3)],
            3: path,
            4: i32(0),
            5: i64(count),
            6: size,
            7: size,
            9: i64(start),
          },
        }),
      })
    })
    groups.push(struct({ 1: chunks, 2: i64(at), 3: i64(Math.min(rows, all - from)) }))
  }
  const root = struct({ 4: 'schema', 5: i32(columns.length) })
  const about = pandas ? { 5: [struct({ 1: 'pandas', 2: JSON.stringify(pandas) })] } : {}
  const meta = struct({ 1: i32(1), 2: [root, ...schema], 3: i64(all), 4: groups, ...about })
  const footer = Buffer.from(bytesOf(meta))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  return Buffer.concat([...parts, footer, length, Buffer.from('PAR1')])
}
