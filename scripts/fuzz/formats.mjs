/**
 * `npm run fuzz:formats [-- --seeds 1000 --from 1]`: tables of random numbers and texts (quotes, newlines, missing values,
 * shuffled rows) must give the same bits as CSV, CSV from a pipe, NDJSON, and, where PYTHON has polars, Parquet and
 * Arrow, in 1, 2 and 3 threads. A table that does not is kept, and named.
 */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { importSource } from '../import-source.mjs'
import { randomFrom } from '../random.mjs'

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' } },
})
const python = process.env.PYTHON ?? 'python3'
const polars = spawnSync(python, ['-c', 'import polars']).status === 0
/** Tables that are written at once: starting Python takes longer than all the rest. */
const AT_ONCE = 20
/** Smaller files are read without threads. */
const BYTES = 1.1e6

const folder = mkdtempSync(join(tmpdir(), 'formats-'))
const finds = resolve('scripts/fuzz/finds')
const { main } = await importSource('src/cli/main.ts')

/** Runs a command line in this process: what it prints. */
async function run(argv, stdin) {
  let text = ''
  let said = ''
  const output = (add) => ({ write: async (part) => add(Buffer.from(part).toString()) })
  const status = await main(
    argv,
    {
      stdin,
      stdout: output((part) => (text += part)),
      stderr: output((part) => (said += part)),
      env: { NO_COLOR: '1' },
      cores: 3,
      packageFolder: '.',
      script: resolve('dist/program/worker.js'),
    },
    '1.0.0',
  )
  if (status !== 0) throw new Error(`status ${status}: ${said}`)
  return text
}

function generator(seed) {
  const uniform = randomFrom(seed * 2654435761)
  const below = (n) => Math.floor(uniform() * n)
  const one = (list) => list[below(list.length)]
  return { uniform, below, one }
}

const PIECES = [
  'a',
  'b',
  '0',
  '"',
  ',',
  '\n',
  '\r\n',
  "'",
  ';',
  '雪',
  'é',
  '\t',
  '{',
  '\\',
  '#',
  ' ',
  'x',
  'yz',
  '😀',
]

/** A table: rows of cells by column, undefined where nothing is. */
function tableOf(seed) {
  const { uniform, below, one } = generator(seed)
  const classes = Array.from({ length: 1 + below(5) }, (_, c) => one([`c${c}`, `C ${c}`, `雪${c}`, `k,${c}`]))
  // Names that share a beginning would be told without it.
  const names = ['a', ...new Set(classes)]
  const columns = ['id', ...names.map((name) => `p_${name}`), 'label', 'split', 'w']
  const gaps = below(3) === 0
  const odd = below(2) === 0
  const word = () => {
    let text = `${below(1e9)}`
    if (odd)
      for (let i = below(6); i > 0; i--) text = below(2) ? text + one(PIECES) + 'z' : 'y' + one(PIECES) + text
    return text
  }
  const splits = Array.from({ length: 1 + below(below(4) === 0 ? 800 : 6) }, word)
  const number = one([
    () => Number(((uniform() - 0.5) * 20).toFixed(4)),
    () => (uniform() - 0.5) * 10 ** below(5),
    () => below(20) - 10,
    () => one([0, -0.5, 1e-300, 3.5e5, uniform(), 88, -745.2]),
  ])
  const pad = 'p'.repeat(10 + below(200))
  const rows = []
  for (let size = 0; size < BYTES;) {
    const gap = gaps && below(50) === 0 ? below(columns.length - 1) + 1 : -1
    const cells = columns.map((name, c) => {
      if (c === gap) return undefined
      if (name === 'id') return `${rows.length}${pad}${odd && below(3) === 0 ? word() : ''}`
      if (name === 'label') return one(names)
      if (name === 'split') return one(splits)
      return name === 'w' ? 1 + below(3) / 2 : number()
    })
    rows.push(cells)
    size += cells.reduce((sum, cell) => sum + String(cell ?? '').length + 1, 0)
  }
  return { columns, rows, gaps, texts: ['id', 'label', 'split'] }
}

