import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { DuckDBInstance } from '@duckdb/node-api'
import { postgres } from './postgres.ts'
import { cases, compare, rowsOf, ulps } from '../../../scripts/engines/cases.mjs'
import { run, words } from '../../transcript.ts'

type Row = Record<string, unknown>
type Engine = (query: string) => Promise<Row[]>

const duck = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
const lite = await postgres()
afterAll(async () => {
  duck.closeSync()
  await lite.close()
})

const engines: Record<string, Engine> = {
  async duckdb(query) {
    const reader = await duck.runAndReadAll(query)
    return reader.getRowObjectsJS() as Row[]
  },
  async postgres(query) {
    const results = await lite.exec(query)
    return (results.at(-1)?.rows ?? []) as Row[]
  },
}
const types: Record<string, string> = { duckdb: 'DOUBLE', postgres: 'double precision' }
const dialects = Object.keys(engines)

export type Data = Record<string, number>
const files = new Map<string, Data[]>()
for (const { file } of cases) {
  if (files.has(file)) continue
  const rows = rowsOf(readFileSync(`fixtures/sql/${file}.csv`, 'utf8')) as Data[]
  files.set(file, rows)
  const names = Object.keys(rows[0]!)
  for (const dialect of dialects) {
    const columns = names.map((name) => `"${name}" ${types[dialect]}`).join(', ')
    const values = rows.map((row, i) => `(${i}, ${names.map((name) => `'${row[name]}'`).join(', ')})`)
    await engines[dialect]!(
      `CREATE TABLE "${file}" (id integer, ${columns}); INSERT INTO "${file}" VALUES ${values.join(', ')}`,
    )
  }
}

async function query(line: string): Promise<string> {
  const { stdout, stderr, status } = await run(words(`sql ${line}`))
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

/** What the program itself says of each row, which every engine is compared with. */
const known = new Map<string, Promise<number[]>>()
function wanted(line: string, file: string, columns: string): Promise<number[]> {
  const key = JSON.stringify([line, file, columns])
  if (!known.has(key)) known.set(key, said(line, file, columns))
  return known.get(key)!
}

async function said(line: string, file: string, columns: string): Promise<number[]> {
  const [loss, ...flags] = line.split(' ')
  const { stdout } = await run([
    loss!,
    `fixtures/sql/${file}.csv`,
    ...flags,
    ...words(columns),
    '--reduction',
    'none',
    '--csv',
  ])
  const [header, ...rows] = stdout.trim().split('\n')
  const at = header!.split(',').indexOf('loss')
  return rows.map((row) => Number(row.split(',')[at]))
}

describe.each(dialects)('%s', (dialect) => {
  it.each(cases.map((one) => [one.line, one] as const))(
    '%s of extremes: NaN and Infinity where torch has them, digits',
    async (line, { file, columns, bound, size }) => {
      const [loss, ...flags] = line.split(' ')
      const sql = await query(
        `${loss} --dialect ${dialect} --table ${file} ${columns} ${flags.join(' ')} --per-sample --id id`,
      )
      const rows = await engines[dialect]!(sql)
      rows.sort((a, b) => Number(a.id) - Number(b.id))
      const want = await wanted(line, file, columns)
      expect(want).toHaveLength(rows.length)
      const found = compare(
        rows.map(({ loss }) => loss),
        want,
        files.get(file)!,
        size,
      )
      const shown = found.differ
        .slice(0, 5)
        .map(
          (i) =>
            `${JSON.stringify(Object.values(files.get(file)![i]!).map(String))}: ${rows[i]?.loss}, not ${want[i]}`,
        )
      expect(shown).toEqual([])
      const worst =
        found.at < 0
          ? ''
          : `${JSON.stringify(files.get(file)![found.at])}: ${rows[found.at]!.loss}, not ${want[found.at]}`
      expect(found.worst, worst).toBeLessThanOrEqual(bound)
    },
  )
})

/** The first row of a reduced query with plain numbers. */
async function reduced(dialect: string, line: string): Promise<Row[]> {
  const rows = await engines[dialect]!(await query(`${line.replace(' ', ` --dialect ${dialect} `)}`))
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
    ),
  )
}

async function value(line: string): Promise<{ value: number; sum: number; denominator: { value: number } }> {
  const { stdout, stderr } = await run([...words(line), '--json'])
  expect(stdout, `${line}: ${stderr}`).not.toBe('')
  return JSON.parse(stdout) as never
}

