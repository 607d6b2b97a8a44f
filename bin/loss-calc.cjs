#!/usr/bin/env node
const { enableCompileCache } = require('node:module')
const { join } = require('node:path')

/** Where compiled code may be kept: a later run then starts sooner. */
function cacheFolder({ HOME, LOCALAPPDATA, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, XDG_CACHE_HOME }) {
  if (NODE_DISABLE_COMPILE_CACHE) return undefined
  if (NODE_COMPILE_CACHE) return NODE_COMPILE_CACHE
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'loss-calc')
  if (process.platform === 'win32') return LOCALAPPDATA && join(LOCALAPPDATA, 'loss-calc', 'cache')
  const cache = process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']
  return HOME && join(HOME, ...cache, 'loss-calc')
}

const folder = cacheFolder(process.env)
if (folder && enableCompileCache) enableCompileCache(folder)
else if (folder) require('./kept-code.cjs').keepCode(folder)
require('../dist/program/start.cjs')
