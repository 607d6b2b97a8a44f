/**
 * `npm run fuzz [-- --minutes 10 --target csv]`: coverage-guided fuzzing of every reader and of the command line. V8
 * counts the blocks that an input reaches; one that reaches a new block joins the corpus and is changed further. A find
 * is written to scripts/fuzz/finds, and becomes a case of a test first.
 *
 * Why not a fuzzer from the registry: @jazzer.js/core 2 fetches a program when it is installed, and 4 needs glibc 2.38.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createHash } from 'node:crypto'
import { build } from 'esbuild'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    target: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
})
// Not in dist, which is given out.
const outfile = join(mkdtempSync(join(tmpdir(), 'fuzz-')), 'fuzz-target.cjs')
await build({
  entryPoints: ['scripts/fuzz/target.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  outfile,
  logLevel: 'error',
})
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true })
const { fuzz, targets } = createRequire(import.meta.url)(outfile)

/** Numbers in [0, n), the same for the same seed: xorshift. */
let state = Number(values.seed) || 1
function random(n) {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % n
}

const dictionary = {
  text: [
    '"',
    '""',
    ',',
    '\n',
    '\r\n',
    '\r',
    '\t',
    ';',
    '\0',
    '\ufeff',
    '\u2028',
    'NaN',
    '-inf',
    '1e999',
    '0x1',
    '-0',
  ],
  json: [
    '[',
    ']',
    '{',
    '}',
    ':',
    ',',
    '"',
    '\\u0000',
    '\\ud800',
    'null',
    'true',
    '1e5',
    '{"a":',
    '[[',
    '__proto__',
  ],
  options: [
    '\0',
    '--',
    '-q',
    '-f',
    'json',
    '--json',
    '--where',
    'a=1',
    '--top',
    '1',
    'mse',
    'focal',
    'ce',
    '[1]',
    '[0,1]',
    '--explain',
    '--group-by',
    'sweep',
    'inspect',
    'identify',
    'compare',
    '--gamma',
    '0:1:0.5',
    '--weight',
    '1,2',
    '--help',
    'help',
  ],
}

function changed(bytes, corpus, words) {
  let data = Buffer.from(bytes)
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(data.length + 1)
    const kind = random(8)
    if (kind === 0 && data.length > 0) data[at % data.length] ^= 1 << random(8)
    else if (kind === 1 && data.length > 0) data[at % data.length] = random(256)
    else if (kind === 2) data = Buffer.concat([data.subarray(0, at), data.subarray(at + 1 + random(8))])
    else if (kind === 3)
      data = Buffer.concat([
        data.subarray(0, at),
        Buffer.from(words[random(words.length)]),
        data.subarray(at),
      ])
    else if (kind === 4) {
      const other = corpus[random(corpus.length)]
      data = Buffer.concat([data.subarray(0, at), other.subarray(random(other.length + 1))])
    } else if (kind === 5) data = Buffer.concat([data.subarray(0, at), data.subarray(random(at + 1))])
    else if (kind === 6 && data.length >= 4) {
      const number = [0, -1, 1, 2 ** 31 - 1, -(2 ** 31), 0xffff, random(2 ** 31)][random(7)]
      data.writeInt32LE(number | 0, random(data.length - 3))
    } else data = data.subarray(0, at)
  }
  return data.subarray(0, 1 << 14)
}

/** Small files of the format in the fixtures, and what earlier runs found worth keeping. */
function seeds(target) {
  const extensions = {
    arrow: ['.arrow', '.arrows', '.feather'],
    csv: ['.csv'],
    ndjson: ['.ndjson', '.jsonl'],
  }[target] ?? [`.${target}`]
  const folders = ['fixtures/formats', 'fixtures/files', 'fixtures/blog', `scripts/fuzz/corpus/${target}`]
  const kept = join('scripts/fuzz/corpus', target)
  mkdirSync(kept, { recursive: true })
  const files = folders.flatMap((folder) => {
    try {
      return readdirSync(folder).map((name) => join(folder, name))
    } catch {
      return []
    }
  })
  const fit = files.filter((file) => file.startsWith(kept) || extensions.some((end) => file.endsWith(end)))
  const found = fit
    .filter((file) => statSync(file).isFile() && statSync(file).size < 1 << 14)
    .map((file) => readFileSync(file))
  return [...found, Buffer.from(target === 'options' ? 'mse\0[1]\0[2]\0-q' : '1,2\n3,4\n')]
}

/** Blocks that no input has reached before. */
const reached = new Set()
async function fresh() {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  let count = 0
  for (const { url, functions } of result) {
    if (!url.endsWith('fuzz-target.cjs')) continue
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count: times } of ranges) {
        const block = startOffset * 2 ** 22 + endOffset
        if (times > 0 && !reached.has(block)) {
          reached.add(block)
          count++
        }
      }
    }
  }
  return count
}

let finds = 0
async function run(target, data) {
  const from = Date.now()
  try {
    await fuzz(target, data)
    if (Date.now() - from < 5000) return
    throw new Error(`it took ${Date.now() - from} ms`)
  } catch (error) {
    finds++
    const name = `${target}-${createHash('sha1').update(data).digest('hex').slice(0, 12)}`
    mkdirSync('scripts/fuzz/finds', { recursive: true })
    writeFileSync(join('scripts/fuzz/finds', name), data)
    console.log(`${name}: ${error?.stack?.split('\n').slice(0, 3).join(' | ')}`)
  }
}

const wanted = values.target ? [values.target] : targets
for (const target of wanted) {
  const until = Date.now() + Number(values.minutes) * 60_000
  const words = dictionary[target] ?? (target.includes('json') ? dictionary.json : dictionary.text)
  const corpus = seeds(target)
  for (const data of corpus) await run(target, data)
  await fresh()
  let runs = corpus.length
  let kept = 0
  while (Date.now() < until) {
    const data = changed(corpus[random(corpus.length)], corpus, words)
    await run(target, data)
    runs++
    if ((await fresh()) === 0) continue
    corpus.push(data)
    kept++
  }
  for (const data of corpus.slice(-20)) {
    const name = createHash('sha1').update(data).digest('hex').slice(0, 12)
    if (kept > 0) writeFileSync(join('scripts/fuzz/corpus', target, name), data)
  }
  console.log(
    `${target}: ${runs} executions, ${reached.size} blocks, ${corpus.length} inputs in the corpus, ${finds} finds`,
  )
}
process.exit(finds > 0 ? 1 : 0)
