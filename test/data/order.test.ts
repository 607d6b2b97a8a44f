import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-order-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Columns go by their order: where their names say another, it is told, with the command that takes them by name. */
describe('names of columns in another order', () => {
  const x = file('x.csv', 'a,b\n1,2\n3,4\n')
  const y = file('y.csv', 'b,a\n2,1\n4,3\n')
  const same = file('same.csv', 'a,b\n1,2\n3,4\n')
  const other = file('other.csv', 'c,d\n1,2\n3,4\n')
  const ids = [file('xi.csv', 'id,a,b\n0,1,2\n1,3,4\n'), file('yi.csv', 'id,b,a\n1,4,3\n0,2,1\n')] as const

  it.each([
    ['two files', ['mse', x, y], '0'],
    ['rows of classes', ['ce', x, file('hot.csv', 't_b,t_a\n1,0\n0,1\n')], '0.8132616875182228'],
    ['files with ids', ['mse', ...ids, '--id', 'id'], '0'],
    ['three files', ['triplet-margin', x, y, other], undefined],
    ['three files with one row left out', ['triplet-margin', x, y, other, '--missing', 'skip'], undefined],
  ] as const)('%s', async (_, argv, want) => {
    const { stderr, status } = await run([...argv, '-q', '--strict'])
    expect({ told: /H120/.test(stderr), status }).toEqual({ told: true, status: 1 })
    const [, flag, names] = /(--[\w-]+-cols) (\S+)/.exec(stderr)!
    const turned = await run([...argv, flag!, names!, '-q'])
    expect(turned.status).toBe(0)
    expect(turned.stderr).not.toContain('H120')
    if (want !== undefined && argv[0] === 'mse') expect(turned.stdout).toBe(`${want}\n`)
  })

  it.each([
    ['the same order', ['mse', x, same]],
    ['other names', ['mse', x, other]],
    ['rows and columns exchanged', ['mse', x, y, '--transpose']],
    ['no names', ['mse', x, '[[2,1],[4,3]]']],
  ])('is not told of %s', async (_, argv) => {
    expect((await run([...argv, '-q'])).stderr).not.toContain('H120')
  })
})

it('targets of one column are numbers beside samples that are the columns', async () => {
  const x = file('samples.csv', 'a,b\n1,2\n3,0\n5,1\n')
  const found = await run(['ce', x, file('kinds.csv', 'kind\n0\n2\n'), '--transpose', '-q'])
  expect(found.stdout).toBe((await run(['ce', '[[1,3,5],[2,0,1]]', '[0,2]', '-q'])).stdout)
})

it('names of targets are refused where --transpose makes samples of the columns: it was left undone in silence', async () => {
  const x = file('wide.csv', 'a,b\n1,2\n3,4\n')
  const names = file('names.csv', 't\nb\na\n')
  const { stdout, stderr, status } = await run(['ce', x, names, '--transpose', '-q'])
  expect({ stdout, status }).toEqual({ stdout: '', status: 2 })
  expect(stderr).toMatch(/^error\[E104\]: --transpose makes samples of the columns/)
})
