/**
 * `npm run bench [-- --mb 100 --rounds 5 --only WORDS --dumps]`: makes its data, runs this tool side by side with the peers the machine
 * has, in interleaved rounds, checks that all give the same mean, and prints Markdown tables.
 *
 * Peers: python3 (or the PYTHON of the environment) with polars, duckdb, pandas and torch; a loop over csv-parse, run
 * once since it takes so long; and a C program without checks, for what the machine could do, where cc is.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { table } from './measure.mjs'

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '5' },
    /** What the title of a work must hold. */
    only: { type: 'string', default: '' },
    /** Dumps of an evaluation in every format, in place of pairs of numeric files. */
    dumps: { type: 'boolean', default: false },
  },
})
if (values.dumps) {
  const { benchDumps } = await import('./dumps.mjs')
  benchDumps({ rows: Number(values.mb) * 1e4, rounds: Number(values.rounds), only: values.only })
  process.exit()
}
const size = Number(values.mb) * 1e6
const rounds = Number(values.rounds)
/** A start is short, and its noise large. */
const starts = Math.max(20, rounds)
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const python = process.env.PYTHON ?? 'python3'
const bin = resolve('bin/loss-calc.cjs')

let state = 1
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) | 0
  return ((state >>> 0) + 0.5) / 2 ** 32
}
const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())

/** Two files written row by row until the first has the size. */
function makePair(name, row) {
  const paths = [join(folder, `${name}-x.csv`), join(folder, `${name}-t.csv`)]
  const files = paths.map((path) => openSync(path, 'w'))
  const texts = ['', '']
  let written = 0
  while (written < size) {
    const [x, t] = row()
    texts[0] += `${x}\n`
    texts[1] += `${t}\n`
    if (texts[0].length < 1 << 20) continue
    written += texts[0].length
    for (const i of [0, 1]) {
      writeSync(files[i], texts[i])
      texts[i] = ''
    }
  }
  files.forEach(closeSync)
  return paths
}

const list = (n, number) => Array.from({ length: n }, number).join(',')
const short = () => String(Number((3 * normal()).toPrecision(6)))
const fixed = () => (3 * normal()).toFixed(4)
const works = [
  {
    loss: 'bce-logits',
    title: 'bce-logits, 3 columns, 6 digits',
    row: () => [list(3, short), list(3, () => (random() < 0.5 ? 0 : 1))],
  },
  {
    loss: 'ce',
    title: 'ce, 10 classes, 4 decimals',
    row: () => [list(10, fixed), Math.floor(random() * 10)],
  },
  { loss: 'mse', title: 'mse, 1 column, 17 digits', row: () => [10 * normal(), 10 * normal()] },
  {
    loss: 'focal',
    title: 'focal (gamma 2), 3 columns',
    pair: 'bce-logits, 3 columns, 6 digits',
    peers: ['polars', 'C, 2 threads'],
  },
  {
    loss: 'ce',
    title: 'ce, 1000 classes',
    // An expression over 1000 columns takes polars and duckdb minutes.
    peers: ['pandas+torch', 'csv-parse loop', 'C, 2 threads'],
    row: () => [list(1000, fixed), Math.floor(random() * 1000)],
  },
  {
    loss: 'bce-logits',
    title: 'bce-logits, per-sample CSV',
    pair: 'bce-logits, 3 columns, 6 digits',
    output: true,
    peers: ['polars'],
  },
]

const has = (module) => spawnSync(python, ['-c', `import ${module}`]).status === 0
const limit = join(folder, 'limit')
const compiled = spawnSync('cc', [
  '-O3',
  '-march=native',
  '-o',
  limit,
  'scripts/bench/limit.c',
  '-lm',
  '-lpthread',
])
const available = {
  polars: has('polars'),
  duckdb: has('duckdb'),
  'pandas+torch': has('pandas') && has('torch'),
  'csv-parse loop': true,
  'C, 2 threads': compiled.status === 0,
}
/** Peers that take so long that one round must do. */
const slow = ['csv-parse loop']

function commandOf(peer, { loss, output }, [x, t]) {
  const out = join(folder, 'out.csv')
  if (peer === 'loss-calc')
    return [process.execPath, bin, loss, x, t, ...(output ? ['--csv', '-o', out] : ['-q'])]
  if (peer === 'csv-parse loop') return [process.execPath, 'scripts/bench/csv-parse.mjs', loss, x, t]
  if (peer === 'C, 2 threads') return [limit, loss, x, t]
  return [python, '-W', 'ignore', 'scripts/bench/peers.py', peer, loss, x, t, ...(output ? [out] : [])]
}

console.log(
  `${cpus()[0].model}, ${cpus().length} cores, node ${process.version}; medians of ${rounds} interleaved rounds`,
)
const pairs = new Map()
try {
  const tiny = ['bce-logits', 'fixtures/blog/logits.csv', 'fixtures/blog/target.csv', '-q']
  table({
    title: 'A 3-row pair against node -e 0',
    peers: ['loss-calc', 'node -e 0'],
    commands: new Map([
      ['loss-calc', [process.execPath, bin, ...tiny]],
      ['node -e 0', [process.execPath, '-e', '0']],
    ]),
    megabytes: 0,
    rounds: starts,
    compare: () => {},
  })
  for (const work of works.filter(({ title }) => title.includes(values.only))) {
    const made = work.pair ? works.find(({ title }) => title === work.pair) : work
    if (!pairs.has(made)) pairs.set(made, makePair(made.title.replace(/\W+/g, '-'), made.row))
    const pair = pairs.get(made)
    const wanted = work.peers ?? Object.keys(available)
    const peers = ['loss-calc', ...wanted.filter((peer) => available[peer])]
    const megabytes = Math.round((statSync(pair[0]).size + statSync(pair[1]).size) / 1e6)
    table({
      title: work.title,
      peers,
      commands: new Map(peers.map((peer) => [peer, commandOf(peer, work, pair)])),
      megabytes,
      rounds,
      slow,
      ...(work.output && { compare: () => {} }),
    })
  }
} finally {
  rmSync(folder, { recursive: true })
}
