import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from '../../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-worst-'))
afterAll(() => rmSync(folder, { recursive: true }))

const many = join(folder, 'many.csv')
const rows = Array.from({ length: 30_000 }, (_, i) => {
  const x = Math.sin(i * 12.9898) * 3
  return `id-${i},"text, ${i}",${i % 7 === 3 ? '' : x},${i % 2},g${i % 3}`
})
writeFileSync(many, `id,text,x,t,g\n${rows.join('\n')}\n`)

const columns = ['--input-cols', 'x', '--target-col', 't', '--missing', 'skip', '--top', '3']

describe('--top 3 --explain', () => {
  it.each([
    [[]],
    [['--where', 'g=g1']],
    [['--sort', 'row']],
    [['--id', 'id']],
    [['--show', 'text', '--group-by', 'g']],
  ])('works out the worst rows, wherever they stand: %j', async (flags) => {
    const argv = ['bce-logits', many, ...columns, ...flags, '--json']
    const plain = JSON.parse((await run(argv)).stdout)
    const told = JSON.parse((await run([...argv, '--explain'])).stdout)
    const worst = plain.top.map((one: { row: number; loss: number }) => [one.row, one.loss])
    expect(worst).toHaveLength(3)
    const explained = told.explanation.rows.map((one: { row: number; sum: number }) => [one.row, one.sum])
    expect(explained).toEqual(worst)
    expect(told.value).toBe(plain.value)
  })

  it('are worked out where no row is named', async () => {
    const { status, stderr } = await run(['mse', '[1, 5, 2]', '[0, 0, 0]', '--top', '1', '--explain', '0'])
    expect([status, stderr]).toEqual([2, expect.stringContaining('--explain has no place for --top')])
    const worst = await run(['mse', '[1, 5, 2]', '[0, 0, 0]', '--top', '1', '--explain'])
    expect(worst.stdout).toContain('\nrow 1 ')
    expect(worst.stdout).not.toContain('\nrow 0 ')
  })
})

it('--explain of a name explains every sample of that name', async () => {
  const twice = join(folder, 'twice.csv')
  writeFileSync(twice, 'id,x,y\na,1,2\nb,2,2\na,3,1\n')
  const { stdout } = await run([
    'mse',
    twice,
    '--input-cols',
    'x',
    '--target-col',
    'y',
    '--id',
    'id',
    '--explain',
    'a',
  ])
  expect(stdout.match(/^row .*, a/gm)).toEqual(['row 0, a', 'row 2, a'])
})

describe('--show', () => {
  const small = join(folder, 'small.csv')
  writeFileSync(small, 'id,label,text,p_0,p_1\na,0,"x, y",0.2,0.8\nb,1,z,0.5,0.5\n')
  const ce = ['ce', small, '--target-col', 'label', '--from', 'probs']

  it('puts columns beside the samples, and changes no number', async () => {
    const plain = await run([...ce, '-q'])
    for (const shown of ['text', 'text,id', 'p_*', '2', 'label']) {
      expect((await run([...ce, '--show', shown, '-q'])).stdout, shown).toBe(plain.stdout)
    }
    const { stdout } = await run([...ce, '--show', 'text,p_1', '--csv'])
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'row,text,p_1,target,loss,predicted,p_target',
      '0,"x, y",0.8,0,1.6094379124341003,1,0.2',
    ])
  })

  it('stands after the id, in --top, NDJSON and the table too', async () => {
    const words = [...ce, '--show', 'text', '--id', 'id']
    expect((await run([...words, '--ndjson'])).stdout).toContain('{"row":1,"id":"b","text":"z",')
    expect(JSON.parse((await run([...words, '--top', '1', '--json'])).stdout).top[0]).toMatchObject({
      id: 'a',
      text: 'x, y',
    })
    expect((await run(words)).stdout).toMatch(/^ row {2}id {2}text {2}target/m)
  })

  it('is the same in several threads', async () => {
    const words = ['bce-logits', many, ...columns.slice(0, 6), '--show', 'text', '--csv']
    const [one, two] = [await run([...words, '--threads', '1']), await run([...words, '--threads', '2'])]
    expect(one.stdout).toContain('"text, 4"')
    expect(two.stdout).toBe(one.stdout)
  })

  it('refuses a column that is not there', async () => {
    expect(await run([...ce, '--show', 'nothing'])).toMatchObject({ status: 2, stdout: '' })
  })
})
