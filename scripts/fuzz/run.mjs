/**
 * `npm run fuzz [-- --minutes 10 --target csv --seed 1]`: coverage-guided fuzzing of every reader and of the command
 * line. A find is an error that is no refusal, 5 seconds, 512 MB, a process that dies or hangs. It is written to
 * scripts/fuzz/finds, and becomes a case of a test first.
 *
 * Why not a fuzzer from the registry: @jazzer.js/core 2 fetches a program when it is installed, and 4 needs glibc 2.38.
 */
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createHash } from 'node:crypto'
import { clearInterval, setInterval } from 'node:timers'
import { build } from 'rolldown'

const HANGS = 20_000
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    target: { type: 'string', multiple: true },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
})
// Not in dist, which is given out.
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
const bundle = join(folder, 'fuzz-target.cjs')
await build({
  input: 'scripts/fuzz/target.ts',
  platform: 'node',
  transform: { target: 'node20' },
  logLevel: 'silent',
  output: { file: bundle, format: 'cjs', codeSplitting: false },
})
const { targets } = createRequire(import.meta.url)(bundle)

/** One process; true where it ended by itself, and `finds` that it had some. */
function fuzz(target, until, seed) {
  const current = join(folder, 'current')
  rmSync(current, { force: true })
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=2048', 'scripts/fuzz/loop.mjs', bundle, target, until, seed, folder].map(String),
    { stdio: ['ignore', 'inherit', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (text) => (said = (said + text).slice(-1500)))
  const watch = setInterval(() => {
    if (existsSync(current) && Date.now() - statSync(current).mtimeMs > HANGS) child.kill('SIGKILL')
  }, 1000)
  return new Promise((tell) => {
    child.on('close', (status) => {
      clearInterval(watch)
      if (status === 0 || (status === 1 && said === '')) return tell({ ended: true, finds: status === 1 })
      const name = `${target}-${createHash('sha1').update(readFileSync(current)).digest('hex').slice(0, 12)}`
      mkdirSync('scripts/fuzz/finds', { recursive: true })
      copyFileSync(current, join('scripts/fuzz/finds', name))
      console.log(`${name}: the process ${status === null ? 'hung or was killed' : 'died'} ${said.trim()}`)
      tell({ ended: false, finds: true })
    })
  })
}

let failed = false
for (const target of values.target ?? targets) {
  mkdirSync(join(folder, target))
  const until = Date.now() + Number(values.minutes) * 60_000
  for (let seed = Number(values.seed), ended = false; !ended; seed += 7919) {
    const run = await fuzz(target, until, seed)
    failed ||= run.finds
    ended = run.ended || Date.now() > until
  }
}
rmSync(folder, { recursive: true })
process.exit(failed ? 1 : 0)
