import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-named-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, lines: readonly string[]) => {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

/** Arguments of losses that compare more than an input with a target, as one file each or as columns of one. */
const losses: Readonly<Record<string, readonly (readonly [flag: string, columns: readonly string[]])[]>> = {
  'gaussian-nll': [['input', ['mu']], ['target', ['y']], ['var', ['v']]],
  'margin-ranking': [['x1', ['x1']], ['x2', ['x2']], ['target', ['sign']]],
  'cosine-embedding': [['x1', ['a_0', 'a_1']], ['x2', ['b_0', 'b_1']], ['target', ['sign']]],
  'triplet-margin': [['anchor', ['a_0', 'a_1']], ['positive', ['b_0', 'b_1']], ['negative', ['c_0', 'c_1']]],
} // prettier-ignore

const ROWS = 6
const table: Readonly<Record<string, readonly number[]>> = Object.fromEntries(
  ['mu', 'y', 'v', 'x1', 'x2', 'sign', 'a_0', 'a_1', 'b_0', 'b_1', 'c_0', 'c_1'].map((name, c) => [
    name,
    Array.from({ length: ROWS }, (_, r) =>
      name === 'sign'
        ? (r % 2) * 2 - 1
        : name === 'v'
          ? 0.5 + r
          : Math.round(100 * Math.sin(7 * r + c)) / 100,
    ),
  ]),
)
const inOrder = Array.from({ length: ROWS }, (_, r) => r)
const names = [...'efbcda']

/** Columns of some rows as CSV; `id` puts ids in front. */
const csv = (columns: readonly string[], rows: readonly number[], id = false) => [
  [...(id ? ['key'] : []), ...columns].join(),
  ...rows.map((r) => [...(id ? [names[r]!] : []), ...columns.map((name) => table[name]![r]!)].join()),
]

const value = async (...argv: string[]) => {
  const { stdout, stderr } = await run([...argv, '-q'])
  return stdout === '' ? stderr : stdout
}

describe.each(Object.entries(losses))('%s', (loss, args) => {
  const plain = (rows: readonly number[], from: string) =>
    value(loss, ...args.map(([flag, columns]) => file(`${from}-${flag}.csv`, csv(columns, rows))))

  it('pairs its files by their ids, whatever their order', async () => {
    const want = await plain(inOrder, 'plain')
    expect(Number(want)).not.toBeNaN()
    const order = fc.shuffledSubarray(inOrder, { minLength: ROWS })
    await fc.assert(
      fc.asyncProperty(fc.tuple(order, order, order), async (orders) => {
        const files = args.map(([flag, columns], i) => file(`id-${flag}.csv`, csv(columns, orders[i]!, true)))
        expect(await value(loss, ...files, '--id', 'key')).toBe(want)
      }),
      { numRuns: draws(20) },
    )
  })

  it('leaves out ids that one of the files lacks, where that is asked for', async () => {
    const rows = [inOrder, [5, 4, 3, 2, 1], [0, 2, 1, 3, 4]]
    const files = args.map(([flag, columns], i) => file(`few-${flag}.csv`, csv(columns, rows[i]!, true)))
    const argv = [loss, ...files, '--id', 'key']
    expect(await run([...argv, '-q'])).toMatchObject({ status: 3, stderr: expect.stringContaining('E312') })
    const { stdout, stderr } = await run([...argv, '--missing-ids', 'skip', '-q'])
    expect(stdout).toBe(await plain([1, 2, 3, 4], 'few'))
    expect(stderr).toContain('W411')
  })

  it('refuses a file with names of columns and without the id', async () => {
    const files = args.map(([flag, columns], i) => file(`no-${flag}.csv`, csv(columns, inOrder, i !== 2)))
    expect(await value(loss, ...files, '--id', 'key')).toContain('E120')
  })

  it('takes columns of one file, tells what it leaves out, and rows by a condition', async () => {
    const all = args.flatMap(([, columns]) => columns)
    const lines = csv(all, inOrder).map((line, i) =>
      i === 0 ? `note,split,${line}` : `"a, ""b""",${i % 2},${line}`,
    )
    const dump = file('dump.csv', lines)
    const [, ...others] = args
    const columns = others.flatMap(([flag, columns]) => [`--${flag}-cols`, columns.join()])
    const first = [`--${args[0]![0]}-cols`, args[0]![1].join()]
    expect(await value(loss, dump, ...first, ...columns)).toBe(await plain(inOrder, 'dump'))
    const kept = [0, 2, 4]
    const want = await plain(kept, 'kept')
    expect(await value(loss, dump, ...first, ...columns, '--where', 'split=1')).toBe(want)
    // The first argument has the columns that are left.
    const rest = await run([loss, dump, ...columns, '--where', 'split=1'])
    expect(rest.stdout).toContain(want.trim())
    expect(rest.stdout).toContain('left out: note')
  })

  it('leaves out rows without a value of plain files', async () => {
    const files = args.map(([flag, columns], i) =>
      file(
        `gap-${flag}.csv`,
        csv(columns, inOrder).map((line, r) => (r === i + 2 ? line.replace(/[^,]+/, 'NA') : line)),
      ),
    )
    expect(await value(loss, ...files, '--missing', 'skip')).toBe(await plain([0, 4, 5], 'gap'))
  })

  it('refuses flags of class targets', async () => {
    const files = args.map(([flag, columns]) => file(`f-${flag}.csv`, csv(columns, inOrder)))
    expect(await value(loss, ...files, '--classes', 'a,b')).toContain('E104')
    expect(await value(loss, ...files, '--transpose')).toContain('E104')
  })
})

it('ids are compared as numbers where all of them are', async () => {
  const both = (own: readonly string[], theirs: readonly string[]) =>
    value(
      'mse',
      file('ids-x.csv', ['id,x', ...own.map((id, i) => `${id},${i}`)]),
      file('ids-y.csv', ['id,y', ...theirs.map((id, i) => `${id},${i + 2}`)]),
      '--id',
      'id',
    )
  expect(await both(['1.0', '2'], ['1', '2.00'])).toBe('4\n')
  expect(await both(['j', 'k', '1.0'], ['j', 'k', '1'])).toContain('E312')
  expect(await both(['1.0', '2', '3'], ['1', '2', '3'])).toBe('4\n')
})

it('keys of JSON in another order are told', async () => {
  const [mu, y, v] = ['{"0":1,"1":2}', '{"1":2,"0":1}', '{"0":1,"1":1}'].map((cells, i) =>
    file(`keys-${i}.json`, [`{"x":${cells}}`]),
  )
  const { stdout, stderr } = await run(['gaussian-nll', mu!, y!, v!, '-q'])
  expect([stdout, stderr]).toEqual([
    '0.5\n',
    expect.stringMatching(/H121[^]*row 0 is 0 in \S+0\.json, but 1/),
  ])
})
