/**
 * Tries the mutants of `run.mjs`: a runner of vitest that collects all tests, runs each once to learn which mutants it
 * reaches, and then, mutant by mutant, those that reach it, the cheap ones and those of its room first, until one fails.
 * Such a test must pass again without the mutant: one that fails by itself counts for nothing.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import fc from 'fast-check'
import { TestRunner } from 'vitest'
import { getFn, getHooks } from '@vitest/runner'

/** Milliseconds of a processor that the tests of a mutant may take before it counts as a survivor: a busy machine changes no verdict. */
const PATIENCE = 60_000
const spent = () => process.cpuUsage().user / 1000

const stryker = (globalThis.__stryker__ ??= {})
stryker.mutantCoverage ??= { static: {}, perTest: {} }
const tell = (verdict) => appendFileSync('verdicts.ndjson', `${JSON.stringify(verdict)}\n`)
const known = 'reached.json'

let lastError
/** Runs a test; false if it fails. */
async function passes(test) {
  const all = async (hooks) => {
    for (const hook of hooks) await hook(test.task.context, test.task.suite ?? test.task.file)
  }
  let passed = true
  const failed = (error) => {
    lastError = error
    passed = false
  }
  await all(test.hooks).then(test.run).catch(failed)
  // One of them may fail, too.
  await all(test.after).catch(failed)
  return passed
}

function testsOf(suite, name, hooks, into, after = []) {
  const { beforeAll, beforeEach, afterEach } = getHooks(suite)
  into.beforeAll.push(...beforeAll.map((hook) => () => hook(suite)))
  const all = [...hooks, ...beforeEach]
  const ends = [...afterEach, ...after]
  for (const task of suite.tasks) {
    if (task.mode === 'skip' || task.mode === 'todo') continue
    if (task.type === 'suite') testsOf(task, `${name} > ${task.name}`, all, into, ends)
    else
      into.tests.push({
        name: `${name} > ${task.name}`,
        file: suite.file.filepath,
        task,
        hooks: all,
        after: ends,
        run: getFn(task),
      })
    task.mode = 'skip'
  }
  suite.mode = 'skip'
}

export default class Judge extends TestRunner {
  #found = { beforeAll: [], tests: [] }
  #files = []
  /** Tests that killed a mutant of a file are tried first on the next of that file. */
  #killers = {}

  importFile(path, source) {
    if (source === 'collect') {
      // Before the first test, and after its setup loaded all rooms: what was reached is made when a file is loaded.
      this.loaded ??= new Set(Object.keys(stryker.mutantCoverage.static))
      // What a file of tests computes while its tests are collected is not computed again.
      stryker.currentTestId = path
    }
    return super.importFile(path, source)
  }

  async onCollected(files) {
    stryker.currentTestId = undefined
    for (const file of files) testsOf(file, file.name, [], this.#found)
    this.#files.push(...files.map((file) => file.filepath))
    if (this.#files.length < this.workerState.ctx.files.length) return
    fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true })
    for (const hook of this.#found.beforeAll) {
      try {
        await hook()
      } catch {
        // Its tests fail, and are left out.
      }
    }
    await this.#judge()
  }

  /** What each test reaches and how long it takes; asked once for all processes. */
  async #reached() {
    if (existsSync(known)) return new Map(Object.entries(JSON.parse(readFileSync(known, 'utf8'))))
    const reached = new Map()
    for (const test of this.#found.tests) {
      stryker.currentTestId = test.name
      const start = spent()
      const passed = await passes(test)
      const time = spent() - start
      if (passed) reached.set(test.name, { time, hits: stryker.mutantCoverage.perTest[test.name] ?? {} })
      else console.error(`left out: ${test.name}: ${lastError?.message?.slice(0, 200)}`)
    }
    stryker.currentTestId = undefined
    writeFileSync(known, JSON.stringify(Object.fromEntries(reached)))
    return reached
  }

  async #judge() {
    const reached = await this.#reached()
    stryker.judging = true
    const tests = this.#found.tests.filter((test) => reached.has(test.name))
    const done = new Set(
      readFileSync('verdicts.ndjson', 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).id),
    )
    for (const { id, file } of JSON.parse(readFileSync('drawn.json', 'utf8'))) {
      if (done.has(id)) continue
      const room = `/test/${file.split('/')[1]}`
      const killers = (this.#killers[file] ??= new Set())
      const cost = (test) =>
        reached.get(test.name).time * (killers.has(test.name) ? 0.03 : test.file.includes(room) ? 0.1 : 1)
      const fit = tests
        .filter((test) => reached.get(test.name).hits[id] !== undefined)
        .sort((a, b) => cost(a) - cost(b))
      const made = this.#files.filter((path) => stryker.mutantCoverage.perTest[path]?.[id] !== undefined)
      if (fit.length === 0 && made.length === 0) {
        tell({ id, verdict: this.loaded.has(id) ? 'loaded' : 'not reached', tests: 0 })
        continue
      }
      tell({ id, verdict: 'begun' })
      const verdict = await this.#tried(id, fit, reached, made)
      if (verdict.by) killers.add(verdict.by)
      tell({ id, tests: fit.length, ...verdict })
    }
  }

  async #tried(id, fit, reached, made) {
    const start = spent()
    let [seen, expected] = [0, 0]
    for (const test of fit) {
      if (spent() - start > PATIENCE) return { verdict: 'out of time' }
      stryker.hitCount = 0
      stryker.hitLimit = 1000 + 100 * reached.get(test.name).hits[id]
      stryker.activeMutant = id
      const passed = await passes(test)
      stryker.activeMutant = undefined
      seen += stryker.hitCount
      expected += reached.get(test.name).hits[id]
      if (!passed && (await passes(test))) return { verdict: 'killed', by: test.name }
    }
    // What a module keeps from a run before, or was computed before, hides the mutant: it is tried in a new process.
    const files = [...new Set([...made, ...fit.map((test) => test.file)])].slice(0, 6)
    return seen < expected || made.length > 0 ? { verdict: 'kept', files } : { verdict: 'survived' }
  }
}
