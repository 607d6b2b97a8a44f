import fc from 'fast-check'
import { afterEach } from 'vitest'
import { draws } from './draws.ts'
import { judgeErrors } from './errors-say.ts'

/** Of fast-check's own number of draws too. */
fc.configureGlobal({ numRuns: draws(100) })

afterEach(judgeErrors)
