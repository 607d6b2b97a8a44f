// What a thread of the program runs.
require('./loss-calc.cjs').load('worker.js', 'worker')
