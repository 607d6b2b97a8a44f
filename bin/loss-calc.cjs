#!/usr/bin/env node
require('./kept-code.cjs').keepCode()
require('../dist/program/start.cjs')
