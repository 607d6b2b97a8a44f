import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { table } from './measure.mjs'

const bin = resolve('bin/loss-calc.cjs')
const python = process.env.PYTHON ?? 'python3'
const CLASSES = ['cat', 'dog', 'bird', 'fish', 'horse', 'sheep', 'cow', 'bear', 'zebra', 'frog']
const select = ['--input-cols', 'p_*', '--target-col', 'label']
const more = ['--id', 'image', '--top', '10', '--group-by', 'split']

/** What is measured: a file, what is asked of it, and which peers do the same. */
const works = [
  { title: 'CSV, mean', file: 'dump.csv', work: 'mean' },
  { title: 'CSV with quoted texts, mean', file: 'quoted.csv', work: 'mean' },
  { title: 'CSV.gz, mean', file: 'dump.csv.gz', work: 'mean' },
  { title: 'CSV, worst samples and groups', file: 'dump.csv', work: 'survey' },
  { title: 'CSV, one line per sample with its id', file: 'dump.csv', work: 'list' },
  { title: 'Parquet zstd, mean', file: 'zstd.parquet', work: 'mean' },
  { title: 'Parquet snappy, mean', file: 'snappy.parquet', work: 'mean' },
  { title: 'Parquet snappy, worst samples and groups', file: 'snappy.parquet', work: 'survey' },
  { title: 'Arrow, mean', file: 'dump.arrow', work: 'mean' },
  { title: 'Parquet, one row group, mean', file: 'single.parquet', work: 'mean' },
  { title: 'NDJSON, mean', file: 'dump.ndjson', work: 'mean' },
]

/** Losses of a pair of arrays, beside plain ce of the same. */
const losses = [
  { title: 'NPY, ce with label smoothing', command: ['ce', '--label-smoothing', '0.1', '-q'] },
  { title: 'NPY, softmax focal', command: ['focal', '--mode', 'softmax', '-q'] },
  { title: 'NPY, gradient as JSON', command: ['ce', '--grad', '--json'], out: 'grad.json' },
  { title: 'NPY, gradient as NPY', command: ['ce', '-q'], grad: 'grad.npy' },
]

/**
 * Dumps of an evaluation (an image's name, 10 logits, a text label, a split) in every format, side by side with polars,
 * duckdb and pandas where PYTHON has them; the mean, the worst samples and the groups are compared.
 */
export function benchDumps({ rows, rounds, only }) {
  const folder = mkdtempSync(join(tmpdir(), 'dumps-'))
  try {
    const path = (name) => join(folder, name)
    writeDump(path('dump.csv'), rows, false)
    writeDump(path('quoted.csv'), rows, true)
    writeFileSync(path('dump.csv.gz'), gzipSync(readFileSync(path('dump.csv'))))
    const peers = ['polars', 'duckdb', 'pandas'].filter((one) => has(one))
    // Other formats are what polars writes.
    if (peers.includes('polars')) run(['scripts/bench/dumps.py', 'make', folder])
    console.log(
      `${cpus()[0].model}, ${cpus().length} cores, node ${process.version}; ${rows} rows, medians of ${rounds} interleaved rounds`,
    )
    for (const { title, file, work } of works.filter((one) => one.title.includes(only))) {
      if (!existsSync(path(file))) continue
      const able = peers.filter((peer) => reads(peer, file, work))
      const commands = new Map([['loss-calc', own(work, path(file), path('own.csv'))]])
      for (const peer of able) {
        const script = ['-W', 'ignore', 'scripts/bench/dumps.py', peer, work, path(file), path(`${peer}.csv`)]
        commands.set(peer, [python, ...script])
      }
      const compare = (peer, found, own) => compareAnswers(work, peer, found, own, path)
      const megabytes = Math.round(statSync(path(file)).size / 1e6)
      table({ title, peers: [...commands.keys()], commands, megabytes, rounds, compare })
    }
    benchLosses({ rows, rounds, only, path })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** No other tool computes these from a file: what is told is how much longer they take than plain ce. */
function benchLosses({ rows, rounds, only, path }) {
  const wanted = losses.filter(({ title }) => title.includes(only))
  if (wanted.length === 0) return
  const pair = [path('x.npy'), path('t.npy')]
  writePair(pair, rows)
  for (const { title, command, out, grad } of wanted) {
    const [loss, ...flags] = command
    const files = [...(out ? ['-o', path(out)] : []), ...(grad ? ['--grad-output', path(grad)] : [])]
    const commands = new Map([
      ['loss-calc', [process.execPath, bin, loss, ...pair, ...flags, ...files]],
      ['plain ce', [process.execPath, bin, 'ce', ...pair, '-q']],
    ])
    const megabytes = Math.round(statSync(pair[0]).size / 1e6)
    table({ title, peers: [...commands.keys()], commands, megabytes, rounds, compare: () => {} })
  }
}

/** Logits of 11 classes and their targets. */
function writePair([x, t], rows) {
  const random = generator()
  const header = (shape) => {
    const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117)
    return Buffer.from(`\x93NUMPY\x01\x00\x76\x00${text}\n`, 'latin1')
  }
  const logits = Float64Array.from({ length: 11 * rows }, () => 3 * random.normal())
  const targets = Float64Array.from({ length: rows }, () => Math.floor(random.uniform() * 11))
  writeFileSync(x, Buffer.concat([header(`${rows}, 11`), Buffer.from(logits.buffer)]))
  writeFileSync(t, Buffer.concat([header(`${rows},`), Buffer.from(targets.buffer)]))
}

/** Numbers that are the same everywhere. */
function generator() {
  let state = 1
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return ((state >>> 0) + 0.5) / 2 ** 32
  }
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return { uniform, normal }
}

