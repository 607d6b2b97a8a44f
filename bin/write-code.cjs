/** Writes the code that a run compiled where `loss-calc.cjs` reads it. */
const {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} = require('node:fs')
const { dirname, join, resolve } = require('node:path')
const { ALIGNED } = require('./loss-calc.cjs')

/** Writes the scripts of a run, unless their code has hardly grown, with those of other runs. */
function writeCode(folder, file, scripts, kept, complete) {
  try {
    // First, as the code takes longer to gather.
    make(resolve(folder))
    accessSync(folder, constants.W_OK)
    const renewed = scripts.map(({ script, ...rest }) => ({ ...rest, code: script.createCachedData() }))
    const total = (sizes) => sizes.reduce((sum, size) => sum + size, 0)
    const before = total(scripts.map(({ size }) => size))
    const now = total(renewed.map(({ code }) => code.length))
    if (complete && now < 1.05 * before) return
    // Scripts of other runs stay, unless the first, which all load, is new: the program has changed.
    const loaded = new Set(scripts.map(({ name }) => name))
    const changed = scripts[0].size === 0
    const others = changed ? [] : [...kept].filter(([name]) => !loaded.has(name))
    write(file, [...renewed, ...others.map(([name, parts]) => ({ name, ...parts }))])
    prune(folder)
  } catch {
    // The next run compiles again.
  }
}

/**
 * Not `recursive`: Node 20 never ends where the system refuses a folder as /proc does. The home of a user who has none, as
 * /nonexistent is, stays so.
 */
function make(folder) {
  if (existsSync(folder)) return
  if (folder === resolve(process.env.HOME ?? '.')) throw new Error('no home')
  make(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}

/** A file is whole or absent, as another run may read it. It is not flushed: the second copy tells of what is lost. */
function write(file, scripts) {
  const list = scripts.map(({ name, stamp, code, ascii }) => [name, stamp, code.length, ascii])
  const parts = [Buffer.from(`${JSON.stringify(list)}\n`), ...scripts.map(({ code }) => code)].flatMap(
    aligned,
  )
  // A thread has the number of its process.
  const own = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}`
  try {
    writeFileSync(own, Buffer.concat([...parts, ...parts]), { mode: 0o600 })
    renameSync(own, file)
  } catch (error) {
    // On a full disk a part of it would stay.
    unlinkSync(own)
    throw error
  }
}

function aligned(bytes) {
  return [bytes, Buffer.alloc((ALIGNED - (bytes.length % ALIGNED)) % ALIGNED)]
}

/** Files that are kept, of all programs; a file is about a megabyte. */
const FILES = 32

function prune(folder) {
  const files = readdirSync(folder).map((name) => {
    const path = join(folder, name)
    return { path, time: statSync(path).atimeMs }
  })
  files.sort((a, b) => b.time - a.time)
  for (const { path } of files.slice(FILES)) unlinkSync(path)
}

module.exports = { writeCode }
