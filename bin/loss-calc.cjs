#!/usr/bin/env node
const { existsSync, readFileSync } = require('node:fs')
const { enableCompileCache } = require('node:module')
const { join } = require('node:path')

const dist = join(__dirname, '..', 'dist')
const filename = join(dist, 'cli.cjs')
const compiled = join(dist, `cli-${process.versions.v8}-${process.arch}.code`)

// The build leaves the code that its V8 compiled; the same V8 starts from it, which halves what a start takes beyond Node itself.
if (existsSync(compiled)) {
  const { Script } = require('node:vm')
  const program = new Script(readFileSync(filename, 'latin1'), {
    filename,
    cachedData: readFileSync(compiled),
  })
  program.runInThisContext()
} else {
  // Keeps compiled code between runs where Node can (22.8 and later).
  enableCompileCache?.()
  require(filename)
}
globalThis.startLossCalc(require, dist, (name) => import(name))
