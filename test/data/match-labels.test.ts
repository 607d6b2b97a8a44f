import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run, words as wordsOf } from '../transcript.ts'
import { matchLabels, nearestName } from '../../src/data/match-labels.ts'
import type { LossError } from '../../src/error.ts'
import type { ColumnInfo, TableSource, TextColumn } from '../../src/table.ts'
import { truthOf } from '../../src/readers/truth-words.ts'

describe('a word for a class', () => {
  it.each([
    ...['true', 'True', 'TRUE', 't', 'T', 'yes', 'Yes', 'YES', 'y', 'Y', '1', '1.0', 'pos', 'Positive'],
  ])('%s is 1', (word) => expect(truthOf(word)).toBe(1))

  it.each([
    ...['false', 'False', 'FALSE', 'f', 'F', 'no', 'No', 'NO', 'n', 'N', '0', '0.0', 'neg', 'NEGATIVE'],
  ])('%s is 0', (word) => expect(truthOf(word)).toBe(0))

  it.each(['', 'cat', '2', '-1', 'maybe', 'yess', 'constructor'])('%j is neither', (word) => {
    expect(truthOf(word)).toBe(undefined)
  })

  it('is told from a name by case and blanks', () => {
    expect(nearestName(' Cat ', ['cat', 'dog'])).toBe('cat')
    expect(nearestName('ＣＡＴ', ['cat', 'dog'])).toBe('cat')
    expect(nearestName('CAT', ['cat', 'Cat'])).toBe(undefined)
    expect(nearestName('cow', ['cat'])).toBe(undefined)
  })
})

/** bce of 0.9 against 1 and 0.2 against 0. */
const RIGHT = '0.16425203348601802'

/** Labels of two rows with p = 0.9 and 0.2, what is asked for, and the loss or the reason. */
const labels: readonly (readonly [string, string, string, string | RegExp])[] = [
  ...[
    '1 0',
    'yes no',
    'Yes No',
    'YES NO',
    'y n',
    'Y N',
    't f',
    'T F',
    'true false',
    'True False',
    'TRUE FALSE',
  ].map((two) => [...two.split(' '), '', RIGHT] as [string, string, string, string]),
  ['pos', 'neg', '', RIGHT],
  ['"yes"', '" no "', '', RIGHT],
  ['1.0', '0.0', '', RIGHT],
  ['1', '-1', '', /the targets are -1 and 1\n {2}try: .*--target-format signed/],
  ['1', '-1', '--target-format signed', RIGHT],
  ['1', '0', '--target-format signed', /x\.csv:3:5/],
  ['2', '1', '', /the targets are 1 and 2\n {2}try: .*--index-base 1/],
  ['2', '1', '--index-base 1', RIGHT],
  [
    'spam',
    'ham',
    '',
    /"spam" is no word for 0 or 1\n --> .*x\.csv:2:5[^]*--classes ham,spam\n[^]*--classes spam,ham\n$/,
  ],
  ['90%', '20%', '', /"90%" is not a number\n --> .*x\.csv:2:5[^]*--numbers percent/],
  ['spam', 'ham', '--classes ham,spam', RIGHT],
  ['Spam', 'ham', '--classes ham,spam', /only case, blanks, width or quotes tell it from spam/],
]

describe('labels that only case tells from the names of the columns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'case-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const words = (name: string, rows: string) => {
    const file = join(folder, name)
    writeFileSync(file, `P Cat,P Dog,y\n${rows}`)
    return ['ce', file, '--input-cols', 'P Cat,P Dog', '--target-col', 'y', '-q']
  }

  it('are offered as names of the classes, where each is spelled in one way', async () => {
    const argv = words('one.csv', '1,2,dog\n3,1,cat\n')
    const { stderr, status } = await run(argv)
    expect([status, stderr]).toEqual([3, expect.stringContaining('--classes cat,dog')])
    const named = await run([...argv, '--classes', 'cat,dog'])
    expect(named.stdout).toBe((await run(words('two.csv', '1,2,Dog\n3,1,Cat\n'))).stdout)
  })

  it.each([
    ['1,2,Dog\n3,1,owl\n', '--classes owl,Dog', / is none of the 2 classes\n/],
    [
      '1,2,b\n3,1,a\n',
      '--classes a,b',
      /, nor are, up to row 1: a \(1\)\n[^]*is it the alphabet, as scikit-learn has it/,
    ],
    [
      '1,2,dgo\n3,1,Cat\n1,1,owl\n0,1,owl\n',
      "--where 'y!=dgo' --where 'y!=owl'",
      /, nor are, up to row 3: owl \(2\)\n/,
    ],
  ])('others are all named, and what is offered runs: %j', async (rows, offered, said) => {
    const { stderr } = await run([...words('strays.csv', rows), '--no-hints'])
    expect(stderr).toMatch(said)
    const line = [...stderr.matchAll(/try: (loss-calc .*)$/gm)]
      .map((found) => found[1]!)
      .find((one) => one.includes(offered))!
    expect((await run(wordsOf(line).slice(1))).status).toBe(0)
  })

  it('are to be mended in the file, where one is spelled in two', async () => {
    const { stderr } = await run(words('both.csv', '1,2,dog\n3,1,Dog\n'))
    expect(stderr).toMatch(/try: write it as Dog in .*both\.csv$/m)
  })
})

