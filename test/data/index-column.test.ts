import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** An NPY file of float64, version 1.0. */
function npy(name: string, shape: readonly number[], data: readonly number[]): string {
  const head =
    `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117) + '\n'
  const path = join(folder, name)
  const length = Buffer.from([head.length & 255, head.length >> 8])
  const body = Buffer.from(Float64Array.from(data).buffer)
  writeFileSync(
    path,
    Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(head), body]),
  )
  return path
}

const value = async (...argv: string[]) => {
  const { stdout, stderr } = await run([...argv, '-q', '--no-hints'])
  return stdout || stderr
}

it('numbers of columns are no classes where a loss has none', async () => {
  const path = join(folder, 'numbered.csv')
  writeFileSync(path, 'p1,p2,p5,y\n1,2,3,5\n4,5,6,5\n')
  const columns = ['--input-cols', 'p1,p2,p5', '--target-col', 'y']
  const called = 'class index 5 is out of range, but is what a column is called'
  for (const loss of ['ce', 'focal']) expect(await value(loss, path, ...columns)).toContain(called)
  for (const said of [
    ['--target-format', 'index'],
    ['--index-base', '0'],
  ])
    expect(await value('ce', path, ...columns, ...said)).toContain(
      'class index 5 is out of range: input has 3',
    )
  expect(await value('bce-logits', path, ...columns)).toContain('E310')
})

describe('class indices (N, 1)', () => {
  const x = npy('x.npy', [2, 3], [1, 2, 0, 0.5, -1, 0])
  const column = npy('column.npy', [2, 1], [0, 1])
  const rows = '[[1,2,0],[0.5,-1,0]]'

  it.each(['ce', 'multi-margin', 'focal'])(
    'are one per row for %s, in JSON and NPY as in CSV',
    async (loss) => {
      const want = await value(loss, rows, '[0,1]')
      expect(Number(want)).toBeGreaterThan(0)
      expect(await value(loss, rows, '[[0],[1]]')).toBe(want)
      expect(await value(loss, x, column)).toBe(want)
    },
  )

  it.each(['ce', 'focal'])('masks (N, 1, W) of one channel are (N, W) for %s', async (loss) => {
    const images = '[[[1,2],[3,4]],[[0,1],[1,0]]]'
    const want = await value(loss, images, '[[0,1],[1,1]]')
    expect(Number(want)).toBeGreaterThan(0)
    expect(await value(loss, images, '[[[0,1]],[[1,1]]]')).toBe(want)
    const input = npy('images.npy', [2, 2, 2], [1, 2, 3, 4, 0, 1, 1, 0])
    expect(await value(loss, input, npy('masks.npy', [2, 1, 2], [0, 1, 1, 1]))).toBe(want)
    expect(await value('ce', '[[[1,2]],[[3,4]]]', '[[[1,1]],[[1,1]]]')).toBe('0\n')
  })

  it('stay a column beside rows of one class, and where no index is taken', async () => {
    expect(await value('ce', '[[1],[2]]', '[[0.5],[1]]')).toBe('0\n')
    const refused = await value('bce-logits', rows, '[[0],[1]]')
    expect(refused).toMatch(/E310[^]*compares element by element and does not broadcast/)
    expect(await value('mse', rows, '[[0],[1]]')).toBe(await value('mse', rows, '[[0,0,0],[1,1,1]]'))
  })
})
