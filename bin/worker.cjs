// What a thread of the program runs.
require('./kept-code.cjs').keepCode('worker')
require('../dist/program/worker.cjs')
