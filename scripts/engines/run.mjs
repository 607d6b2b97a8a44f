/**
 * `npm run engines`: every loss as SQL, and parts of a run, in the engines themselves. Installs nothing here: a virtual
 * environment lies in a temporary folder (LOSS_CALC_ENGINES names another), PostgreSQL and Java are the system's. Says
 * of an engine that is not to be had that it was not run, and fails for one that is and falls short.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { cases, rowsOf } from './cases.mjs'
import { runRecipes } from './recipes.mjs'

const folder = process.env.LOSS_CALC_ENGINES ?? join(tmpdir(), 'loss-calc-engines')
const python = join(folder, 'venv/bin/python')
const program = ['node', resolve('bin/loss-calc.cjs')]
const packages = [
  'duckdb==2.0.1',
  'chdb==4.4.0',
  'pyspark==4.3.0',
  'pyarrow==26.0.1',
  'pandas',
  'numpy',
  'ray==2.60.0',
  'dask==2026.8.0',
  'cloudpickle',
  'sqlglot==30.30.0',
  'psycopg[binary]==3.3.9',
]
const dialects = ['duckdb', 'postgres', 'clickhouse', 'spark', 'trino', 'bigquery', 'snowflake']
const asked = process.argv.slice(2)

function loss(...words) {
  return execFileSync(program[0], [program[1], ...words], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

/** The environment of Python; undefined where its packages are not to be had. */
function environment() {
  mkdirSync(folder, { recursive: true })
  const has = () =>
    spawnSync(python, ['-c', 'import duckdb, chdb, pyspark, ray, dask, sqlglot, psycopg'], {
      stdio: 'ignore',
    }).status === 0
  if (existsSync(python) && has()) return true
  const made = spawnSync('python3', ['-m', 'venv', join(folder, 'venv')], { stdio: 'ignore' })
  if (made.error || made.status !== 0) return false
  const flags = [
    '-m',
    'pip',
    'install',
    '-q',
    '--retries',
    '1',
    '--timeout',
    '10',
    '--disable-pip-version-check',
  ]
  const installed = packages.filter(
    (name) => spawnSync(python, [...flags, name], { stdio: 'ignore', timeout: 240_000 }).status === 0,
  )
  return installed.length > 0
}

/** Queries, what the program says of each row, and the size that ulp are of. */
function sqlCases() {
  return cases.map(({ line, file, columns, bound, size }) => {
    const [name, ...flags] = line.split(' ')
    const table = loss(
      name,
      `fixtures/sql/${file}.csv`,
      ...flags,
      ...columns.split(' '),
      '--reduction',
      'none',
      '--csv',
    )
    const [header, ...lines] = table.trim().split('\n')
    const at = header.split(',').indexOf('loss')
    const query = (dialect) =>
      loss(
        'sql',
        name,
        '--dialect',
        dialect,
        '--experimental',
        '--table',
        file,
        ...columns.split(' '),
        ...flags,
        '--per-sample',
        '--id',
        'id',
      )
    return {
      line,
      file,
      bound,
      wanted: lines.map((one) => one.split(',')[at]),
      sizes: size
        ? rowsOf(readFileSync(`fixtures/sql/${file}.csv`, 'utf8')).map((row) => String(size(row)))
        : null,
      queries: Object.fromEntries(dialects.map((dialect) => [dialect, query(dialect)])),
    }
  })
}

