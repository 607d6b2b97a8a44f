/**
 * `npm run mutation -- 500 7`: 500 of the mutants of @stryker-mutator drawn at random, the same for the same seed (7), over
 * the numerics, the losses, the engine and the data. Those drawn are compiled at once into a copy of the project, and
 * switched on one after the other in one process of vitest, where only the tests that reach a mutant run
 * (`judge.mjs`): Stryker's own runner takes seconds for each. A file or room may be named: `npm run mutation -- 500 7 src/losses/huber.ts`.
 */
import { spawn } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { clearInterval, setInterval } from 'node:timers'
import { createInstrumenter } from '@stryker-mutator/instrumenter'
import { randomFrom } from '../random.mjs'

const [count = '500', seed = '1', ...named] = process.argv.slice(2)
/**
 * A mutant without a verdict for so many looks, one every 5 seconds, hangs: its test is ended with the process, and the next one
 * begins a new process. Looks are counted, not time, in which the machine may sleep.
 */
const HANGS_AFTER = 36

const rooms = ['numerics', 'losses', 'engine', 'data'].map((room) => `src/${room}`)
const files = rooms
  .flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)))
  .filter(
    (file) => file.endsWith('.ts') && (named.length === 0 || named.some((part) => file.startsWith(part))),
  )
  .sort()
  .map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }))

const random = randomFrom(Number(seed))

/** All mutants of the files, or only those with the given numbers put into their text. */
function instrument(chosen) {
  const logger = { debug() {}, info() {}, warn() {}, isDebugEnabled: () => false }
  const part = {}
  const injector = {
    provideValue: (name, value) => ((part[name] = value), injector),
    injectClass: (Class) =>
      new Class(logger, part.instrumenterCreateParser, part.instrumenterPrint, (tree, collector, context) => {
        collector.collect = function (...of) {
          const mutant = Object.getPrototypeOf(this).collect.apply(this, of)
          if (!chosen.has(mutant.id)) mutant.ignoreReason = 'not drawn'
          return mutant
        }
        part.instrumenterTransform(tree, collector, context)
      }),
  }
  return createInstrumenter(injector).instrument(files, {
    ignorers: [],
    excludedMutations: [],
    plugins: null,
  })
}

const { mutants: all } = await instrument(new Set())
const order = all.map((mutant) => ({ id: mutant.id, at: random() })).sort((a, b) => a.at - b.at)
const drawn = order.slice(0, Number(count)).map(({ id }) => id)
const instrumented = await instrument(new Set(drawn))

/** Where a mutant is, and what it changes. */
function described(id) {
  const { fileName, location, mutatorName, replacement } = all[id]
  const { start, end } = location
  const text = readFileSync(fileName, 'utf8').split('\n')
  const original =
    start.line === end.line
      ? text[start.line].slice(start.column, end.column)
      : `${text[start.line].slice(start.column)}...`
  return `${fileName}:${start.line + 1}:${start.column + 1} ${mutatorName}: ${original} -> ${replacement.replaceAll(/\s+/g, ' ')}`
}

const folder = mkdtempSync(join(tmpdir(), 'mutation-'))
for (const name of readdirSync('.').filter((one) => !one.startsWith('.') && one !== 'node_modules'))
  cpSync(name, join(folder, name), { recursive: true })
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
for (const { name, content } of instrumented.files) {
  // Hits are counted once, to learn which tests reach a mutant.
  const uncounted = content.replace('function cover() {', 'function cover() { if (ns.judging) return;')
  writeFileSync(join(folder, name), uncounted)
}
const verdicts = join(folder, 'verdicts.ndjson')
writeFileSync(verdicts, '')
writeFileSync(
  join(folder, 'drawn.json'),
  JSON.stringify(drawn.map((id) => ({ id, file: all[id].fileName, is: described(id) }))),
)
const read = () =>
  readFileSync(verdicts, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

/** A process of vitest until it ends or hangs; `undefined` if it hangs. */
function vitest(args, env = {}) {
  const vitest = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', ...args],
    {
      cwd: folder,
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, TMPDIR: folder, ...env },
    },
  )
  return new Promise((done) => {
    let [size, looks] = [0, 0]
    const watch = setInterval(() => {
      const now = statSync(verdicts).size
      looks = now === size ? looks + 1 : 0
      size = now
      if (size > 0 && looks > HANGS_AFTER) process.kill(-vitest.pid, 'SIGKILL')
    }, 5_000)
    vitest.on('exit', (code, signal) => (clearInterval(watch), done(signal === null ? code : undefined)))
  })
}

for (;;) {
  const before = read().length
  await vitest(['--config', 'scripts/mutation/vitest.config.ts'])
  const seen = read()
  const begun = seen.at(-1)
  if (begun?.verdict === 'begun')
    appendFileSync(verdicts, `${JSON.stringify({ ...begun, verdict: 'hung' })}\n`)
  const judged = new Set(
    read()
      .filter((one) => one.verdict !== 'begun')
      .map((one) => one.id),
  )
  if (judged.size === drawn.length) break
  if (seen.length === before) throw new Error(`no verdict in ${folder}`)
}

for (const { id, tests, files: covering } of read().filter((one) => one.verdict === 'kept')) {
  appendFileSync(verdicts, `${JSON.stringify({ id, verdict: 'begun' })}\n`)
  const code = await vitest(['--bail', '1', ...covering], { __STRYKER_ACTIVE_MUTANT__: id })
  const verdict = code === undefined ? 'hung' : code === 0 ? 'survived' : 'killed'
  appendFileSync(verdicts, `${JSON.stringify({ id, tests, verdict, fresh: true })}\n`)
}

const verdictOf = new Map(read().map((one) => [one.id, one]))
/** What Stryker calls detected: a test failed, or did not end. */
const KILLED = ['killed', 'hung']
const lines = []
for (const room of [...rooms, 'src/']) {
  const of = drawn.filter((id) => all[id].fileName.startsWith(room)).map((id) => verdictOf.get(id))
  const judged = of.filter((one) => one.verdict !== 'loaded')
  if (judged.length === 0) continue
  const killed = judged.filter((one) => KILLED.includes(one.verdict))
  const hung = judged.filter((one) => one.verdict === 'hung')
  const share = ((100 * killed.length) / judged.length).toFixed(1)
  lines.push(
    `${room}: ${killed.length} of ${judged.length} killed (${share} %), ${hung.length} of them hung; ${of.length - judged.length} made when a file is loaded`,
  )
}
for (const id of [...drawn].sort((a, b) => a - b)) {
  const { verdict, tests } = verdictOf.get(id)
  if (verdict === 'loaded' || KILLED.includes(verdict)) continue
  lines.push(`${verdict} (${tests} tests) ${described(id)}`)
}
console.log(lines.join('\n'))
if (!process.env.KEEP && existsSync(folder)) rmSync(folder, { recursive: true })
