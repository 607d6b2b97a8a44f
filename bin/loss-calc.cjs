#!/usr/bin/env node
// Keeps compiled code between runs where Node can (22.8 and later).
require('node:module').enableCompileCache?.()
require('../dist/cli.cjs')