describe('labels of two classes', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'labels-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(labels)('%s and %s with %j', async (one, zero, options, found) => {
    const file = join(folder, 'x.csv')
    writeFileSync(file, `p,y\n0.9,${one}\n0.2,${zero}\n`)
    const words = ['bce', file, '--input-cols', 'p', '--target-col', 'y', '-q']
    const more = options === '' ? [] : options.split(' ')
    const { stdout, stderr, status } = await run([...words, ...more])
    if (typeof found === 'string') expect([stdout.trim(), stderr, status]).toEqual([found, '', 0])
    else expect([stdout, stderr, status]).toEqual(['', expect.stringMatching(found), 3])
  })
})

describe('a label of no class', () => {
  const texts = { as: 'texts', texts: ['cat', 'fish'] } as const
  const placed = { ...texts, place: (row: number) => ({ file: 'x.csv', row, field: 'kind' }) }
  const refusal = (column: TextColumn, others: readonly ColumnInfo[] = [], inputs = ['p_cat', 'p_dog']) => {
    const named = inputs.map((name): ColumnInfo => ({ name, type: 'number' }))
    const table = { name: 'x.csv', columns: [...named, ...others] } as unknown as TableSource
    const input = { table: 0, columns: named.map((_, i) => i) }
    const room = (length: number) => new Float64Array(length)
    try {
      return [...matchLabels(column, undefined, ['cat', 'dog'], table, input, room).data]
    } catch (error) {
      const { code, details } = error as LossError
      const targets = details.tries?.filter((one) => one.includes('--target-col'))
      return { code, at: details.at, targets, tries: details.tries, why: details.why }
    }
  }

  it('is told with its place, if there is one', () => {
    expect(refusal(texts)).toMatchObject({ code: 'E307', at: undefined, targets: [] })
    // Without a field there is no condition to leave such rows out.
    expect(refusal(texts)).toMatchObject({ tries: ['loss-calc ... --classes cat,fish'] })
    expect(refusal(texts, [{ name: 'label', type: 'text' }])).toMatchObject({ targets: [] })
    const whole = { ...placed, texts: ['p_cat', '1.0', 'dog', 'fish'] }
    expect(refusal(whole)).toMatchObject({
      why: 'the classes, in order: cat, dog',
      tries: ["loss-calc ... --where 'kind!=1.0' --where 'kind!=fish'"],
    })
    expect(refusal(placed)).toMatchObject({
      tries: ['loss-calc ... --classes cat,fish', "loss-calc ... --where 'kind!=fish'"],
    })
    expect(refusal(placed)).toMatchObject({ code: 'E307', at: { row: 1, field: 'kind' }, targets: [] })
  })

  it('has another column offered that is called a target and holds texts', () => {
    const target = 'loss-calc ... --target-col label'
    expect(refusal(placed, [{ name: 'label', type: 'text' }])).toMatchObject({ targets: [target] })
    expect(refusal(placed, [{ name: 'label', type: 'number' }])).toMatchObject({ targets: [] })
    expect(refusal(placed, [{ name: 'kind', type: 'text' }])).toMatchObject({ targets: [] })
  })

  it('is none by the name of a column of all', () => {
    const whole = { ...texts, texts: ['p_dog', 'cat'] }
    expect(refusal(whole)).toEqual([1, 0])
    expect(refusal({ ...texts, texts: ['scores'] }, [], ['scores'])).toMatchObject({ code: 'E307' })
  })
})

it.each([
  [['cat', 'dog'], 'cats', 'did you mean cat? '],
  [['versicolor', 'setosa'], 'versikolorr', 'did you mean versicolor? '],
  [['DE', 'FR'], 'DK', ''],
  [['New York', 'Rome'], 'new  york', 'only case, blanks, width or quotes tell it from New York; '],
  [['New York', 'Rome'], 'ＲＯＭＥ', 'only case, blanks, width or quotes tell it from Rome; '],
  [['cat', '"other"'], 'Other', 'only case, blanks, width or quotes tell it from "other"; '],
  [['cat', 'dog'], 'zebra', ''],
])('of %j %s may be what is said', (classes, label, said) => {
  const table = { name: 'x.csv', columns: [{ name: 's', type: 'list' }] } as unknown as TableSource
  const column = { as: 'texts', texts: [classes[0]!, label] } as const
  const room = (length: number) => new Float64Array(length)
  expect(() => matchLabels(column, undefined, classes, table, { table: 0, columns: [0] }, room)).toThrow(
    expect.objectContaining({
      details: expect.objectContaining({
        why: expect.stringMatching(new RegExp(`^${said.replaceAll('?', '\\?')}the classes, in order: `)),
      }),
    }),
  )
})