/** Rows as people have them: some groups, weights, one label to ignore. */
const ordinary = Array.from({ length: 400 }, (_, i) => {
  const x = [0, 1, 2].map((c) => Math.sin(i * 3 + c) * (i % 7))
  return {
    x0: x[0]!,
    x1: x[1]!,
    x2: x[2]!,
    label: i % 11 === 0 ? -100 : i % 3,
    t: i % 2,
    u: (i + 1) % 3 === 0 ? 1 : 0,
    w: 0.25 + (i % 5),
    g: `g${i % 4}`,
  }
})
const csv = `x0,x1,x2,label,t,u,w,g\n${ordinary.map((row) => Object.values(row).join(',')).join('\n')}\n`

describe.each(dialects)('reduced in %s', (dialect) => {
  it('has the mean, sum and divisor of the program', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sql-'))
    const path = join(folder, 'ordinary.csv')
    writeFileSync(path, csv)
    const double = types[dialect]
    const values = ordinary.map(
      (row) =>
        `(${Object.values(row)
          .map((cell) => `'${cell}'`)
          .join(', ')})`,
    )
    await engines[dialect]!(
      `CREATE TABLE ordinary (x0 ${double}, x1 ${double}, x2 ${double}, label integer, t integer, u integer, w ${double}, g varchar(9)); INSERT INTO ordinary VALUES ${values.join(', ')}`,
    )
    const lines = [
      'ce --input-cols x0,x1,x2 --target-col label',
      'ce --input-cols x0,x1,x2 --target-col label --weight-col w',
      'ce --input-cols x0,x1,x2 --target-col label --weight 0.5,2,3',
      'ce --input-cols x0,x1,x2 --target-col label --weight 0.5,2,3 --weight-col w',
      'ce --input-cols x0,x1,x2 --target-col label --weight 0.5,2,3 --mean-by elements',
      'ce --input-cols x0,x1,x2 --target-col label --mean-by rows',
      'focal --input-cols x0,x1,x2 --target-col label --label-smoothing 0.1',
      'bce-logits --input-cols x0 --target-col t --weight-col w',
      'bce-logits --input-cols x0,x1 --target-cols t,u --pos-weight 2,3 --weight 0.5,4',
      'bce-logits --input-cols x0,x1 --target-cols t,u --weight 0.5,4 --mean-by weights',
      'focal --input-cols x0,x1 --target-cols t,u --weight 0.5 --mean-by weights',
      'mse --input-cols x0,x1 --target-cols x1,x2',
      'l1 --input-cols x0 --target-cols x2 --weight-col w --mean-by elements',
      'focal --input-cols x0 --target-col t',
    ]
    for (const line of lines) {
      const [row] = await reduced(dialect, line.replace(' ', ' --table ordinary '))
      const want = await value(line.replace(' ', ` ${path} `))
      expect(row!.invalid, line).toBe(0)
      expect(row!.denominator, line).toBe(want.denominator.value)
      expect(
        ulps(row!.mean as number, want.value),
        `${line}: ${row!.mean}, not ${want.value}`,
      ).toBeLessThanOrEqual(2)
      expect(ulps(row!.sum as number, want.sum), `${line}: ${row!.sum}, not ${want.sum}`).toBeLessThanOrEqual(
        2,
      )
      const [fast] = await reduced(dialect, line.replace(' ', ' --fast --table ordinary '))
      expect(Math.abs((fast!.mean as number) - want.value)).toBeLessThan(1e-12)
    }
    const groups = await reduced(
      dialect,
      'ce --table ordinary --input-cols x0,x1,x2 --target-col label --group-by g',
    )
    for (const group of groups) {
      const want = await value(`ce ${path} --input-cols x0,x1,x2 --target-col label --where g=${group.g}`)
      expect(ulps(group.mean as number, want.value)).toBeLessThanOrEqual(2)
    }
    expect(groups.map(({ g }) => g)).toEqual(['g0', 'g1', 'g2', 'g3'])
    rmSync(folder, { recursive: true })
  })
})

