import { describe, expect, it } from 'vitest'
import { gzipSync } from 'node:zlib'
import { LossError } from '../../src/error.ts'
import { AboveRows } from '../../src/readers/csv/above-rows.ts'
import { openTable } from '../../src/readers/open.ts'
import { readBytes, readColumns, stdin } from './reading.ts'

/** More than is looked at. */
const comments = '#  a header; of, many	lines |\n'.repeat(12_000)
const rows = 'a,b\n1,2\n3,4\n'
const options = { comment: '#' }

async function refusal(text: string): Promise<unknown> {
  const error: unknown = await readBytes(Buffer.from(text), options).catch((error: unknown) => error)
  if (error instanceof LossError) return [error.code, error.details.at?.line]
  throw error
}

describe('rows below comments', () => {
  it.each([
    ['above the names', comments + rows],
    ['below a byte order mark', `\ufeff${comments}${rows}`],
    ['with lines of Windows', (comments + rows).replaceAll('\n', '\r\n')],
    ['with lines of old Macs', (comments + rows).replaceAll('\n', '\r')],
    ['of one line', `${comments.replaceAll('\n', ' ')}\n${rows}`],
    ['below the names', rows.replace('\n', `\n${comments}`)],
    ['between rows', rows.replace('2\n', `2\n${comments}`)],
    ['above cells that blanks divide', comments + rows.replaceAll(',', '   ')],
    ['above cells that tabs divide', comments + rows.replaceAll(',', '\t')],
    ['above quotes', comments + rows.replace('1', '"1"')],
    ['above other spellings', comments + rows.replace('1', '"1')],
  ])('%s', async (name, text) => {
    const quoted = name === 'above other spellings'
    for (const size of name === 'above the names' ? [1e9, 4093, 7] : [65_536, 4093]) {
      const read = readBytes(Buffer.from(text), options, size)
      if (quoted) await expect(read).rejects.toMatchObject({ code: 'E204' })
      else expect([...(await read).data]).toEqual([1, 2, 3, 4])
    }
    if (!quoted) expect([...(await readBytes(gzipSync(text), options)).data]).toEqual([1, 2, 3, 4])
  })

  it('have the types of their cells', async () => {
    const text = `n,label\n${comments}1,x\n2,y\n`
    const { columns } = await openTable('-', options, stdin(Buffer.from(text)))
    expect(columns.map(({ type }) => type)).toEqual(['number', 'text'])
    const label = [{ columns: [1], as: 'texts' }] as const
    const { texts } = await readColumns('-', label, 'error', options, stdin(Buffer.from(text)))
    expect(texts).toEqual([['x', 'y']])
  })

  it.each([
    ['a bad cell', `${comments}${rows}5,x\n`, ['E201', 12_004]],
    ['a quote', `${comments}${rows}5,"x\n`, ['E204', 12_004]],
    ['a first line of two meanings', `${comments}1,x\n3,4\n`, ['E206', 12_001]],
    ['a blank line', `${comments}\n${rows}`, ['E202', 12_001]],
    ['a blank line above them', `\n${comments}${rows}`, ['E202', 1]],
    ['a blank line among them', `#\n\n${comments}\r\n${rows}`, ['E202', 2]],
    ['many blank lines', '\n'.repeat(300_000) + rows, ['E202', 1]],
    ['nothing', comments, ['E205', undefined]],
    ['nothing but blank lines', `${comments}\n\r\n`, ['E205', undefined]],
  ])('are refused for %s where it stands', async (_, text, place) => {
    expect(await refusal(text)).toEqual(place)
  })

  it('are found with one look at each byte', () => {
    let looks = 0
    const bytes = new Proxy(Buffer.from(comments + rows), {
      get(target, key) {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks++
        const value: unknown = Reflect.get(target, key)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const above = new AboveRows('t.csv', '#')
    expect(Buffer.from(above.pass(bytes)!).toString()).toBe(rows)
    expect(above.lines).toBe(12_000)
    expect(looks).toBeLessThan(4 * bytes.length)
  })
})
