/** A thread of the program: the file that starts it starts this too. */
require('./loss-calc.cjs')
