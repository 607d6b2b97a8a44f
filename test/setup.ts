import fc from 'fast-check'
import { draws } from './draws.ts'

/** Of fast-check's own number of draws too. */
fc.configureGlobal({ numRuns: draws(100) })
