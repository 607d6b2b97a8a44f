#!/usr/bin/env node
const { existsSync, readFileSync } = require('node:fs')
const { enableCompileCache } = require('node:module')
const { join } = require('node:path')

/** Whoever is started is the program; worker.cjs requires it for a thread. */
const name = require.main === module ? 'cli' : 'worker'
const dist = join(__dirname, '..', 'dist')
const filename = join(dist, `${name}.cjs`)
const compiled = join(dist, `${name}-${process.versions.v8}-${process.arch}.code`)

// The build leaves the code that its V8 compiled; the same V8 starts from it, which halves what a start takes beyond Node itself.
if (existsSync(compiled)) {
  const { Script } = require('node:vm')
  const script = new Script(readFileSync(filename, 'latin1'), {
    filename,
    cachedData: readFileSync(compiled),
  })
  script.runInThisContext()
} else {
  // Keeps compiled code between runs where Node can (22.8 and later).
  enableCompileCache?.()
  require(filename)
}
globalThis.startLossCalc(require, __dirname, (name) => import(name))
