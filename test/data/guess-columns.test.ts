import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isTarget } from '../../src/data/column-names.ts'
import { refuseTexts } from '../../src/data/doubtful-columns.ts'
import { numbersOf, restOf } from '../../src/data/guess-columns.ts'
import { LossError } from '../../src/error.ts'
import type { Notice } from '../../src/report.ts'
import type { TableSource } from '../../src/table.ts'
import { find } from '../known-sentences.ts'
import { run } from '../transcript.ts'
import { type Cells, tableOf } from './table-of.ts'

const p = { p_a: ['1'], p_b: ['2'] }

/** What was chosen, what was left out, and what was said; or the refusal. */
async function told(guess: (notices: Notice[]) => Promise<{ chosen: unknown; leftOut: readonly string[] }>) {
  const notices: Notice[] = []
  try {
    const { chosen, leftOut } = await guess(notices)
    const { columns } = chosen as { columns: readonly number[] }
    for (const { message } of notices) expect(find(message), message).toBeTruthy()
    return {
      columns,
      leftOut,
      notices: notices.map(({ code, message, tries = [] }) => [code, message, ...tries]),
    }
  } catch (error) {
    if (!(error instanceof LossError)) throw error
    const { at, why, tries } = error.details
    return { code: error.code, message: error.message, at, why, tries }
  }
}

/** Of a file of inputs (table 0) or of targets (table 1). */
const rest = (cells: Cells, table = 0, used: readonly number[] = []) =>
  told((notices) => {
    const source = tableOf('f.csv', cells)
    const tables: TableSource[] = table === 0 ? [source] : [tableOf('x.csv', p), source]
    // What is used of another file is not that of this one.
    const others = [{ table: 1 - table, columns: [0, 1] }]
    return restOf(tables, table, [...others, { table, columns: used }], notices)
  })

it.each([
  [{ prediction: ['1'] }, ['features', 'probability'], /"probability" of f.csv holds neither/],
  [{ prediction: ['1'] }, ['features'], undefined],
  [{ prediction: ['1'], p_a: ['0.5'] }, ['probability'], undefined],
])(
  'a vector beside %j, of %j, is not passed over for the class that it predicts',
  async (cells, leftOut, want) => {
    const tables = [{ ...tableOf('f.csv', cells as Cells), leftOut }]
    const found = await told((notices) => restOf(tables, 0, [], notices))
    if (want) expect(found).toMatchObject({ code: 'E120', message: expect.stringMatching(want) })
    else expect(found).toHaveProperty('columns')
  },
)

