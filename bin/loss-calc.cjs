#!/usr/bin/env node
const { readFileSync } = require('node:fs')
const { join } = require('node:path')

/** Whoever is started is the program; worker.cjs requires it for a thread. */
const name = require.main === module ? 'cli' : 'worker'
const dist = join(__dirname, '..', 'dist')
const filename = join(dist, `${name}.cjs`)

/** The code that the V8 of the build compiled, if this is the same V8. */
function readCompiled() {
  try {
    return readFileSync(join(dist, `${name}-${process.versions.v8}-${process.arch}.code`))
  } catch {
    return undefined
  }
}

const cachedData = readCompiled()
if (cachedData) {
  // It halves what a start takes beyond Node itself.
  const { Script } = require('node:vm')
  new Script(readFileSync(filename, 'latin1'), { filename, cachedData }).runInThisContext()
} else {
  // Keeps compiled code between runs where Node can (22.8 and later).
  require('node:module').enableCompileCache?.()
  require(filename)
}
globalThis.startLossCalc(require, __dirname, (name) => import(name))
