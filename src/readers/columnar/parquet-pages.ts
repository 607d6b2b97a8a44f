import type { ColumnMetaData, SchemaTree } from 'hyparquet'
import { readPageHeader } from './page-header.ts'
import { checkCount, checkRuns, isFull } from './runs.ts'

/** What a column's pages hold, as far as their lengths need it. */
interface PageKind {
  /** Highest levels: of lists within lists, and of what may be missing. */
  readonly repetition: number
  readonly definition: number
  readonly boolean: boolean
  /** All values of the column in the row group. */
  readonly values: number
}

type Unpack = (input: Uint8Array, length: number) => Uint8Array

/** The levels of a leaf column, by its path through the schema. */
export function pageKind(
  tree: SchemaTree,
  { path_in_schema: path, type, num_values }: ColumnMetaData,
): PageKind {
  let repetition = 0
  let definition = 0
  let node = tree
  for (const part of path) {
    const child = node.children.find(({ element }) => element.name === part)
    if (!child) throw new Error(`the column ${path.join('.')} is not in the schema`)
    node = child
    const kind = node.element.repetition_type
    if (kind === 'REPEATED') repetition++
    if (kind !== 'REQUIRED') definition++
  }
  return { repetition, definition, boolean: type === 'BOOLEAN', values: Number(num_values) }
}

/**
 * Unpacks the pages of a column and checks their lengths, which the library that decodes them trusts: a run of a few
 * bytes may stand for billions of values. Where nothing is missing, the pages come without their levels, as of a column
 * in which nothing may be missing: that is several times faster.
 *
 * @throws Error for a length that does not fit
 */
export function unpackPages(
  bytes: Uint8Array,
  kind: PageKind,
  unpack: Unpack,
): { pages: Uint8Array[]; dense: boolean } {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
  const pages: Uint8Array[] = []
  const bare: Uint8Array[] = []
  let dense = kind.repetition === 0 && kind.definition === 1
  let values = 0
  while (reader.offset < bytes.length - 1 && values < kind.values) {
    const { type, packed, size, v1, v2, dictionary } = readPageHeader(reader)
    const end = reader.offset + packed
    if (!(packed >= 0 && end <= bytes.length && size >= 0))
      throw new Error(`a page of ${packed} bytes does not fit`)
    const page = bytes.subarray(reader.offset, end)
    reader.offset = end
    if (type === 'DICTIONARY_PAGE' && dictionary) {
      pages.push(unpack(page, size))
      bare.push(pages.at(-1)!)
      checkCount(dictionary.values, pages.at(-1)!.length)
    } else if (type === 'DATA_PAGE' && v1) {
      values += checkCount(v1.values, kind.values - values)
      const content = unpack(page, size)
      pages.push(content)
      let at = 0
      for (const level of [kind.repetition, kind.definition]) {
        if (level > 0) at = checkPrefixed(content, at, level, v1.values)
      }
      checkValues(content.subarray(at), v1.encoding, kind, v1.values)
      dense &&= isFull(content.subarray(4, at), v1.values)
      if (dense) bare.push(withoutLevels(content, at))
    } else if (type === 'DATA_PAGE_V2' && v2) {
      values += checkCount(v2.values, kind.values - values)
      checkCount(v2.nulls, v2.values)
      dense = false
      const [repetition, definition] = [v2.repetition, v2.definition]
      const levels = repetition + definition
      if (!(repetition >= 0 && definition >= 0 && levels <= page.length))
        throw new Error('the levels of a page do not fit')
      checkLevels(page.subarray(0, repetition), kind.repetition, v2.values)
      checkLevels(page.subarray(repetition, levels), kind.definition, v2.values)
      const rest = page.subarray(levels)
      const content = !v2.compressed ? rest : unpack(rest, size - levels)
      if (v2.compressed) pages.push(content)
      checkValues(content, v2.encoding, kind, v2.values - v2.nulls)
    } else throw new Error(`a page of the kind ${type}`)
  }
  return { pages: dense ? bare : pages, dense }
}

/** The values moved to the front; the library wants the length of the page unchanged. */
function withoutLevels(page: Uint8Array, at: number): Uint8Array {
  const moved = new Uint8Array(page.length)
  moved.set(page.subarray(at))
  return moved
}

function checkValues(bytes: Uint8Array, encoding: string, { boolean }: PageKind, count: number): void {
  // The library reads on to the end of the page, whatever the length before them says.
  if (boolean && encoding === 'RLE') checkRuns(bytes.subarray(4), 1, count)
  else if (encoding.endsWith('_DICTIONARY') && bytes.length > 0)
    checkRuns(bytes.subarray(1), bytes[0]!, count)
}

/** Levels after their length; where they end. */
function checkPrefixed(bytes: Uint8Array, at: number, level: number, count: number): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true)
  const end = at + 4 + length
  if (end > bytes.length) throw new Error(`${length} bytes of levels do not fit in a page`)
  checkLevels(bytes.subarray(at + 4, end), level, count)
  return end
}

/** Runs that end early would be read on in the bytes after them. */
function checkLevels(bytes: Uint8Array, level: number, count: number): void {
  if (level === 0) return
  const found = checkRuns(bytes, 32 - Math.clz32(level), count)
  if (found < count) throw new Error(`the levels of ${found} values where there should be ${count}`)
}