describe('columns that nobody names', () => {
  it.each<[string, Cells, number, readonly number[], readonly number[], readonly string[]]>([
    ['all that are numbers', p, 0, [], [0, 1], []],
    ['those that are not used otherwise', p, 0, [1], [0], []],
    ['no ids', { image_id: ['a'], ...p }, 0, [], [1, 2], ['image_id']],
    ['no texts', { ...p, note: ['a b'] }, 0, [], [0, 1], ['note']],
    ['an id that is the only column', { id: ['1'] }, 0, [], [0], []],
    [
      'a predicted class beside one column',
      { row_id: ['1'], pred: ['1'], p_a: ['2'] },
      0,
      [],
      [1, 2],
      ['row_id'],
    ],
    ['targets that are texts', { label: ['cat'] }, 1, [], [0], []],
    ['targets beside ids', { id: ['1'], label: ['cat'] }, 1, [], [1], ['id']],
    ['targets of any beginning', { p_a: ['1'], p_b: ['0'], w: ['0'] }, 1, [], [0, 1, 2], []],
    ['the second of two ids', { image_id: ['a'], category_id: ['1'] }, 1, [], [1], ['image_id']],
  ])('are %s', async (_what, cells, table, used, columns, leftOut) => {
    const found = await rest(cells, table, used)
    expect(found).toMatchObject({ columns, leftOut })
    expect((found as { notices: string[][] }).notices.filter(([code]) => code !== 'W408')).toEqual([])
  })

  it.each<[string, Cells, readonly (readonly string[])[]]>([
    [
      'an id',
      { row_id: ['1'], ...p },
      [['W408', 'row_id of f.csv looks like an id and is not used as input']],
    ],
    [
      'ids',
      { row_id: ['1'], '': ['1'], ...p },
      [['W408', 'row_id, "" (1) of f.csv look like ids and are not used as input']],
    ],
    ['an id of texts', { image_id: ['a.png'], ...p }, []],
    [
      'a class that is predicted',
      { ...p, pred: ['1'] },
      [['W408', 'pred of f.csv looks like the class that is predicted and is not used as input']],
    ],
    [
      'a column whose name begins as theirs do',
      { p0: ['1'], p1: ['1'], price: ['1'] },
      [
        [
          'H119',
          'price of f.csv is a column of the input beside those that begin with p',
          'loss-calc ... --input-cols p0,p1',
        ],
      ],
    ],
    [
      'a column beside the others',
      { ...p, w: ['1'] },
      [
        [
          'H119',
          'w of f.csv is a column of the input beside those that begin with p_',
          "loss-calc ... --input-cols 'p_*'",
        ],
      ],
    ],
    [
      'columns beside the others',
      { ...p, p_c: ['1'], 'w 1': ['1'], v: ['1'] },
      [
        [
          'H119',
          'w 1, v of f.csv are columns of the input beside those that begin with p_',
          "loss-calc ... --input-cols 'p_*'",
        ],
      ],
    ],
    ['as many columns beside the others', { ...p, w: ['1'], v: ['1'] }, []],
    ['columns that begin with nothing', { a: ['1'], b: ['1'], c: ['1'] }, []],
    [
      'no value',
      { ...p, p_c: [undefined, undefined] },
      [
        [
          'W422',
          'p_c of f.csv has no value in the first 2 rows, and is taken for a column of numbers',
          "loss-calc ... --input-cols '!p_c'",
        ],
      ],
    ],
    ['no rows', { ...p, p_c: [] }, []],
    [
      'numbers among texts',
      { ...p, note: ['a', '2.5'] },
      [
        [
          'W410',
          'note of f.csv is left out as a column of texts, but holds numbers too: 2.5',
          'loss-calc ... --input-cols p_a,p_b',
        ],
      ],
    ],
    [
      'percentages',
      { ...p, share: ['5%', undefined, '7%'] },
      [
        [
          'W410',
          'share of f.csv is left out as a column of texts, but it is a percentage: 5%',
          'loss-calc ... --numbers percent',
          'loss-calc ... --input-cols p_a,p_b',
        ],
      ],
    ],
    ['words of yes and no', { ...p, share: ['yes', 'no'] }, []],
    ['texts', { ...p, note: ['a', 'b'] }, []],
    ['ids of numbers and texts', { ...p, id: ['a', '2'] }, []],
  ])('say so of %s', async (_what, cells, notices) => {
    expect(await rest(cells)).toMatchObject({ notices })
  })

  it.each<[string, Cells, number, object]>([
    [
      'texts alone',
      { note: ['a'], '': ['b'] },
      0,
      {
        code: 'E120',
        message: 'no column of numbers is left in f.csv',
        why: 'its columns: note, "" (1)',
        tries: ['loss-calc inspect f.csv'],
      },
    ],
    [
      'texts that are known to be no numbers',
      { note: ['tensor(1.)'], id: ['1'] },
      0,
      { code: 'E120', tries: ['loss-calc ... --input-cols note'] },
    ],
    [
      'texts alone, as targets',
      { id: ['1'], a: ['x'], b: ['y'] },
      1,
      { code: 'E120', why: 'its columns: id, a, b', tries: ['loss-calc ... --target-col b'] },
    ],
    [
      'texts that spell numbers',
      { p_a: ['5%'] },
      0,
      { code: 'E201', message: '"5%" is not a number', at: { file: 'f.csv', row: 0, field: 'p_a' } },
    ],
    [
      'lists beside numbers',
      { v: 'list', w: ['1'] },
      0,
      {
        code: 'E103',
        message: 'f.csv holds the columns v, w: which?',
        why: 'v holds lists, which stand beside no other column',
        tries: ['loss-calc ... --input-cols v'],
      },
    ],
    [
      'lists beside numbers, as targets',
      { w: ['1'], v: 'list' },
      1,
      { tries: ['loss-calc ... --target-col v'] },
    ],
    [
      'a text in a column like the others',
      { ...p, p_c: ['3', 'n/k'] },
      0,
      {
        code: 'E201',
        message: 'column "p_c" of f.csv holds texts, not numbers: "n/k"',
        at: { file: 'f.csv', row: 1, field: 'p_c' },
        why: 'its name is like those of the input: p_a, p_b',
        tries: ['loss-calc ... --input-cols p_a,p_b'],
      },
    ],
    [
      'a long text in a column like the others',
      { ...p, p_c: ['x'.repeat(50)] },
      0,
      { message: `column "p_c" of f.csv holds texts, not numbers: "${'x'.repeat(40)}"` },
    ],
    [
      'a percentage in a column like the others',
      { ...p, p_c: ['5%'] },
      0,
      { code: 'E201', message: '"5%" is not a number', tries: ['loss-calc ... --numbers percent'] },
    ],
    [
      'a column like the others that was read as texts and has no value',
      { ...p, 'p_c~': [undefined] },
      0,
      {
        message: 'column "p_c" of f.csv holds texts, not numbers',
        at: { file: 'f.csv', field: 'p_c' },
      },
    ],
    [
      'numbers that were read as texts',
      { ...p, 'w~': ['3'] },
      0,
      {
        message: 'column "w" of f.csv holds texts, not numbers: "3"',
        at: { file: 'f.csv', row: 0, field: 'w' },
        why: 'they are spelled like numbers, so they may belong to the input',
      },
    ],
    [
      'a target of texts beside numbers',
      { a: ['1'], label: ['cat'] },
      1,
      {
        code: 'E201',
        message: 'column "label" of f.csv holds texts, not numbers',
        why: 'its columns: a, label',
        tries: ['loss-calc ... --target-col label'],
      },
    ],
  ])('refuse %s', async (_what, cells, table, refusal) => {
    expect(await rest(cells, table)).toMatchObject(refusal)
  })

  it('are looked at as far as a thousand', async () => {
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`c${i}`, [undefined]]))
    const { notices } = (await rest(many)) as { notices: unknown[] }
    expect(notices.length).toBe(1000)
  })
})

