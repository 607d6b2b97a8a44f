import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'quote-'))
afterAll(() => rmSync(folder, { recursive: true }))

it.each([100, 100_000])('a quote that is never closed is shown where it opened, in %d rows', async (rows) => {
  const path = join(folder, `${rows}.csv`)
  const lines = Array.from({ length: rows }, (_, i) => `${i},0,1,${i === 40 ? '"' : ''}2\n`)
  writeFileSync(path, `id,label,a,b\n${lines.join('')}`)
  const { stderr } = await run(['ce', path, '--target-col', 'label', '--input-cols', 'a,b'])
  expect(stderr).toContain(`error[E204]: a quote is never closed\n --> ${path}:42:8\n  | 40,0,1,"2\n`)
})

/** More than a record is read of before its end is given up. */
const LONG = 17 << 20

it('a quote that opens a cell of many lines is refused long before the file ends', async () => {
  const path = join(folder, 'endless.csv')
  writeFileSync(path, `id,a,b\n"x\n""y""",1,2\nz,3,"4${'\n1,2,3'.repeat(LONG / 6)}`)
  const { status, stderr } = await run(['mse', path, '--input-cols', 'a', '--target-col', 'b'])
  expect(status).toBe(3)
  expect(stderr).toContain(`error[E204]: a quote is never closed\n --> ${path}:4:5\n  | z,3,"4\n`)
  expect(stderr).toContain('its cell goes on for more than 16 MiB')
})

it.each([
  ['a row after a cell of two lines', 'p,y\r\n"1","0\r\n"\r\n', 'is no word for 0 or 1', 2, 5],
  [
    'a quote after a comment and such a cell',
    'p,y,n\r\n#\r\n1,0,"a\r\nb"\r\n1,0,c"\r\n',
    'a quote in the middle of a cell',
    5,
    5,
  ],
])(
  'the line of %s is that of an editor, where lines end in CR LF',
  async (_, text, message, line, column) => {
    const path = join(folder, 'returns.csv')
    writeFileSync(path, text)
    const { stderr } = await run(['bce', path, '--input-cols', 'p', '--target-col', 'y', '--comment', '#'])
    expect(stderr).toContain(message)
    expect(stderr).toContain(` --> ${path}:${line}:${column}`)
    if (message.startsWith('a quote')) expect(stderr).toContain(`the record that ends at line ${line} `)
  },
)

it('a cell of that length is read where it is closed, and has few lines', async () => {
  const path = join(folder, 'long.csv')
  writeFileSync(path, `id,a,b\n"${'x'.repeat(LONG)}\n",1,3\ny,3,3\n`)
  const { status, stdout } = await run(['mse', path, '--input-cols', 'a', '--target-col', 'b', '-q'])
  expect({ status, stdout }).toEqual({ status: 0, stdout: '2\n' })
})
