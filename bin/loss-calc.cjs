#!/usr/bin/env node
/**
 * Starts the program. Its compiled code is kept in a folder of the user: compiling is a third of a short run. Node's own
 * cache (from 22.1 on) holds none of the functions that are compiled when they are first called, which is most of them.
 *
 * Each command has a file with the code of its scripts, which V8 refuses if it is of another version or other flags.
 */

/** `require` looks through all that a module of Node has. */
const builtin = process.getBuiltinModule ?? require
const { closeSync, constants, fstatSync, openSync, readSync } = builtin('node:fs')
const { isAbsolute } = builtin('node:path')

/** Not joined: Node compiles what joins paths in each run. */
const PROGRAM = `${__dirname.slice(0, -'bin'.length)}dist/program`

/** Undefined for nowhere: a relative one would be made anywhere. */
function cacheFolder(env) {
  const folder = namedFolder(env)
  return folder && isAbsolute(folder) ? folder : undefined
}

function namedFolder({ HOME, LOCALAPPDATA, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, XDG_CACHE_HOME }) {
  if (NODE_DISABLE_COMPILE_CACHE) return undefined
  const named = NODE_COMPILE_CACHE || XDG_CACHE_HOME
  if (named) return `${named}/loss-calc`
  if (process.platform === 'win32') return LOCALAPPDATA && `${LOCALAPPDATA}/loss-calc/cache`
  return HOME && `${HOME}/${process.platform === 'darwin' ? 'Library/Caches' : '.cache'}/loss-calc`
}

/** A pipe there would keep the program waiting. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK

/** Of the second half: new memory costs as much as its copy. */
const PART = 1 << 16

/** Half of a file that holds all twice: V8 dies of a wrong bit in code. */
function readHalf(path) {
  const file = openSync(path, WITHOUT_WAITING)
  try {
    const half = Math.floor(fstatSync(file).size / 2)
    const bytes = new Uint8Array(half)
    readSync(file, bytes, 0, half, 0)
    const part = new Uint8Array(PART)
    for (let at = 0, end = 0; at < half; at = end) {
      end = Math.min(at + PART, half)
      readSync(file, part, 0, end - at, half + at)
      if (Buffer.compare(part.subarray(0, end - at), bytes.subarray(at, end)) !== 0)
        throw new Error('damaged')
    }
    return bytes
  } finally {
    closeSync(file)
  }
}

const LINE_FEED = 10

/** Of bytes that are no Buffer, whose methods are V8's own: Node's are compiled in each run. */
const { latin1Slice, latin1Write, utf8Slice } = Buffer.prototype

/** V8 copies code that does not begin at such a place. */
const ALIGNED = 8

/** The scripts of a file: a line lists names, stamps, lengths and which are ASCII, then comes the code of each. */
function read(file) {
  const kept = new Map()
  try {
    const bytes = readHalf(file)
    let at = bytes.indexOf(LINE_FEED) + 1
    for (const [name, stamp, length, ascii] of JSON.parse(latin1Slice.call(bytes, 0, at))) {
      at = Math.ceil(at / ALIGNED) * ALIGNED
      kept.set(name, { stamp, ascii, code: bytes.subarray(at, (at += length)) })
    }
  } catch {
    // It is compiled again.
  }
  return kept
}

/** Other runs compile other functions: one of so many adds its own. */
const RUNS = 32

/** Of the place of the program, and of Node. */
function mark(text) {
  let sum = 0
  for (const character of text) sum = (Math.imul(sum, 31) + character.codePointAt(0)) | 0
  return (sum >>> 0).toString(36)
}

/** What stands around the source of a module; Bun has none. */
const [BEFORE, BEHIND] = module.constructor.wrapper ?? []

/** A module with what stands around it; an installer sets other times than that of the stamp. */
function readModule(path) {
  const file = openSync(path)
  try {
    const { ctimeMs, size } = fstatSync(file)
    const bytes = new Uint8Array(BEFORE.length + size + BEHIND.length)
    latin1Write.call(bytes, BEFORE, 0)
    const end = BEFORE.length + size
    for (let at = BEFORE.length, count = 1; at < end && count > 0; at += count) {
      count = readSync(file, bytes, at, end - at, null)
    }
    latin1Write.call(bytes, BEHIND, end)
    return { bytes, stamp: `${ctimeMs} ${size}` }
  } finally {
    closeSync(file)
  }
}

/** What a file of the program exports, with the code that a command kept. */
function load(first, command) {
  // Bun and Deno have no such code.
  if (process.versions.bun || process.versions.deno) return require(`${PROGRAM}/${first}`)
  const { Script } = builtin('node:vm')
  const folder = cacheFolder(process.env)
  const file = folder && `${folder}/${command}-${mark(`${process.version} ${process.arch} ${__dirname}`)}`
  const kept = folder ? read(file) : new Map()
  const loaded = new Map()

  const requireFrom = (id) => (id.startsWith('./') ? exportsOf(id.slice(2)) : builtin(id))
  const exportsOf = (name) => {
    const known = loaded.get(name)
    if (known) return known.module.exports
    const path = `${PROGRAM}/${name}`
    const { bytes, stamp } = readModule(path)
    const found = kept.get(name)
    const same = found?.stamp === stamp
    const source = (same && found.ascii ? latin1Slice : utf8Slice).call(bytes)
    const ascii = source.length === bytes.length
    const cachedData = same ? found.code : undefined
    const script = new Script(source, { filename: path, cachedData })
    const size = script.cachedDataRejected === false ? cachedData.length : 0
    // A dictionary: V8 would make a shape for each of its names.
    const module = { exports: Object.create(null) }
    loaded.set(name, { module, name, stamp, ascii, script, size })
    script.runInThisContext().call(module.exports, module.exports, requireFrom, module, path, PROGRAM)
    return module.exports
  }

  // When most of the functions that a run needs are compiled.
  if (folder)
    process.on('exit', (status) => {
      const scripts = [...loaded.values()]
      const complete = scripts.every(({ size }) => size > 0)
      if (status !== 0 || (complete && process.pid % RUNS !== 0)) return
      require('./write-code.cjs').writeCode(folder, file, scripts, kept)
    })
  return exportsOf(first)
}

module.exports = { ALIGNED, load }
// A thread takes `load` from here, and is named itself.
if (require.main === module) {
  const words = process.argv.slice(2)
  load('run.js', /^[a-z][a-z0-9-]{0,31}$/.exec(words[0])?.[0] ?? 'other').start(words)
}
