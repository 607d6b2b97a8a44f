/**
 * The process that fuzzes: `loop.mjs <bundle> <target> <until> <seed> <folder>`. V8 counts the blocks that an input
 * reaches; one that reaches a new block joins the corpus. The input of the moment lies in the folder, for the process
 * that watches over this one.
 */
import { createHash } from 'node:crypto'
import {
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
  ftruncateSync,
} from 'node:fs'
import { Session } from 'node:inspector/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { changed, randomOf } from './changes.mjs'

const [bundle, target, until, seed, folder] = process.argv.slice(2)
const MOST_MEMORY = 1 << 29
const MOST_TIME = 5000

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
const { fuzz } = createRequire(import.meta.url)(bundle)
const random = randomOf(Number(seed))
/** What a process found that died. */
const found = join(folder, target)

/** Small files of the format in the fixtures, and what earlier runs found worth keeping. */
function seeds() {
  const extensions = {
    arrow: ['.arrow', '.arrows', '.feather'],
    csv: ['.csv'],
    ndjson: ['.ndjson', '.jsonl'],
    pt: ['.pt', '.pth'],
  }[target] ?? [`.${target}`]
  const kept = join('scripts/fuzz/corpus', target)
  mkdirSync(kept, { recursive: true })
  const files = ['fixtures/formats', 'fixtures/files', 'fixtures/blog', kept, found].flatMap((from) =>
    readdirSync(from).map((name) => join(from, name)),
  )
  const fit = files.filter(
    (file) => file.startsWith(kept) || file.startsWith(found) || extensions.some((end) => file.endsWith(end)),
  )
  const small = fit
    .filter((file) => statSync(file).isFile() && statSync(file).size < 1 << 14)
    .map((file) => readFileSync(file))
  return [...small, Buffer.from(target === 'options' ? 'mse\0[1]\0[2]\0-q' : '1,2\n3,4\n')]
}

const reached = new Set()

/** Blocks reached since it was last asked that no input of the corpus reaches. */
async function fresh() {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const found = []
  for (const { url, functions } of result) {
    if (!url.endsWith('fuzz-target.cjs')) continue
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges) {
        const block = startOffset * 2 ** 22 + endOffset
        if (count > 0 && !reached.has(block)) found.push(block)
      }
    }
  }
  return found
}

let finds = 0
let runs = 0
const current = openSync(join(folder, 'current'), 'w')

async function run(data) {
  runs++
  ftruncateSync(current)
  writeSync(current, data, 0, data.length, 0)
  const from = process.cpuUsage()
  const memory = process.resourceUsage().maxRSS
  try {
    await fuzz(target, data)
    // Of the processor, which others may hold for seconds.
    const took = process.cpuUsage(from).user / 1000
    if (took > MOST_TIME) throw new Error(`it took ${took} ms`)
    const more = (process.resourceUsage().maxRSS - memory) * 1024
    if (more > MOST_MEMORY) throw new Error(`it took ${Math.round(more / 2 ** 20)} MB`)
  } catch (error) {
    finds++
    const name = `${target}-${createHash('sha1').update(data).digest('hex').slice(0, 12)}`
    mkdirSync('scripts/fuzz/finds', { recursive: true })
    writeFileSync(join('scripts/fuzz/finds', name), data)
    console.log(`${name}: ${error?.stack?.split('\n').slice(0, 3).join(' | ')}`)
  }
}

const corpus = seeds()
for (const data of corpus) await run(data)
for (const block of await fresh()) reached.add(block)
const known = corpus.length
// What was reached is asked for once in a few inputs, since that takes longer than to read one; and again one by one.
const TOGETHER = 12
while (Date.now() < Number(until)) {
  const inputs = Array.from({ length: TOGETHER }, () =>
    changed(corpus[random(corpus.length)], corpus, target, random),
  )
  for (const data of inputs) await run(data)
  if ((await fresh()).length === 0) continue
  for (const data of inputs) {
    await run(data)
    const blocks = await fresh()
    for (const block of blocks) reached.add(block)
    if (blocks.length === 0) continue
    writeFileSync(join(found, String(corpus.length)), data)
    corpus.push(data)
  }
}
const small = corpus.slice(known).filter((data) => data.length < 1 << 12)
for (const data of small.slice(-20)) {
  const name = createHash('sha1').update(data).digest('hex').slice(0, 12)
  writeFileSync(join('scripts/fuzz/corpus', target, name), data)
}
console.log(
  `${target}: ${runs} executions, ${reached.size} blocks, ${corpus.length} inputs in the corpus, ${finds} finds`,
)
process.exit(finds > 0 ? 1 : 0)