describe.each(dialects)('rows that do not count, in %s', (dialect) => {
  const double = types[dialect]
  const make = async (table: string, columns: string, values: string) => {
    await engines[dialect]!(
      `DROP TABLE IF EXISTS ${table}; CREATE TABLE ${table} (${columns}); INSERT INTO ${table} VALUES ${values}`,
    )
  }

  it('are counted, and the mean is NULL: a missing label, one that is no class, a missing weight or input', async () => {
    await make(
      'bad',
      `x0 ${double}, x1 ${double}, label integer, w ${double}`,
      '(1, 2, 1, 1), (1, 2, NULL, 1), (1, 2, 7, 1), (1, 2, 0, NULL), (NULL, 2, 0, 1), (1, 2, -100, 1), (1, 2, 0, -1)',
    )
    const line = 'ce --table bad --input-cols x0,x1 --target-col label --weight-col w'
    const [row] = await reduced(dialect, line)
    expect(row).toMatchObject({ mean: null, sum: null, used: 1, ignored: 1, invalid: 5 })
    const [skipped] = await reduced(dialect, `${line} --missing skip`)
    expect(skipped).toMatchObject({ mean: null, used: 1, ignored: 1, invalid: 2, skipped: 3 })
    const states = await engines[dialect]!(
      await query(`${line.replace(' ', ` --dialect ${dialect} `)} --per-sample --id w`),
    )
    expect(states.map(({ state }) => state)).toEqual([
      'used',
      'invalid',
      'invalid',
      'invalid',
      'invalid',
      'ignored',
      'invalid',
    ])
    const [none] = await reduced(dialect, 'bce --table bad --input-cols x0 --target-col label')
    expect(none).toMatchObject({ mean: null, invalid: 4 })
  })

  it('are those that miss a value in any column, as in the program', async () => {
    await make(
      'gaps',
      `x0 ${double}, x1 ${double}, t0 ${double}, t1 ${double}, label integer`,
      '(1, 2, 0, 1, 0), (NULL, 5, 0, 1, -100), (3, 1, NULL, 4, 1), (2, 2, 2, 7, 1)',
    )
    const folder = mkdtempSync(join(tmpdir(), 'sql-'))
    const file = join(folder, 'gaps.csv')
    writeFileSync(file, 'x0,x1,t0,t1,label\n1,2,0,1,0\n,5,0,1,-100\n3,1,,4,1\n2,2,2,7,1\n')
    for (const [loss, columns, counts] of [
      ['mse', '--input-cols x0,x1 --target-cols t0,t1', { used: 4, skipped: 4 }],
      ['ce', '--input-cols x0,x1 --target-col label --mean-by rows', { used: 3, ignored: 0, skipped: 1 }],
    ] as const) {
      const [row] = await reduced(dialect, `${loss} --table gaps ${columns} --missing skip`)
      const want = await value(`${loss} ${file} ${columns} --missing skip`)
      expect(row).toMatchObject({ ...counts, invalid: 0 })
      expect(ulps(row!.mean as number, want.value)).toBeLessThanOrEqual(2)
      const [refused] = await reduced(dialect, `${loss} --table gaps ${columns}`)
      expect(refused).toMatchObject({ mean: null, ignored: 0 })
    }
    rmSync(folder, { recursive: true })
  })

  it('alone make no group, as in the program, and a weight is named as any column', async () => {
    await make(
      'grouped',
      `x0 ${double}, x1 ${double}, label integer, "in" ${double}, g varchar(9)`,
      "(1, 2, 1, 1, 'used'), (NULL, 2, 1, 1, 'used'), (NULL, 2, 0, 1, 'skipped'), (1, 2, -100, 1, 'ignored'), (1, 2, 7, 1, 'invalid')",
    )
    const line = 'ce --table grouped --input-cols x0,x1 --target-col label --group-by g --missing skip'
    const groups = await reduced(dialect, `${line} --weight-col '"in"'`)
    expect(groups.map(({ g }) => g)).toEqual(['invalid', 'used'])
    expect(groups[1]).toMatchObject({ used: 1, skipped: 1 })
  })

  it('are labels that name no class', async () => {
    await make(
      'named',
      `x0 ${double}, x1 ${double}, label varchar(9)`,
      "(1, 2, 'cat'), (1, 2, 'dog'), (1, 2, 'fox'), (1, 2, '')",
    )
    const [row] = await reduced(
      dialect,
      'ce --table named --input-cols x0,x1 --target-col label --classes cat,dog',
    )
    expect(row).toMatchObject({ mean: null, used: 2, invalid: 2 })
  })

  it('may be none: the mean of nothing is NaN, as in torch', async () => {
    await make('empty', `x ${double}, t ${double}`, `(1, 2)`)
    const [row] = await reduced(
      dialect,
      'mse --table-sql "SELECT * FROM empty WHERE x > 5" --input-cols x --target-col t',
    )
    expect(row).toMatchObject({ mean: Number.NaN, sum: 0, used: 0, invalid: 0 })
  })

  it('single precision, integers in text, indices from 1 and odd names are read as they are', async () => {
    const real = dialect === 'duckdb' ? 'FLOAT' : 'real'
    await make(
      '"odd ""table"',
      `"a b" ${real}, "select" ${real}, "x""y" varchar(3), "é" integer`,
      "(0.1, 0.7, '1', 2), (-3.3, 0.25, '0', 1)",
    )
    const columns = `--input-cols "a b",select --target-col`
    const [text] = await reduced(dialect, `ce --table '"odd ""table"' ${columns} '"x""y"'`)
    const [integer] = await reduced(dialect, `ce --table '"odd ""table"' ${columns} é --index-base 1`)
    const single = [
      [0.1, 0.7],
      [-3.3, 0.25],
    ].map((row) => row.map(Math.fround))
    const want = await value(`ce ${JSON.stringify(single)} [1,0]`)
    expect(ulps(text!.mean as number, want.value)).toBeLessThanOrEqual(2)
    expect(integer!.mean).toBe(text!.mean)
  })

  it('arrays hold a number per class, and nothing else', async () => {
    const list = (cells: string) =>
      dialect === 'duckdb'
        ? `CAST([${cells.replaceAll(/[\w.']+/g, 'CAST($& AS DOUBLE)')}] AS DOUBLE[])`
        : `ARRAY[${cells}]::float8[]`
    await make(
      'arrays',
      `id integer, x ${double}[], label integer`,
      [
        `(0, ${list('1, 2, 3')}, 2), (1, ${list('1, 2')}, 1), (2, ${list('1, NULL, 3')}, 1), (3, NULL, 0), (4, ${list("'NaN', 2, 3")}, 1)`,
        `(5, ${list('1, 2, 3')}, -100), (6, ${list('1, 2, 3')}, 3), (7, ${list("'Infinity', 2, 3")}, 0), (8, ${list('0, 700, -700')}, 1)`,
      ].join(', '),
    )
    const line = 'ce --table arrays --input-cols x --classes 3 --target-col label --per-sample --id id'
    const rows = await reduced(dialect, line)
    expect(rows.map(({ state }) => state)).toEqual([
      'used',
      'invalid',
      'invalid',
      'invalid',
      'used',
      'ignored',
      'invalid',
      'used',
      'used',
    ])
    const want = await value('ce [[1,2,3],[0,700,-700]] [2,1] --reduction sum')
    expect(rows[4]!.loss).toBe(Number.NaN)
    expect(rows[7]!.loss).toBe(0)
    expect(ulps((rows[0]!.loss as number) + (rows[8]!.loss as number), want.value)).toBeLessThanOrEqual(4)
  })

  it('arrays and columns give the same losses', async () => {
    const array = dialect === 'duckdb' ? '[x0, x1, x2]' : 'ARRAY[x0, x1, x2]'
    await engines[dialect]!(
      `DROP TABLE IF EXISTS lists; CREATE TABLE lists AS SELECT id, ${array} AS x, label FROM classes`,
    )
    for (const flags of [
      'ce',
      'ce --label-smoothing 0.1 --weight 0.5,2,3',
      'ce --weight 0.5,2,3',
      'focal --mode softmax --alpha 0.25,0.5,1',
      'nll',
    ]) {
      const [loss, ...more] = flags.split(' ')
      const end = `${more.join(' ')} --target-col label --per-sample --id id`
      const lists = await reduced(dialect, `${loss} --table lists --input-cols x --classes 3 ${end}`)
      const columns = await reduced(dialect, `${loss} --table classes --input-cols x0,x1,x2 ${end}`)
      const sorted = (rows: Row[]) => rows.sort((a, b) => Number(a.id) - Number(b.id))
      expect(sorted(lists)).toEqual(sorted(columns))
    }
  })
})

it('reads files where the engine does', async () => {
  const words = 'sql ce --input-cols p_cat,p_dog --target-col label --classes cat,dog --from probs --table'
  const line = [...words.split(' '), 'fixtures/files/pre*.csv', '--dialect']
  const { stdout } = await run([...line, 'duckdb'])
  expect((await engines.duckdb!(stdout))[0]).toMatchObject({ mean: 0.8188615440891488, used: 4n })
  const { stderr } = await run([...line, 'postgres'])
  expect(stderr).toContain('names files, and postgres has tables')
})
