#!/usr/bin/env node
const { enableCompileCache } = require('node:module')
const { join } = require('node:path')

/** Where Node may keep compiled code, from 22.1 on: a later run then starts sooner. */
function cacheFolder({ HOME, LOCALAPPDATA, NODE_COMPILE_CACHE, XDG_CACHE_HOME }) {
  if (NODE_COMPILE_CACHE) return NODE_COMPILE_CACHE
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'loss-calc')
  if (process.platform === 'win32') return LOCALAPPDATA && join(LOCALAPPDATA, 'loss-calc', 'cache')
  const cache = process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']
  return HOME && join(HOME, ...cache, 'loss-calc')
}

const folder = enableCompileCache && cacheFolder(process.env)
if (folder) enableCompileCache(folder)
require('../dist/program/start.cjs')
