/**
 * Compiled code of the program is kept in a folder of the user: compiling is a third of a short run. From 22.1 on Node
 * does that by itself. Before, a file for each of the program's holds its source, which V8 does not compare, and the
 * code, which V8 refuses if it is of another version or other flags.
 */
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { enableCompileCache, wrap } = require('node:module')
const { basename, dirname, join } = require('node:path')
const { Script } = require('node:vm')

/** Where it is kept; undefined for nowhere. */
function cacheFolder({ HOME, LOCALAPPDATA, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, XDG_CACHE_HOME }) {
  if (NODE_DISABLE_COMPILE_CACHE) return undefined
  if (NODE_COMPILE_CACHE) return NODE_COMPILE_CACHE
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'loss-calc')
  if (process.platform === 'win32') return LOCALAPPDATA && join(LOCALAPPDATA, 'loss-calc', 'cache')
  const cache = process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']
  return HOME && join(HOME, ...cache, 'loss-calc')
}

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
function write(file, source, code) {
  const own = `${file}.${process.pid}`
  writeFileSync(own, Buffer.concat([source, code]), { mode: 0o600, flush: true })
  renameSync(own, file)
}

/** Other runs compile other functions: one of so many adds its own. */
const RUNS = 8

/** Keeps code, and takes what was kept. If the folder cannot be written, nothing is kept. */
function keepCode() {
  const folder = cacheFolder(process.env)
  if (!folder) return
  if (enableCompileCache) {
    enableCompileCache(folder)
    return
  }
  const place = join(folder, `${process.version}-${process.arch}`)
  const loaded = []

  require.extensions['.cjs'] = (module, path) => {
    const source = readFileSync(path)
    // V8 forgets what import() needs.
    if (source.includes('import(')) return require.extensions['.js'](module, path)
    const file = join(place, `${basename(path)}-${source.length}`)
    const cachedData = read(file, source)
    const script = new Script(wrap(source.toString()), { filename: path, cachedData })
    const size = script.cachedDataRejected === false ? cachedData.length : 0
    loaded.push({ file, source, script, size })
    const load = script.runInThisContext()
    load.call(module.exports, module.exports, (id) => module.require(id), module, path, dirname(path))
  }

  // At the end, when most of the functions that a run needs are compiled.
  process.once('exit', () => {
    const renewed = loaded.filter(({ size }) => size === 0 || process.pid % RUNS === 0)
    if (renewed.length === 0) return
    try {
      mkdirSync(place, { recursive: true, mode: 0o700 })
      for (const { file, source, script, size } of renewed) {
        const code = script.createCachedData()
        if (code.length > 1.05 * size) write(file, source, code)
      }
    } catch {
      // The next run compiles again.
    }
  })
}

module.exports = { keepCode }
