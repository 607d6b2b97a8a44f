/**
 * `node scripts/bench/groups.mjs [--rows 1000000 --rounds 7 --bin bin/loss-calc.cjs]`: as many groups as rows beside ten,
 * in one thread and two, of CSV and, where PYTHON has polars, of Parquet: medians of interleaved runs.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measure, median } from './measure.mjs'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    bin: { type: 'string', default: 'bin/loss-calc.cjs' },
  },
})
const rows = Number(values.rows)
const folder = mkdtempSync(join(tmpdir(), 'groups-'))
try {
  const kinds = ['csv', 'parquet']
  for (const [name, groups] of [
    ['ten', 10],
    ['many', rows],
  ])
    writeRows(join(folder, `${name}.csv`), groups)
  const make =
    'import polars, sys\nfor one in sys.argv[1:]: polars.read_csv(one + ".csv").write_parquet(one + ".parquet")'
  const paths = ['ten', 'many'].map((name) => join(folder, name))
  if (spawnSync(process.env.PYTHON ?? 'python3', ['-c', make, ...paths]).status !== 0) kinds.pop()
  console.log(
    '| | threads | wall s | cpu s | peak MB | wall / ten | cpu / ten |\n|---|---|---|---|---|---|---|',
  )
  for (const kind of kinds) for (const threads of ['1', '2']) compare(kind, threads)
} finally {
  rmSync(folder, { recursive: true })
}

/** Numbers of four digits and a group: a permutation of all, so that neighbours are no neighbours in memory. */
function writeRows(path, groups) {
  const file = openSync(path, 'w')
  let text = 'p,t,g\n'
  for (let i = 0; i < rows; i++) {
    const [p, t] = [(i * 7919) % 20011, (i * 104729) % 20021].map((n) => ((n - 10000) / 5000).toFixed(4))
    text += `${p},${t},u${String(((i * 611953) % rows) % groups).padStart(7, '0')}\n`
    if (text.length < 1 << 20) continue
    writeSync(file, text)
    text = ''
  }
  writeSync(file, text)
  closeSync(file)
}

function compare(kind, threads) {
  const runs = { ten: [], many: [] }
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [name, list] of Object.entries(runs)) {
      const path = join(folder, `${name}.${kind}`)
      const words = ['mse', path, '--input-cols', 'p', '--target-col', 't', '--group-by', 'g', '-q']
      list.push(measure([process.execPath, values.bin, ...words, '--threads', threads]))
    }
  if (runs.ten[0].output !== runs.many[0].output) throw new Error('the groups change the mean')
  for (const [name, list] of Object.entries(runs)) {
    const column = (key, digits) => median(list.map((one) => one[key])).toFixed(digits)
    const ratio = (key) => median(list.map((one, i) => one[key] / runs.ten[i][key])).toFixed(2)
    console.log(
      `| ${kind}, ${name} | ${threads} | ${column('wall', 3)} | ${column('cpu', 2)} | ${column('megabytes', 0)} | ${ratio('wall')} | ${ratio('cpu')} |`,
    )
  }
}
