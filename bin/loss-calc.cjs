#!/usr/bin/env node
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

/** Whoever is started is the program; worker.cjs requires it for a thread. */
const name = require.main === module ? 'cli' : 'worker'
const dist = join(__dirname, '..', 'dist')
const filename = join(dist, `${name}.cjs`)
/** The code that a V8 compiled for it: one comes with the package, others are left by the first run of another V8. */
const compiled = join(dist, `${name}-${process.versions.v8}-${process.arch}.code`)

function readCompiled() {
  try {
    return readFileSync(compiled)
  } catch {
    return undefined
  }
}

// It saves most of what a start takes beyond Node itself.
const cachedData = readCompiled()
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData })
script.runInThisContext()

/** Leaves the code for later runs; the build asks for that of several runs. */
function keepCode() {
  const { renameSync, rmSync, writeFileSync } = require('node:fs')
  const draft = `${compiled}.${process.pid}`
  try {
    writeFileSync(draft, script.createCachedData())
    renameSync(draft, compiled)
  } catch {
    // Where the package may not be written, every run compiles what it needs.
    rmSync(draft, { force: true })
  }
}

const keep = cachedData === undefined || process.env.LOSS_CALC_KEEP_CODE ? keepCode : undefined
globalThis.startLossCalc(require, __dirname, (name) => import(name), keep)
