/**
 * What Node does by itself from 22.1 on: keeps the compiled code of the program in a folder of the user, as compiling it
 * is a third of a short run. V8 refuses code of another version or other flags, but does not compare the source, so a
 * file holds that too.
 */
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { wrap } = require('node:module')
const { basename, dirname, join } = require('node:path')
const { Script } = require('node:vm')

/** The compiled code in a file, if it is of this source. */
function read(file, source) {
  let kept
  try {
    kept = readFileSync(file)
  } catch {
    return undefined
  }
  return source.equals(kept.subarray(0, source.length)) ? kept.subarray(source.length) : undefined
}

/** A file is whole or absent: another run may read it meanwhile, and the machine may stop. */
function write(file, source, script) {
  const own = `${file}.${process.pid}`
  writeFileSync(own, Buffer.concat([source, script.createCachedData()]), { mode: 0o600, flush: true })
  renameSync(own, file)
}

/** @param {string} folder that need not exist; if it cannot be written, nothing is kept */
function keepCode(folder) {
  const place = join(folder, `${process.version}-${process.arch}`)
  const compiled = []

  require.extensions['.cjs'] = (module, path) => {
    const source = readFileSync(path)
    // V8 forgets what import() needs.
    if (source.includes('import(')) return require.extensions['.js'](module, path)
    const file = join(place, `${basename(path)}-${source.length}`)
    const cachedData = read(file, source)
    const script = new Script(wrap(source.toString()), { filename: path, cachedData })
    if (!cachedData) compiled.push([file, source, script])
    const load = script.runInThisContext()
    load.call(module.exports, module.exports, (id) => module.require(id), module, path, dirname(path))
  }

  // At the end, when most of the functions that a run needs are compiled.
  process.once('exit', () => {
    if (compiled.length === 0) return
    try {
      mkdirSync(place, { recursive: true, mode: 0o700 })
      for (const one of compiled) write(...one)
    } catch {
      // The next run compiles again.
    }
  })
}

module.exports = { keepCode }
