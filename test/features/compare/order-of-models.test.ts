import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { run } from '../../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-models-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('compare tells of ids in another order, with the command that pairs by them', async () => {
  const [a, b] = [join(folder, 'a.csv'), join(folder, 'b.csv')]
  writeFileSync(a, 'id,p0,p1,label\na,0.2,0.8,1\nb,0.6,0.4,1\nc,0.3,0.7,1\n')
  writeFileSync(b, 'id,p0,p1,label\nc,0.3,0.7,1\na,0.2,0.8,1\nb,0.6,0.4,1\n')
  const words = ['compare', 'ce', a, b, '--input-cols', 'p*', '--target-col', 'label', '--from', 'probs']
  const { stderr } = await run([...words, '-q'])
  expect(stderr).toMatch(/^hint\[H121\]: both files have a column id, and row 0 is a in .*, but c in /)
  expect(stderr).toContain('  try: loss-calc compare ce ')
  expect(await run([...words, '--id', 'id', '-q'])).toEqual({ stdout: '0\n', stderr: '', status: 0 })
})

it('a file of NumPy is for gradients: results are text', async () => {
  const { stdout, stderr, status } = await run(['mse', '[1]', '[3]', '--grad', '-o', join(folder, 'g.npy')])
  expect({ stdout, status }).toEqual({ stdout: '', status: 2 })
  expect(stderr).toMatch(/^error\[E104\]: results are text[^]*--grad-output .*g\.npy\n$/)
})

it('a table for a comment escapes each name once', async () => {
  const models = ['fixtures/epochs/epoch-1.csv', 'fixtures/epochs/epoch-2.csv']
  const argv = ['compare', 'ce', ...models, '--target-col', 'label', '--id', 'id', '-f', 'markdown']
  const { stdout } = await run(argv)
  expect(stdout).toContain(String.raw`epoch-1.csv\[`)
  expect(stdout).not.toContain(String.raw`\\`)
})
