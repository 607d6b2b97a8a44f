/**
 * `npm run engines [-- --seconds 220] [duckdb shards-spark ...]`: every loss as SQL, parts of a run and the
 * recipes, in the engines themselves; which, stands in `steps`. Ends with 1 where an engine that is there
 * falls short. One that is not to be had, or for which no time is left of `--seconds`, is named and not run.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { clearTimeout, setTimeout } from 'node:timers'
import { parseArgs } from 'node:util'
import { makeRows, repeatedCase, sqlCases } from './data.mjs'
import { hasParallel, postgresFolder, preparePython, python, sparkJava, trino } from './environment.mjs'
import { startPostgres } from './postgres.mjs'
import { runRecipes } from './recipes.mjs'

/** Of one engine where nothing else is said. */
const LONGEST = 480_000
/** What an engine has to have left to be started. */
const LEAST = 15_000
/** What a run of several groups is compared by. */
const words = ['--input-cols', 'x0,x1,x2', '--target-col', 'label', '--weight-col', 'w', '--group-by', 'g']
const call = {
  name: 'ce',
  input_cols: ['x0', 'x1', 'x2'],
  target_col: 'label',
  weight_col: 'w',
  group_by: ['g'],
}

const { values, positionals: asked } = parseArgs({
  options: { seconds: { type: 'string' } },
  allowPositionals: true,
})
const started = Date.now()
const until = values.seconds === undefined ? Infinity : started + Number(values.seconds) * 1000
const left = () => Math.min(LONGEST, until - Date.now())
const program = ['node', resolve('bin/loss-calc.cjs')]
const place = mkdtempSync(join(tmpdir(), 'engines-'))
const table = []
let failed = 0

