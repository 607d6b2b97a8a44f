#!/usr/bin/env node
/**
 * Starts the program. Its compiled code is kept in a folder of the user: compiling is a third of a short run. Node's own
 * cache (from 22.1 on) holds none of the functions that are compiled when they are first called, which is most of them.
 *
 * A command has a file for each set of options: of one for all each run would make too much.
 * V8 refuses code of another version or other flags.
 */

/** `require` looks through all that a module of Node has. */
const builtin = process.getBuiltinModule ?? require
const { closeSync, constants, fstatSync, openSync, readSync } = builtin('node:fs')
const { isAbsolute } = builtin('node:path')

/** Not joined: Node compiles what joins paths in each run. */
const PROGRAM = `${__dirname.slice(0, -'bin'.length)}dist/program`

/** Undefined for nowhere: a relative one would be made anywhere. */
function cacheFolder({ HOME, LOCALAPPDATA, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, XDG_CACHE_HOME }) {
  let folder = NODE_COMPILE_CACHE || XDG_CACHE_HOME
  if (folder) folder += '/loss-calc'
  else if (process.platform === 'win32') folder = LOCALAPPDATA && `${LOCALAPPDATA}/loss-calc/cache`
  else folder = HOME && `${HOME}/${process.platform === 'darwin' ? 'Library/Caches' : '.cache'}/loss-calc`
  return folder && !NODE_DISABLE_COMPILE_CACHE && isAbsolute(folder) ? folder : undefined
}

/** A pipe there would keep the program waiting. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK

/** New memory costs as much as its copy. */
const PART = 1 << 16

/** Of a half: all scripts with all their functions make a third of it. What is larger is not read. */
const LARGEST = 1 << 24

const LINE_FEED = 10

/** Of bytes that are no Buffer, whose methods are V8's own: Node's are compiled in each run. */
const { latin1Slice, latin1Write, utf8Slice } = Buffer.prototype

/** V8 copies code that does not begin at such a place. */
const ALIGNED = 8

/**
 * The scripts of a file that holds all twice: V8 dies of a wrong bit in code. A line lists names, stamps, lengths and which
 * are ASCII, then comes the code of each.
 */
function read(path) {
  const scripts = new Map()
  let file
  try {
    file = openSync(path, WITHOUT_WAITING)
    const half = Math.floor(fstatSync(file).size / 2)
    if (half > LARGEST) throw new Error('not ours')
    const bytes = new Uint8Array(half)
    readSync(file, bytes, 0, half, null)
    const part = new Uint8Array(PART)
    for (let at = 0; at < half; at += PART) {
      const length = readSync(file, part, 0, Math.min(PART, half - at), null)
      if (Buffer.compare(part.subarray(0, length), bytes.subarray(at, at + PART)) !== 0)
        throw new Error('damaged')
    }
    let at = bytes.indexOf(LINE_FEED) + 1
    for (const [name, stamp, length, ascii] of JSON.parse(latin1Slice.call(bytes, 0, at))) {
      at = Math.ceil(at / ALIGNED) * ALIGNED
      scripts.set(name, { stamp, ascii, code: bytes.subarray(at, (at += length)) })
    }
  } catch {
    // It is compiled again.
    scripts.clear()
  }
  if (file !== undefined) closeSync(file)
  return scripts
}

/** One of so many adds the functions that it compiled. */
const RUNS = 32

function mark(text) {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0
  return (sum >>> 0).toString(36)
}

/** What stands around the source of a module; Bun has none. */
const [BEFORE, BEHIND] = module.constructor.wrapper ?? []

/** A module with what stands around it; an installer sets other times than that of the stamp. */
function readModule(path) {
  const file = openSync(path, WITHOUT_WAITING)
  const { ctimeMs, size } = fstatSync(file)
  const end = BEFORE.length + size
  const bytes = new Uint8Array(end + BEHIND.length)
  latin1Write.call(bytes, BEFORE, 0)
  for (let at = BEFORE.length, count = 1; at < end && count > 0; at += count) {
    count = readSync(file, bytes, at, end - at, null)
  }
  closeSync(file)
  latin1Write.call(bytes, BEHIND, end)
  return { bytes, stamp: `${ctimeMs} ${size}` }
}

let Script
let kept = new Map()
const loaded = new Map()

const requireFrom = (id) => (id.startsWith('./') ? exportsOf(id.slice(2)) : builtin(id))

function exportsOf(name) {
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

/** What a file of the program exports, with the code that a command kept. */
function load(first, command) {
  // They have no such code.
  if (process.versions.bun || process.versions.deno) return require(`${PROGRAM}/${first}`)
  ;({ Script } = builtin('node:vm'))
  const folder = cacheFolder(process.env)
  if (folder) {
    const place = `${process.version} ${process.arch} ${__dirname}`
    const fileOf = (options) => `${folder}/${command}-${mark(place + options)}`
    let options = ''
    for (const word of process.argv) if (word[0] === '-') options += /^-[a-z-]+/.exec(word) ?? ''
    const file = fileOf(options)
    kept = read(file)
    // Options that are new begin with the code of a run without.
    if (options && kept.size === 0) kept = read(fileOf(''))
    // By then most of what a run needs is compiled.
    process.on('exit', (status) => {
      const scripts = [...loaded.values()]
      const complete = scripts.every(({ size }) => size > 0)
      if (status !== 0 || (complete && process.pid % RUNS !== 0)) return
      require('./write-code.cjs').writeCode(folder, file, scripts, kept, complete)
    })
  }
  return exportsOf(first)
}

module.exports = { ALIGNED, load }
// A thread takes `load` from here, and is named itself.
if (require.main === module) {
  const words = process.argv.slice(2)
  load('run.js', /^[a-z][a-z0-9-]{0,31}$/.exec(words[0])?.[0] ?? 'other').start(words)
}
