import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundles } from '../src/command/compat.ts'
import { losses } from '../src/losses/registry.ts'
import { run } from './transcript.ts'

interface Case {
  readonly library: string
  readonly loss: string
  readonly input: unknown
  readonly target: unknown
  readonly flags: string
  readonly value: number
  readonly tolerance: number
  readonly origin: string
}

const cases = JSON.parse(readFileSync('fixtures/compat.json', 'utf8')) as Case[]

describe('--compat', () => {
  it.each(cases.map((one) => [`${one.library} ${one.loss}: ${one.origin}`, one] as const))(
    '%s',
    async (_, { library, loss, input, target, flags, value, tolerance }) => {
      const texts = [JSON.stringify(input), JSON.stringify(target)]
      const words = [loss, ...texts, '--compat', library, ...flags.split(' ').filter(Boolean), '-q']
      const { stdout, stderr, status } = await run(words)
      expect(status, stderr).toBe(0)
      expect(Math.abs(Number(stdout) - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)))
    },
  )

  it.each(Object.entries(bundles))('%s knows its losses, each with a case', (library, bundle) => {
    for (const loss of Object.keys(bundle)) {
      expect(losses.map(({ name }) => name)).toContain(loss)
      const known = cases.some((one) => one.library === library && one.loss === loss)
      if (library !== 'torch') expect(known, `${library} ${loss}`).toBe(true)
    }
  })
})