describe('all columns but some', () => {
  const but = (cells: Cells, columns: readonly number[], selector: string, used: readonly number[] = []) =>
    told((notices) =>
      numbersOf(
        [tableOf('x.csv', p), tableOf('f.csv', cells)],
        { table: 1, columns },
        selector,
        [
          { table: 1, columns: used },
          { table: 0, columns: [0] },
        ],
        notices,
      ),
    )
  const cells = { ...p, note: ['a'], label: ['1'] }

  it.each<[string, Cells, readonly number[], string, readonly number[], object]>([
    ['none of texts', cells, [0, 2, 3], '!p_b', [], { columns: [0, 3], leftOut: ['note'], notices: [] }],
    ['none that is used otherwise', cells, [0, 2, 3], '!p_b', [3], { columns: [0], leftOut: ['note'] }],
    ['texts, where there is nothing else', cells, [2], '!p_*', [], { columns: [2], leftOut: [] }],
    [
      'as they are, if they are named',
      cells,
      [0, 2, 3],
      'p_a,note,label',
      [3],
      { columns: [0, 2, 3], leftOut: [] },
    ],
    [
      'as they are, if one is called so',
      { ...cells, '!p_b': ['1'] },
      [0, 2],
      '!p_b',
      [],
      { columns: [0, 2] },
    ],
    [
      'never none',
      cells,
      [3],
      '!p_*',
      [3],
      {
        code: 'E120',
        message: '"!p_*" leaves no column of f.csv',
        why: 'the others are the target, or used otherwise',
      },
    ],
    [
      'none like the others that holds texts',
      { ...p, p_c: ['x'], w: ['1'] },
      [0, 1, 2],
      '!w',
      [],
      { code: 'E201', tries: ['loss-calc ... --input-cols p_a,p_b'] },
    ],
  ])('are %s', async (_what, table, columns, selector, used, found) => {
    expect(await but(table, columns, selector, used)).toMatchObject(found)
  })
})

it('two columns of texts are refused where one is the target', () => {
  expect(() => refuseTexts(tableOf('t.csv', { a: ['1'], b: ['2'] }))).not.toThrow()
  expect(() => refuseTexts(tableOf('t.csv', { a: ['x'], b: ['y'] }))).toThrow(
    'column "a" of t.csv holds texts, not numbers',
  )
})

it('names are known in any case, with blanks around and between', () => {
  for (const name of ['label', ' Label ', 'y true', 'Ground-Truth.Label']) expect(isTarget(name)).toBe(true)
  for (const name of ['labels of', 'yes', '']) expect(isTarget(name)).toBe(false)
})

it.each([
  ['label', 'score', ['x', 'y'], 1],
  ['text', 'score', ['x', 'y'], 0],
  ['label', 'other', ['x', 'y'], 0],
  ['label', 'score', ['x', 'x'], 0],
])('scores of the best label: %s and %s of %j', async (label, score, labels, found) => {
  const { notices } = (await rest({ [label]: labels, [score]: ['0.5', '0.7'] })) as { notices: unknown[][] }
  expect(notices.filter(([code]) => code === 'H126').length).toBe(found)
})

it('what is used otherwise is listed once, not once per column: 20,000 columns took a minute', async () => {
  let asked = 0
  const used = {
    table: 0,
    get columns() {
      asked++
      return [2]
    },
  }
  const cells = { ...p, label: ['1'] }
  const { chosen } = await numbersOf(
    [tableOf('f.csv', cells)],
    { table: 0, columns: [0, 1] },
    '!label',
    [used],
    [],
  )
  expect([chosen.columns, asked]).toEqual([[0, 1], 1])
})

