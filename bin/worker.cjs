// What a thread of the program runs.
require('./kept-code.cjs').load('worker.cjs', 'worker')