function loss(...words) {
  return execFileSync(program[0], [program[1], ...words], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

function tell(engine, cells, ok) {
  if (!ok) failed++
  table.push([engine, ...cells, ok ? 'ok' : 'FALLS SHORT'])
  console.log(table.at(-1).filter(Boolean).join('  '))
}

function notThere(engine, why) {
  table.push([engine, '', '', '', '', why])
  console.log(`${engine}: not run, ${why}`)
}

/** What the script of an engine says; undefined where it could not run, and why was told. */
async function engine(name, java) {
  if (left() < LEAST) return notThere(name, 'no time is left')
  const env = { ...process.env, ...(java && { JAVA_HOME: java }) }
  // A group of its own: what it started ends with it.
  const child = spawn(python, ['scripts/engines/engines.py', name, join(place, 'cases.json')], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => (said[stream] += text))
  }
  let late = false
  const bounded = until - Date.now() < LONGEST
  const timer = setTimeout(() => {
    late = true
    process.kill(-child.pid, 'SIGKILL')
  }, left())
  const status = await new Promise((done) => {
    child.on('exit', done)
    child.on('error', () => done(-1))
  })
  clearTimeout(timer)
  if (status === 0) return JSON.parse(said.stdout.trim().split('\n').at(-1))
  const why = said.stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? ''
  if (late && bounded) notThere(name, 'no time is left')
  else if (/No module named/.test(why)) notThere(name, why)
  else {
    console.log(said.stderr.slice(-3000))
    tell(name, ['', late ? `more than ${LONGEST / 1000} s` : '', '', ''], false)
  }
  return undefined
}

const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`

/** Seven parts in ten orders and trees of merges, through the shell. */
function shell({ whole }) {
  const from = Date.now()
  const part = (k) => [
    'ce',
    join(place, `parts/${k}.csv`),
    ...words,
    '--format',
    'state',
    '--shard',
    `${k}/7`,
  ]
  const states = Array.from({ length: 7 }, (_, k) => loss(...part(k)))
  const merge = (input, ...flags) =>
    execFileSync(program[0], [program[1], 'merge', '-', ...flags], {
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    })
  const bare = (report) => JSON.stringify({ ...report, input: 0, target: 0, notices: 0 })
  let differ = 0
  for (let order = 0; order < 10; order++) {
    const shuffled = [...states].sort(
      (a, b) => Math.sin(order * 7 + a.length) - Math.sin(order * 7 + b.length),
    )
    const cut = 1 + (order % 5)
    const first = merge(shuffled.slice(0, cut).join(''), '--format', 'state')
    const parts = [first, ...shuffled.slice(cut)].reverse()
    if (bare(JSON.parse(merge(parts.join(''), '--json'))) !== bare(whole)) differ++
  }
  const cells = [
    process.version,
    `${whole.samples} rows, 7 shards, 10 orders`,
    `${differ} differ`,
    seconds(from),
  ]
  tell('shell', cells, differ === 0)
}

async function recipes() {
  await runRecipes(program, hasParallel(left), (name, ok, why) =>
    ok === undefined ? notThere(name, why) : tell(name, ['', '1 recipe', '', ''], ok),
  )
}

/** Every loss as SQL. */
async function sql(name, java) {
  const report = await engine(name, java)
  if (!report) return
  const { version, results, seconds, distinct, off = 0 } = report
  const differ = results.reduce((sum, one) => sum + one.differ, 0)
  const beyond = results.filter(({ worst, bound }) => worst > bound)
  for (const { line, worst, bound, differ } of results) {
    if (worst > bound || differ > 0)
      console.log(`  ${line}: ${worst} ulp of ${bound}, ${differ} NaN, Infinity or NULL differ`)
  }
  const worst = Math.max(...results.map((one) => one.worst))
  const repeats = distinct === undefined ? '' : `, ${distinct} result in 10 runs, its mean ${off} ulp off`
  const cells = [
    version,
    `${results.length} losses`,
    `${worst.toFixed(1)} ulp, ${differ} NaN/Inf/NULL${repeats}`,
    `${seconds.toFixed(1)} s`,
  ]
  tell(name, cells, beyond.length === 0 && differ === 0 && (distinct ?? 1) === 1 && off <= 2)
}

async function postgres(cases) {
  const bin = postgresFolder(left)
  const server = bin && startPostgres(bin, place)
  if (!server) return notThere('postgres', 'there is no server')
  try {
    writeFileSync(join(place, 'cases.json'), JSON.stringify({ ...cases, postgres: server.url }))
    await sql('postgres')
  } finally {
    server.stop()
  }
}

async function trinoCases(cases) {
  const found = trino(left)
  if (found.why) return notThere('trino', found.why)
  const { java, jars } = found
  const version = /-([\d.]+)$/.exec(jars)[1]
  const own = { java, jars, version, program: resolve('scripts/engines/Trino.java') }
  writeFileSync(join(place, 'cases.json'), JSON.stringify({ ...cases, trino: own }))
  await sql('trino')
}

async function shards(name, java) {
  const report = await engine(name, java)
  if (!report) return
  const { version, differ, rows, seconds, killed, told = true, vectors = true } = report
  const more = killed === undefined ? '' : `, ${killed} executor killed`
  const cells = [version, `${rows} rows${more}`, `${differ} numbers differ`, `${seconds.toFixed(1)} s`]
  tell(name, cells, differ === 0 && told && vectors && (killed ?? 1) === 1)
}

async function onSpark(name, step) {
  const java = sparkJava(left)
  if (java) await step(name, java)
  else notThere(name, 'there is no Java')
}

/** What can be asked for by name, in the order in which time is spent. */
const steps = {
  shell,
  recipes,
  duckdb: () => sql('duckdb'),
  postgres,
  clickhouse: () => sql('clickhouse'),
  parse: () => sql('parse'),
  'shards-dask': () => shards('shards-dask'),
  'shards-spark': () => onSpark('shards-spark', shards),
  spark: () => onSpark('spark', sql),
  'shards-ray': () => shards('shards-ray'),
  trino: trinoCases,
}
const unknown = asked.filter((name) => !(name in steps))
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: there are ${Object.keys(steps).join(', ')}`)
  process.exit(2)
}
const alone = ['shell', 'recipes']
const wanted = asked.length > 0 ? asked : Object.keys(steps)

try {
  await makeRows(place)
  const whole = JSON.parse(loss('ce', join(place, 'whole.csv'), ...words, '--json'))
  let cases = { whole }
  let prepared
  for (const name of wanted) {
    if (!alone.includes(name) && prepared === undefined) {
      prepared = preparePython(left)
      const given = {
        program,
        folder: place,
        fixtures: resolve('fixtures/sql'),
        integrations: resolve('integrations'),
        call,
      }
      if (prepared)
        cases = { ...cases, ...given, cases: sqlCases(loss), ...(await repeatedCase(loss, place)) }
      writeFileSync(join(place, 'cases.json'), JSON.stringify(cases))
    }
    if (!alone.includes(name) && !prepared) notThere(name, 'packages of Python are not to be had')
    else if (left() < LEAST) notThere(name, 'no time is left')
    else await steps[name](cases)
  }
} finally {
  rmSync(place, { recursive: true, force: true })
}
const lines = table.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
console.log(`\n| engine | version | cases | worst | time | |\n|---|---|---|---|---|---|\n${lines.join('\n')}`)
console.log(`${failed} of ${table.length} fall short, ${seconds(started)}`)
process.exit(failed > 0 ? 1 : 0)