describe('without a target', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guess-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('what is said of the input decides which column it is', async () => {
    const path = join(folder, 'both.csv')
    writeFileSync(path, 'p,logit,y\n0.5,0,1\n')
    const { stderr } = await run(['bce-logits', path, '--from', 'probs'])
    expect(stderr).toContain('--input-cols p --target-col y')
  })

  it('a target among scores without names of rows is told of', async () => {
    const [path, target] = [join(folder, 'scores.csv'), join(folder, 'targets.csv')]
    const rows = Array.from({ length: 40 }, (_, i) => [0.5 + i / 100, 0.25 + i / 90, 0.5 - i / 99, i % 3])
    writeFileSync(path, `a,b,c,label\n${rows.map((row) => row.join()).join('\n')}\n`)
    writeFileSync(target, rows.map((row) => row[3]).join('\n'))
    const { status, stderr } = await run(['ce', path, target])
    expect([status, stderr]).toEqual([0, expect.stringContaining('H119')])
  })

  it('a label with its score is what was predicted, beside another target', async () => {
    const path = join(folder, 'pipeline.csv')
    writeFileSync(path, 'label,score,y\nNEGATIVE,0.75,0\nPOSITIVE,0.5,1\n')
    const { stderr } = await run(['bce', path])
    expect(stderr).toContain('--input-cols score --target-col y')
    const named = await run(['bce', path, '--input-cols', 'score', '--target-col', 'y'])
    expect([named.status, named.stderr]).toEqual([0, expect.stringContaining('H126')])
    const labels = await run(['bce', path, '--input-cols', 'score', '--target-col', 'label'])
    expect([labels.status, labels.stderr]).toEqual([0, expect.not.stringContaining('H126')])
  })

  it('ids and labels are looked at for no numbers', async () => {
    const path = join(folder, 'ids.csv')
    writeFileSync(path, 'image_id,pred,label\n5%,1,1\n7%,2,1\n')
    expect((await run(['mse', path])).stderr).toContain('--input-cols pred --target-col label')
    writeFileSync(path, 'p_5%,p_7%,kind\n0.5,0.5,5%\n0.5,0.5,7%\n')
    expect((await run(['ce', path])).stderr).toContain("--input-cols 'p_*' --target-col kind")
  })

  it.each([
    ['bce-logits', 'p,logit,y', ['--input-cols logit --target-col y']],
    ['mse', 'a,b,c', ['--target-col c']],
    ['mse', 'p_a,p_b,label', ['--input-cols <columns> --target-col <columns>']],
    ['mse', 'pred,label', ['--input-cols pred --target-col label']],
    ['ce', 'p_a,p_b,label', ["--input-cols 'p_*' --target-col label"]],
    ['ce', 'a,b,c', ['--target-col c']],
    ['ce', 'x', ['target.csv', '--target-col label']],
  ])('%s of a file with the columns %s has offered what they suggest', async (loss, header, tries) => {
    const path = join(folder, `${header}.csv`)
    writeFileSync(path, `${header}\n${header.replaceAll(/\w+/g, '1')}\n`)
    const { stderr } = await run([loss, path])
    const told = [...stderr.matchAll(/try: (.*)$/gm)].map(([, one]) => one)
    expect(told).toEqual(tries.map((one) => `loss-calc ${loss} ${path} ${one}`))
  })

  it.each([
    ['[1, 2] [0]', ["loss-calc ce '[1, 2]' '[0]'"]],
    ['[1, 2], 0', ["loss-calc ce '[1, 2]' 0"]],
    ['[1, 2]', ["loss-calc ce '[1, 2]' target.csv"]],
    ['x [1] [2]', ['target.csv', '--target-col label']],
    ['[1] [2] x', undefined],
  ])('ce of %j has offered what was typed', async (typed, tries) => {
    const { stderr } = await run(['ce', typed])
    const told = [...stderr.matchAll(/try: (.*)$/gm)].map(([, one]) => one)
    if (tries)
      expect(told).toEqual(
        tries.map((one) => (one.startsWith('loss-calc') ? one : `loss-calc ce '${typed}' ${one}`)),
      )
    else expect(told).not.toContain("loss-calc ce '[1]' '[2]'")
  })

  it.each([
    ['{"a":"0.2","b":"0.3"}', 'value'],
    ['{"a":true,"b":false}', 'value'],
  ])('ids with %j are called what they are, not structs', async (values, column) => {
    const [path, target] = [join(folder, 'ids.json'), join(folder, 'y.json')]
    writeFileSync(path, values)
    writeFileSync(target, '{"a":1,"b":0}')
    const { stderr } = await run(['bce', path, target])
    expect(stderr).toContain(`no column of numbers is left in ${path}\n  = its columns: key, value\n`)
    expect(stderr).toContain(`${target} --input-cols ${column}\n`)
  })
})
