/** What the engines are given: queries with what the program says of each row, and rows in one file and in seven. */
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { cases, rowsOf } from './cases.mjs'
import { randomFrom } from '../random.mjs'

export const dialects = ['duckdb', 'postgres', 'clickhouse', 'spark', 'trino', 'bigquery', 'snowflake']

/** Queries, what the program says of each row, and the size that ulp are of; of classes also with a column of arrays. */
export function sqlCases(loss) {
  return cases.flatMap(({ line, file, columns, bound, size }) => {
    const [name, ...flags] = line.split(' ')
    const given = [...flags, ...columns.split(' ')]
    const table = loss(name, `fixtures/sql/${file}.csv`, ...given, '--reduction', 'none', '--csv')
    const [header, ...lines] = table.trim().split('\n')
    const at = header.split(',').indexOf('loss')
    const query = (dialect, table, given) =>
      loss('sql', name, ...sqlFlags(dialect, table), ...given, '--per-sample', '--id', 'id')
    const queries = (table, given) =>
      Object.fromEntries(dialects.map((dialect) => [dialect, query(dialect, table, given)]))
    const found = {
      line,
      file,
      bound,
      wanted: lines.map((one) => one.split(',')[at]),
      sizes: size
        ? rowsOf(readFileSync(`fixtures/sql/${file}.csv`, 'utf8')).map((row) => String(size(row)))
        : null,
      queries: queries(file, given),
    }
    if (file !== 'classes') return found
    const array = /--input-cols ([xpl])0/.exec(columns)[1]
    const arrays = [...flags, '--input-cols', array, '--classes', '3', '--target-col', 'label']
    return [found, { ...found, line: `${line}, arrays`, queries: queries('arrays', arrays) }]
  })
}

const sqlFlags = (dialect, table) => ['--dialect', dialect, '--experimental', '--table', table]

/** The reduced query over a million rows that each engine makes for itself, and the program's mean of the same. */
export async function repeatedCase(loss, place) {
  const columns = ['--input-cols', 'x', '--target-col', 't']
  const path = join(place, 'repeated.csv')
  const out = createWriteStream(path)
  out.write('x,t\n')
  for (let i = 0; i < 1_000_000; i += 1000) {
    const rows = Array.from(
      { length: 1000 },
      (_, k) => `${(((i + k) * 7919) % 100003) / 5000 - 10},${k % 2}\n`,
    )
    if (!out.write(rows.join(''))) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return {
    mean: Number(loss('bce-logits', path, ...columns, '-q')),
    repeat: Object.fromEntries(
      dialects.map((dialect) => [
        dialect,
        loss('sql', 'bce-logits', ...sqlFlags(dialect, 'repeated'), ...columns),
      ]),
    ),
  }
}

/** Rows in one file and in seven uneven ones, one of them empty and one of a single row, with infinities in two. */
export async function makeRows(place) {
  const next = randomFrom(7)
  const rows = Number(process.env.LOSS_CALC_ROWS ?? 300_000)
  const cuts = [0, 1, 1, 0.13 * rows, 0.13 * rows + 11, 0.4 * rows, 0.99 * rows, rows]
  mkdirSync(join(place, 'parts'), { recursive: true })
  const out = [join(place, 'whole.csv'), ...cuts.slice(1).map((_, k) => join(place, `parts/${k}.csv`))].map(
    (path) => createWriteStream(path),
  )
  for (const one of out) one.write('x0,x1,x2,label,w,g\n')
  let part = 0
  for (let i = 0; i < rows; i++) {
    while (i >= cuts[part + 1]) part++
    const x = [0, 1, 2].map(() => (next() - 0.5) * 20)
    if (i === 5000) x[0] = Infinity
    if (i === Math.floor(rows / 2)) x[1] = -Infinity
    const line = `${x.join(',')},${Math.floor(next() * 3)},${next()},g${Math.floor(next() * 50)}\n`
    for (const one of [out[0], out[part + 1]]) if (!one.write(line)) await once(one, 'drain')
  }
  for (const one of out) {
    one.end()
    await once(one, 'finish')
  }
}
