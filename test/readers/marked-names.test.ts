import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'marked-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function mse(text: string, ...flags: string[]) {
  const path = join(folder, 'x.txt')
  writeFileSync(path, text)
  return run(['mse', path, ...flags, '-q'])
}

it.each([
  ['as savetxt writes them', '# pred target\n1.5 1\n2.0 2.5\n', []],
  ['without a blank', '#pred target\n1.5 1\n2.0 2.5\n', []],
  ['with commas', '# pred,target\n1.5,1\n2.0,2.5\n', []],
  ['with tabs', '# pred\ttarget\n1.5\t1\n2.0\t2.5\n', []],
  ['with a space that is said', '# pred target\n1.5 1\n2.0 2.5\n', ['-d', ' ']],
  ['in columns', '#   pred  target\n   1.5     1\n   2.0     2.5\n', []],
  ['with a column # of row numbers', '#,pred,target\n1,1.5,1\n2,2.0,2.5\n', []],
])('names after a mark, %s', async (_, text, flags) => {
  const found = await mse(text, '--input-cols', 'pred', '--target-col', 'target', ...flags)
  expect(found).toMatchObject({ stdout: '0.25\n', stderr: '', status: 0 })
})

it.each([
  ['quoted', '"pred" "target"\n1.5 1\n2.0 2.5\n'],
  ['beside row names', 'row "pred" "target"\n"Mazda RX4" 1.5 1\n"b" 2.0 2.5\n'],
])('names between single blanks, %s', async (_, text) => {
  expect(await mse(text, '--input-cols', 'pred', '--target-col', 'target')).toMatchObject({
    stdout: '0.25\n',
    stderr: '',
  })
})

it.each([
  ['of R', '"pred" "target"\n"Mazda RX4" 1.5 1\n"b" 2.0 2.5\n', "'1s/^/row /'"],
  ['of pandas', '   pred  target\n0   1.5     1\n1   2.0     2.5\n', "'1s/^/row /'"],
])('a header that lacks the name of the row names, %s, is told', async (_, text, sed) => {
  const { stderr, status } = await mse(text, '--input-cols', 'pred', '--target-col', 'target')
  expect([status, stderr]).toEqual([3, expect.stringContaining(`sed ${sed}`)])
})

it('a row of numbers that was taken out is no header, and no row', async () => {
  for (const text of ['#0.5,1\n2,2.5\n', '#0.5 1\n2 2.5\n', '# 0.5 1\n2 2.5\n']) {
    const { stdout, status } = await mse(text, '--target-col', '1')
    expect([stdout, status === 0]).toEqual(['', false])
  }
})

it("Excel's sep= above the rows is no row, and says what divides cells", async () => {
  const found = await mse(
    '\ufeffsep=;\r\npred;target\r\n1.5;1\r\n2.0;2.5\r\n',
    '--input-cols',
    'pred',
    '--target-col',
    'target',
  )
  expect(found).toMatchObject({ stdout: '0.25\n', stderr: '', status: 0 })
  const { stderr } = await mse('sep=|\n1.5|1\n2.0|x\n', '--target-col', '1')
  expect(stderr).toContain('x.txt:3:5 (row 1,')
})
