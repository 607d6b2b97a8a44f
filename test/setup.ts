import fc from 'fast-check'
import { draws } from './draws.ts'
import './errors-say.ts'

/** Of fast-check's own number of draws too. */
fc.configureGlobal({ numRuns: draws(100) })