/** As CSV, quoted where needed or by chance. */
function csvOf({ columns, rows }, seed) {
  const { below, one } = generator(seed + 1e6)
  const always = below(3) === 0
  const end = one(['\n', '\n', '\r\n'])
  const na = one(['', 'NA', 'null'])
  const quoted = (text) =>
    /[",\r\n]/.test(text) || (always && below(3) > 0) ? `"${text.replaceAll('"', '""')}"` : text
  // Of a column that only groups, NA is a text as any other; null is the empty one.
  const gap = columns.map((name) => (name === 'split' ? '' : na))
  const cell = (value, c) =>
    value === undefined ? gap[c] : typeof value === 'number' ? String(value) : quoted(value)
  const lines = [columns.map(quoted), ...rows.map((row) => row.map(cell))].map((line) => line.join(','))
  return lines.join(end) + (below(2) ? end : '')
}

function ndjsonOf({ columns, rows }) {
  const keys = columns.map((name) => `${JSON.stringify(name)}:`)
  return rows
    .map((row) => `{${row.map((cell, c) => keys[c] + JSON.stringify(cell ?? null)).join(',')}}\n`)
    .join('')
}

function shuffled(table, seed) {
  const { below } = generator(seed + 2e6)
  const rows = [...table.rows]
  for (let i = rows.length - 1; i > 0; i--) {
    const j = below(i + 1)
    ;[rows[i], rows[j]] = [rows[j], rows[i]]
  }
  return { ...table, rows }
}

/** What must be the same whatever the format; without what depends on the order of rows, where that is another. */
function factsOf(text, ordered = true) {
  const { input: _input, target: _target, weight: _weight, ...facts } = JSON.parse(text)
  if (ordered) return JSON.stringify(facts)
  const byName = (groups) => [...(groups ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))
  return JSON.stringify({
    ...facts,
    // Of equal losses, whose weights differ, the earlier ones are told.
    top_share: undefined,
    top: facts.top?.map(({ loss }) => loss),
    per_class: byName(facts.per_class),
    groups: facts.groups?.map(({ groups }) => byName(groups)),
  })
}

async function check(seed, path) {
  const { below, one } = generator(seed + 3e6)
  const { gaps } = tableOf(seed)
  const loss = one([
    ['ce'],
    ['ce', '--label-smoothing', '0.1'],
    ['focal', '--mode', 'softmax'],
    ['ce', '--weight-col', 'w'],
  ])
  const flags = [
    ...['--input-cols', 'p_*', '--target-col', 'label', '--id', 'id'],
    ...(gaps ? ['--missing', 'skip'] : []),
    ...loss.slice(1),
  ]
  const survey = ['--top', '7', '--group-by', 'split', '--per-class', '--quantiles', '0.1,0.5', '--json']
  const command = (file, ...more) => [loss[0], file, ...flags, ...more]
  const threads = () => ['--threads', String(one([1, 1, 2, 3]))]
  async function* piped() {
    const bytes = readFileSync(path('csv'))
    for (let at = 0; at < bytes.length; at += 60_000) yield bytes.subarray(at, at + 60_000)
  }
  const want = factsOf(await run(command('-', ...survey), piped()))
  for (const format of ['csv', 'ndjson', 'parquet', 'arrow']) {
    if (!existsSync(path(format))) continue
    const got = factsOf(await run(command(path(format), ...survey, ...threads())))
    if (got !== want) throw new Error(`${format} gives ${got}, a pipe of CSV ${want}`)
  }
  const moved = factsOf(await run(command(path('shuffled.csv'), ...survey, ...threads())), false)
  const still = factsOf(await run(command(path('csv'), ...survey, '--threads', '1')), false)
  if (moved !== still) throw new Error(`shuffled rows give ${moved}, not ${still}`)
  if (below(2) === 0) return
  const list = async (format, stdin) => {
    await run(command(stdin ? '-' : path(format), '--csv', '-o', path('list'), ...threads()), stdin)
    return readFileSync(path('list'), 'utf8')
  }
  const lines = await list('csv', piped())
  for (const format of ['csv', 'ndjson', 'parquet', 'arrow'])
    if (existsSync(path(format)) && (await list(format)) !== lines)
      throw new Error(`the list of ${format} differs`)
}

let done = 0
let wrong = 0
const from = Number(values.from)
const end = from + Number(values.seeds)
for (let first = from; first < end; first += AT_ONCE) {
  const seeds = Array.from({ length: Math.min(AT_ONCE, end - first) }, (_, i) => first + i)
  const wanted = []
  for (const seed of seeds) {
    const table = tableOf(seed)
    const { one, below } = generator(seed + 4e6)
    writeFileSync(join(folder, `${seed}.csv`), csvOf(table, seed))
    writeFileSync(join(folder, `${seed}.shuffled.csv`), csvOf(shuffled(table, seed), seed + 5e6))
    writeFileSync(join(folder, `${seed}.ndjson`), ndjsonOf(table))
    const { columns, texts } = table
    const rows = 1 + below(table.rows.length)
    wanted.push({
      ...{ name: String(seed), columns, texts, coded: below(3) === 0, rows },
      parquet: one(['snappy', 'zstd', 'uncompressed', 'gzip', 'lz4']),
      arrow: one(['uncompressed', 'lz4', 'zstd']),
    })
  }
  if (polars) {
    const { status, stderr } = spawnSync(python, ['scripts/fuzz/formats.py', folder], {
      input: JSON.stringify(wanted),
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr)
  }
  for (const seed of seeds) {
    const path = (end) => join(folder, `${seed}.${end}`)
    const files = ['csv', 'shuffled.csv', 'ndjson', 'parquet', 'arrow', 'list']
    try {
      await check(seed, path)
    } catch (error) {
      wrong++
      mkdirSync(finds, { recursive: true })
      for (const end of files)
        if (existsSync(path(end))) copyFileSync(path(end), join(finds, `${seed}.${end}`))
      console.log(`seed ${seed}: ${error.message.slice(0, 600)}`)
    }
    done++
    for (const end of files) rmSync(path(end), { force: true })
  }
  console.log(`${done} tables, ${wrong} wrong`)
}
rmSync(folder, { recursive: true })
process.exit(wrong === 0 ? 0 : 1)