function own(work, file, out) {
  const command = [process.execPath, bin, 'ce', file, ...select]
  if (work === 'mean') return [...command, '-q']
  return work === 'survey'
    ? [...command, ...more, '--json']
    : [...command, '--id', 'image', '--csv', '-o', out]
}

/** pandas is asked for the mean alone, since it is an order of magnitude apart; duckdb has no reader of Arrow files. */
function reads(peer, file, work) {
  if (peer === 'polars') return true
  if (file.endsWith('.arrow')) return peer === 'pandas'
  return work === 'mean' && !(peer === 'pandas' && file.endsWith('.ndjson'))
}

/** The mean; the worst ids and the means of the groups; the ids and losses of all lines. */
function compareAnswers(work, peer, found, own, path) {
  const near = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b))
  const refuse = (what) => {
    throw new Error(
      `${peer} and loss-calc differ in ${what}: ${found.slice(0, 200)} and ${own.slice(0, 200)}`,
    )
  }
  if (peer === 'loss-calc') return
  if (work === 'mean' && !near(Number(found), Number(own))) refuse('the mean')
  if (work === 'survey') {
    const [theirs, { top, groups }] = [JSON.parse(found), JSON.parse(own)]
    const ids = top.map(({ image }) => image)
    if (JSON.stringify(ids) !== JSON.stringify(theirs.top)) refuse('the worst samples')
    for (const { name, mean } of groups[0].groups) if (!near(theirs.groups[name], mean)) refuse(name)
  }
  if (work === 'list') {
    const lines = (name) =>
      readFileSync(path(name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.split(','))
    const [theirs, ours] = [lines(`${peer}.csv`), lines('own.csv')]
    const [id, loss] = ['image', 'loss'].map((name) => ours[0].indexOf(name))
    if (theirs.length !== ours.length) refuse('the number of lines')
    for (let i = 1; i < ours.length; i++) {
      if (theirs[i][0] !== ours[i][id] || !near(Number(theirs[i][1]), Number(ours[i][loss])))
        refuse(`line ${i}`)
    }
  }
}

function has(module) {
  return spawnSync(python, ['-c', `import ${module}`]).status === 0
}

function run(command) {
  const { status, stderr } = spawnSync(python, command, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

/** Rows of a generator that is the same everywhere; texts in quotes as R and others write them. */
function writeDump(path, rows, quoted) {
  const { uniform: random, normal } = generator()
  const text = quoted ? (word) => `"${word}"` : (word) => word
  const names = ['image', ...CLASSES.map((name) => `p_${name}`), 'label', 'split']
  const file = openSync(path, 'w')
  let block = `${names.map(text).join(',')}\n`
  for (let row = 0; row < rows; row++) {
    const logits = CLASSES.map(() => (3 * normal()).toFixed(4)).join(',')
    const label = CLASSES[Math.floor(random() * 10)]
    const split = ['train', 'train', 'val', 'test'][Math.floor(random() * 4)]
    block += `${text(`img/${String(row).padStart(8, '0')}.jpg`)},${logits},${text(label)},${text(split)}\n`
    if (block.length < 1 << 20) continue
    writeSync(file, block)
    block = ''
  }
  writeSync(file, block)
  closeSync(file)
}
