/**
 * Deliberate faults, each of which must turn the suite red: `npm run mutants`, or some: `npm run mutants -- ties 'a quantile'`.
 * An edit is file, text, replacement; the tests are those that should notice.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { mutants } from './mutants.list.mjs'

/** Parts of names; all without. */
const only = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'mutants-'))
for (const name of [
  'src',
  'test',
  'fixtures',
  'scripts',
  'bin',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
]) {
  cpSync(name, join(folder, name), { recursive: true })
}
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))

let survivors = 0
let tried = 0
for (const { name, file, from, to, tests } of mutants) {
  if (only.length > 0 && !only.some((part) => name.includes(part))) continue
  tried++
  const path = join(folder, file)
  const source = readFileSync(path, 'utf8')
  if (source.split(from).length !== 2) {
    console.log(`STALE     ${name}: ${JSON.stringify(from)} must occur once in ${file}`)
    survivors++
    continue
  }
  writeFileSync(
    path,
    source.replace(from, () => to),
  )
  const run = spawnSync('node_modules/.bin/vitest', ['run', '--bail', '1', ...tests], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, THOROUGH_TESTS: '1' },
  })
  const killed = run.status !== 0 && /failed/.test(run.stdout)
  if (!killed) survivors++
  console.log(`${killed ? 'killed   ' : 'SURVIVED '} ${name}`)
  writeFileSync(path, source)
}
rmSync(folder, { recursive: true })
console.log(`${tried - survivors} of ${tried} mutants killed`)
process.exitCode = survivors === 0 ? 0 : 1
