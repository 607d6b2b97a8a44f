import { readdirSync, readFileSync } from 'node:fs'
import { parquetMetadata } from 'hyparquet'
import { expect, test } from 'vitest'
import { footerInSlices } from '../../src/readers/columnar/parquet-footer.ts'

const folder = 'fixtures/formats'

const footerOf = (name: string) => {
  const bytes = readFileSync(`${folder}/${name}`)
  return bytes.subarray(bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8))
}

/** A number of Thrift, seven bits a byte. */
const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(value >> 7)]

/** The footer of a file of three row groups, whose list begins at `19 3c 19`, with so many times these. */
function repeated(name: string, times: number): Buffer {
  const footer = footerOf(name)
  const at = footer.indexOf(Uint8Array.of(0x19, 0x3c, 0x19)) + 1
  const end = footer.indexOf(Uint8Array.of(0x19, 0x1c, 0x18), at)
  const groups = footer.subarray(at + 1, end)
  const before = [footer.subarray(0, at), Uint8Array.of(0xfc, ...varint(3 * times))]
  const all = Array.from({ length: times }, () => groups)
  const whole = Buffer.concat([...before, ...all, footer.subarray(end)])
  whole.writeUInt32LE(whole.length - 8, whole.length - 8)
  return whole
}

const names = readdirSync(folder).filter((name) => name.endsWith('.parquet'))

test.each(names)('the footer of %s is the same in slices', (name) => {
  const footer = footerOf(name)
  const whole = parquetMetadata(footer, { geoparquet: false })
  const found = footerInSlices(footer, 1)
  expect({ ...found, row_groups: [], metadata_length: 0 }).toEqual({
    ...whole,
    row_groups: [],
    metadata_length: 0,
  })
  expect(whole.row_groups).toMatchObject(found.row_groups)
})

test('of many row groups what is not used is dropped, and what is alike is held once', () => {
  const footer = repeated('numbers-snappy.parquet', 30)
  const whole = parquetMetadata(footer, { geoparquet: false })
  const { row_groups: groups } = footerInSlices(footer, 1 << 10)
  expect(groups).toHaveLength(90)
  expect(whole.row_groups).toMatchObject(groups)
  const columns = groups.flatMap((group) => group.columns.map(({ meta_data: column }) => column!))
  expect(new Set(columns.map((column) => column.path_in_schema)).size).toBe(groups[0]!.columns.length)
  expect(columns.every((column) => !('statistics' in column))).toBe(true)
})

test('one that is damaged is no header of a page', () => {
  const footer = repeated('numbers-snappy.parquet', 30)
  // The first field of the first row group has a type that there is not.
  footer[footer.indexOf(Uint8Array.of(0xfc, ...varint(90))) + 2] = 0x1d
  expect(() => footerInSlices(footer, 1 << 10)).toThrow('its metadata is malformed')
})
