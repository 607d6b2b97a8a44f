#!/usr/bin/env node
require('./kept-code.cjs').load('start.cjs', /^[a-z][a-z0-9-]{0,31}$/.exec(process.argv[2])?.[0] ?? 'other')