/** Rows in one file and in seven uneven ones, one of them empty and one of a single row, with infinities in two. */
async function makeRows(place) {
  let state = 7
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
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

/** A server of Debian's PostgreSQL on a socket of its own, as an ordinary user; undefined where there is none. */
function startPostgres(place) {
  const folders = ['17', '16', '15', '14'].map((version) => `/usr/lib/postgresql/${version}/bin`)
  const bin = folders.find((one) => existsSync(join(one, 'initdb')))
  if (!bin) return undefined
  const data = join(place, 'postgres')
  const owner = userInfo().username === 'root' ? 'nobody' : undefined
  const as = (...words) =>
    owner
      ? spawnSync('setpriv', [`--reuid=${owner}`, '--regid=nogroup', '--clear-groups', ...words], {
          cwd: '/',
          encoding: 'utf8',
          env: { PATH: process.env.PATH, HOME: '/' },
        })
      : spawnSync(words[0], words.slice(1), { encoding: 'utf8' })
  mkdirSync(data)
  if (owner) execFileSync('chown', [owner, place, data])
  const made = as(
    join(bin, 'initdb'),
    '-D',
    data,
    '-A',
    'trust',
    '-U',
    'engines',
    '--encoding=UTF8',
    '--no-sync',
  )
  const started = as(
    join(bin, 'pg_ctl'),
    '-D',
    data,
    '-w',
    '-l',
    join(data, 'log'),
    '-o',
    `-c listen_addresses='' -k ${data}`,
    'start',
  )
  if (made.status !== 0 || started.status !== 0) return undefined
  return {
    url: `host=${data} user=engines dbname=postgres`,
    stop: () => as(join(bin, 'pg_ctl'), '-D', data, '-m', 'immediate', 'stop'),
  }
}

const place = mkdtempSync(join(tmpdir(), 'engines-'))
let postgres
let failed = 0
const table = []

function tell(engine, cells, ok) {
  if (!ok) failed++
  table.push([engine, ...cells, ok ? 'ok' : 'FALLS SHORT'])
  console.log([engine, ...cells, ok ? 'ok' : 'FALLS SHORT'].join('  '))
}

function notThere(engine, why) {
  table.push([engine, '', '', '', '', why])
  console.log(`${engine}: not run, ${why}`)
}

/** What the script of an engine says; undefined where it could not run, and why. */
function engine(name, file) {
  const run = spawnSync(python, ['scripts/engines/engines.py', name, file], {
    encoding: 'utf8',
    timeout: 480_000,
    maxBuffer: 1 << 28,
  })
  const line = run.stdout?.trim().split('\n').at(-1)
  if (run.status === 0) return JSON.parse(line)
  const why = run.stderr?.trim().split('\n').at(-1)?.slice(0, 300) ?? 'no time left'
  if (/No module named|JAVA|Java/.test(why)) notThere(name, why)
  else {
    console.log(run.stderr?.slice(-3000))
    tell(name, ['', '', '', ''], false)
  }
  return undefined
}

try {
  const wants = (name) => asked.length === 0 || asked.includes(name)
  const there = environment()
  await makeRows(place)
  const call = {
    name: 'ce',
    input_cols: ['x0', 'x1', 'x2'],
    target_col: 'label',
    weight_col: 'w',
    group_by: ['g'],
  }
  const words = ['--input-cols', 'x0,x1,x2', '--target-col', 'label', '--weight-col', 'w', '--group-by', 'g']
  const whole = JSON.parse(loss('ce', join(place, 'whole.csv'), ...words, '--json'))
  shell(words, whole)
  if (wants('recipes'))
    await runRecipes(program, (name, ok, why) =>
      ok === undefined ? notThere(name, why) : tell(name, ['', '1 recipe', '', ''], ok),
    )
  if (!there)
    for (const name of ['duckdb', 'postgres', 'clickhouse', 'spark', 'ray', 'dask'])
      notThere(name, 'Python packages cannot be installed')
  else {
    postgres = wants('postgres') ? startPostgres(place) : undefined
    const file = join(place, 'cases.json')
    const repeat = (dialect) =>
      loss(
        'sql',
        'bce-logits',
        '--dialect',
        dialect,
        '--table',
        'repeated',
        '--input-cols',
        'x',
        '--target-col',
        't',
      )
    writeFileSync(
      file,
      JSON.stringify({
        program,
        folder: place,
        fixtures: resolve('fixtures/sql'),
        integrations: resolve('integrations'),
        postgres: postgres?.url,
        call,
        whole,
        repeat: repeat('duckdb'),
        repeatPostgres: repeat('postgres'),
        cases: sqlCases(),
      }),
    )
    for (const name of ['duckdb', 'postgres', 'clickhouse', 'spark', 'parse']) {
      if (!wants(name)) continue
      if (name === 'postgres' && !postgres) notThere(name, 'there is no server')
      else sql(name, engine(name, file))
    }
    for (const name of ['shards-spark', 'shards-ray', 'shards-dask'])
      if (wants(name)) shards(name, engine(name, file))
  }
} finally {
  postgres?.stop()
  rmSync(place, { recursive: true, force: true })
}

/** Seven parts in ten orders and trees of merges, through the shell. */
function shell(words, whole) {
  const started = Date.now()
  const states = Array.from({ length: 7 }, (_, k) =>
    loss('ce', join(place, `parts/${k}.csv`), ...words, '--format', 'state', '--shard', `${k}/7`),
  )
  const merge = (input, ...flags) =>
    execFileSync(program[0], [program[1], 'merge', '-', ...flags], {
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    })
  const bare = (report) => JSON.stringify({ ...report, input: 0, target: 0, notices: 0 })
  let differ = 0
  for (let order = 0; order < 10; order++) {
    const left = [...states].sort((a, b) => Math.sin(order * 7 + a.length) - Math.sin(order * 7 + b.length))
    const cut = 1 + (order % 5)
    const parts = [merge(left.slice(0, cut).join(''), '--format', 'state'), ...left.slice(cut)].reverse()
    if (bare(JSON.parse(merge(parts.join(''), '--json'))) !== bare(whole)) differ++
  }
  tell(
    'shell',
    [
      process.version,
      `${whole.samples} rows, 7 shards, 10 orders`,
      `${differ} differ`,
      `${((Date.now() - started) / 1000).toFixed(1)} s`,
    ],
    differ === 0,
  )
}

function sql(name, report) {
  if (!report) return
  const { version, results, seconds, distinct } = report
  const differ = results.reduce((sum, one) => sum + one.differ, 0)
  const beyond = results.filter(({ worst, bound }) => worst > bound)
  for (const { line, worst, bound, differ } of results) {
    if (worst > bound || differ > 0)
      console.log(`  ${line}: ${worst} ulp of ${bound}, ${differ} NaN, Infinity or NULL differ`)
  }
  const worst = Math.max(...results.map((one) => one.worst))
  const repeats = distinct === undefined ? '' : `, ${distinct} result in 10 runs`
  tell(
    name,
    [
      version,
      `${results.length} losses`,
      `${worst.toFixed(1)} ulp, ${differ} NaN/Inf/NULL${repeats}`,
      `${seconds.toFixed(1)} s`,
    ],
    beyond.length === 0 && differ === 0 && (distinct ?? 1) === 1,
  )
}

function shards(name, report) {
  if (!report) return
  const { version, differ, rows, seconds, killed, told = true, vectors = true } = report
  const more = killed === undefined ? '' : `, ${killed} executor killed`
  tell(
    name,
    [version, `${rows} rows${more}`, `${differ} numbers differ`, `${seconds.toFixed(1)} s`],
    differ === 0 && told && vectors && (killed ?? 1) === 1,
  )
}

console.log(
  `\n| engine | version | cases | worst | time | |\n|---|---|---|---|---|---|\n${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}`,
)
process.exit(failed > 0 ? 1 : 0)
