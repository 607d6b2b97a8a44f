import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inNaturalOrder } from '../../src/command/patterns.ts'
import { filesIn } from '../folder.ts'
import { run, words } from '../transcript.ts'

const epochs = `'fixtures/epochs/*.csv' --target-col label --id id`

interface Told {
  readonly models: { file: string; value: number; step?: { difference: number; paired: string } }[]
  readonly best: { index: number }
}

describe('a trend', () => {
  it('orders files as people count, and names each once', () => {
    const files = ['e/epoch-10.csv', 'e/epoch-9.csv', 'e/epoch-1.csv', 'e/epoch-9.csv', 'e/Epoch-2.csv']
    expect(inNaturalOrder(files)).toEqual([
      'e/epoch-1.csv',
      'e/Epoch-2.csv',
      'e/epoch-9.csv',
      'e/epoch-10.csv',
    ])
  })

  it('has the digits of each run by itself, and those of a comparison of two', async () => {
    const told = JSON.parse((await run(words(`trend ce ${epochs} --json`))).stdout) as Told
    expect(told.models.map(({ file }) => /\d+/.exec(file)![0])).toEqual(['1', '2', '3', '5', '9', '10'])
    for (const { file, value } of told.models) {
      const alone = await run(['ce', file, '--target-col', 'label', '-q', '--input-cols', 'a,b,c'])
      expect(Number(alone.stdout)).toBe(value)
    }
    const [, , , one, other] = told.models
    const line = `compare ce ${one!.file} ${other!.file} --target-col label --id id --json`
    const compared = JSON.parse((await run(words(line))).stdout) as { difference: number; interval: object }
    expect(other!.step).toMatchObject({
      difference: compared.difference,
      interval: compared.interval,
      paired: 'ids',
    })
    expect(told.best.index).toBe(
      told.models.findIndex(({ value }) => value === Math.min(...told.models.map((m) => m.value))),
    )
  })

  it.each(['--max 1', '--patience 2'])('with %s of files without a loss is refused', async (flags) => {
    const { stdout, stderr, status } = await run(
      words(
        `trend ce fixtures/epochs/epoch-1.csv --target-col label --id id --weight 0,0,0 --reduction sum ${flags}`,
      ),
    )
    expect([stdout, status]).toEqual(['', 2])
    expect(stderr).toMatch(/E104.*--\w+ \d finds no loss to judge/)
  })

  it.each([
    ["trend ce 'fixtures/epochs/*.csv' --target-col label -q --precision 2", 'has no place for --precision'],
    [
      "compare ce 'fixtures/epochs/*.csv' --target-col label -q --precision 2",
      'has no place for --precision',
    ],
    ["trend ce 'fixtures/epochs/*.csv' --target-col label -q", ''],
  ])('names the best file alone, without digits: %s', async (line, refused) => {
    const { stdout, stderr } = await run(words(line))
    expect(stdout).toBe(refused === '' ? 'fixtures/epochs/epoch-3.csv\n' : '')
    expect(stderr).toContain(refused)
  })

  it.each([
    ['--max 100', 0],
    ['--max 0.01', 1],
    ['--patience 6', 0],
    ['--patience 1', 1],
    ['--patience 2 --min-delta 5', 1],
    ['--min-delta 1', 2],
    ['--patience 2 --min-delta -1', 2],
    ['--max 0.01 --max 100', 1],
    ['--max inf', 2],
    ['--max low', 2],
    ['--patience 1.5', 2],
  ])('with %s has the status %i', async (flags, status) => {
    const found = await run(words(`trend ce ${epochs} ${flags}`))
    expect(found.status, found.stderr).toBe(status)
    if (status === 1) expect(found.stderr).toMatch(/^check failed: /)
  })

  it('takes the same files as a pattern and as a shell expands it', async () => {
    const files = [10, 9, 5, 3, 2, 1].map((n) => `fixtures/epochs/epoch-${n}.csv`)
    const typed = await run(['trend', 'ce', ...files, '--target-col', 'label', '--id', 'id'])
    expect(typed).toEqual(await run(words(`trend ce ${epochs}`)))
  })

  it.runIf(existsSync('/proc/self/fd'))('leaves no file open: of 20,000 it refused the last', async () => {
    const open = () => readdirSync('/proc/self/fd').length
    const before = open()
    await run(words(`trend ce ${epochs}`))
    expect(open()).toBe(before)
  })

  it('is refused where the best cannot be read twice', async () => {
    expect(await run(words(`trend mse [1] [2] --target -`))).toMatchObject({ status: 2, stdout: '' })
  })
})

describe('files of which the first has no targets', () => {
  const { file, folder } = filesIn('loss-calc-trend-targets-')
  file('e1.csv', 'p_a,p_b\n1,2\n2,3\n')
  file('e2.csv', 'p_a,p_b,label\n1,2,a\n2,3,b\n')
  file('e3.csv', 'p_a,p_b,label\n2,2,a\n2,3,b\n')
  const at = (line: string) => words(line).map((word) => word.replace(/^e\d/, (name) => `${folder}/${name}`))

  it.each(['trend ce e1.csv e2.csv e3.csv', 'compare ce e1.csv e3.csv'])(
    '%s offers those of another',
    async (line) => {
      const { stderr } = await run(at(line))
      const offered = /^ {2}try: loss-calc (.*)$/m.exec(stderr)![1]!
      expect(offered).toMatch(/--target \S+e[23]\.csv --target-col label --input-cols 'p_\*'$/)
      const { status, stdout } = await run(words(offered))
      expect(status).toBe(0)
      expect(stdout).toContain('mean')
    },
  )

  it('but not a column that the first has', async () => {
    expect((await run(at('trend ce e2.csv e3.csv'))).stderr).toMatch(
      /--input-cols 'p_\*' --target-col label$/m,
    )
  })
})
