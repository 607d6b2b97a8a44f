/**
 * Compiled code of the program is kept in a folder of the user: compiling is a third of a short run. Node's own cache
 * (from 22.1 on) holds none of the functions that are compiled when they are first called, which is most of them.
 *
 * Each command has a file: its scripts, each with its source, which V8 does not compare, and its code, which V8
 * refuses if it is of another version or other flags. `write-code.cjs` writes it, and is loaded where there is need.
 */
const { constants, readFileSync } = require('node:fs')
const { basename, dirname, isAbsolute, join } = require('node:path')
const { Script } = require('node:vm')
const Module = module.constructor

/** Where it is kept; undefined for nowhere: a relative folder would be made wherever a command is run. */
function cacheFolder(env) {
  const folder = namedFolder(env)
  return folder && isAbsolute(folder) ? folder : undefined
}

function namedFolder({ HOME, LOCALAPPDATA, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, XDG_CACHE_HOME }) {
  if (NODE_DISABLE_COMPILE_CACHE) return undefined
  const named = NODE_COMPILE_CACHE || XDG_CACHE_HOME
  if (named) return join(named, 'loss-calc')
  if (process.platform === 'win32') return LOCALAPPDATA && join(LOCALAPPDATA, 'loss-calc', 'cache')
  const cache = process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']
  return HOME && join(HOME, ...cache, 'loss-calc')
}

/** A pipe in the place of a file would keep the program waiting. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * The scripts that a file holds, by name: a line that lists their names and lengths, then source and code of each. The
 * code comes twice, as V8 dies of a wrong bit in it and does not look: comparing takes less time than loading a checksum.
 */
function read(file) {
  const kept = new Map()
  let bytes
  try {
    bytes = readFileSync(file, { flag: WITHOUT_WAITING })
  } catch {
    return kept
  }
  let end = bytes.indexOf('\n') + 1
  const take = (length) => bytes.subarray(end, (end += length))
  for (const [name, source, code] of listIn(bytes.subarray(0, end), bytes.length)) {
    const script = { source: take(source), code: take(code) }
    if (take(code).equals(script.code)) kept.set(name, script)
  }
  return kept
}

/** The list of a file, if the file is whole. */
function listIn(line, size) {
  try {
    const list = JSON.parse(line)
    return list.reduce((sum, [, source, code]) => sum + source + 2 * code, line.length) === size ? list : []
  } catch {
    return []
  }
}

/** Other runs of a command compile other functions: one of so many adds its own. */
const RUNS = 32

/** A program in another place, or another Node, has files of its own. */
function mark(text) {
  let sum = 0
  for (const character of text) sum = (Math.imul(sum, 31) + character.codePointAt(0)) | 0
  return (sum >>> 0).toString(36)
}

/** What stands around the source of a module; in bytes, as texts that are put together are copied once more. */
const [BEFORE, BEHIND] = Module.wrapper.map((text) => Buffer.from(text))

/** Keeps the code of a command, and takes what was kept. If the folder cannot be written, nothing is kept. */
function keepCode(command) {
  const folder = cacheFolder(process.env)
  if (!folder) return
  const file = join(folder, `${command}-${mark(`${process.version} ${process.arch} ${__dirname}`)}`)
  const kept = read(file)
  const loaded = new Map()

  // What lies beside a script is found without asking the system, which knows no more.
  const requireFrom = (module, path) => (id) => {
    if (!id.startsWith('./')) return module.require(id)
    const file = join(dirname(path), id)
    if (!require.cache[file]) {
      const child = new Module(file, module)
      Object.assign(child, { filename: file, paths: module.paths })
      require.cache[file] = child
      compile(child, file)
      child.loaded = true
    }
    return require.cache[file].exports
  }
  const compile = (module, path) => {
    const source = readFileSync(path)
    // V8 forgets what import() needs.
    if (source.includes('import(')) return require.extensions['.js'](module, path)
    const name = basename(path)
    const found = kept.get(name)
    const cachedData = found?.source.equals(source) ? found.code : undefined
    const text = Buffer.concat([BEFORE, source, BEHIND]).toString()
    const script = new Script(text, { filename: path, cachedData })
    const size = script.cachedDataRejected === false ? cachedData.length : 0
    loaded.set(name, { name, source, script, size })
    const load = script.runInThisContext()
    load.call(module.exports, module.exports, requireFrom(module, path), module, path, dirname(path))
  }
  require.extensions['.cjs'] = compile

  // At the end, when most of the functions that a run needs are compiled.
  process.once('exit', (status) => {
    const scripts = [...loaded.values()]
    const complete = scripts.every(({ size }) => size > 0)
    if (status !== 0 || (complete && process.pid % RUNS !== 0)) return
    require('./write-code.cjs').writeCode(folder, file, scripts, kept)
  })
}

module.exports = { keepCode }
