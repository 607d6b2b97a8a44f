// What a thread of the program runs.
require('./kept-code.cjs').keepCode()
require('../dist/program/worker.cjs')
