import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundleOf, libraries } from '../src/command/compat.ts'
import { formsOf } from '../src/losses/forms.ts'
import { loadAll } from '../src/losses/registry.ts'
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

const losses = await loadAll()
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

  it.each(libraries)('%s has a case for each of its losses', (library) => {
    for (const loss of losses) {
      const bundle = bundleOf(loss, library)
      if (!bundle || library === 'torch') continue
      expect(
        cases.some((one) => one.library === library && one.loss === loss.name),
        `${library} ${loss.name}`,
      ).toBe(true)
    }
  })

  it('torch has a counterpart of every loss of torch', () => {
    for (const loss of losses) {
      const ofTorch = [...formsOf(loss).values()].some(({ torch }) => torch !== undefined)
      expect(bundleOf(loss, 'torch'), loss.name).toEqual(ofTorch ? {} : undefined)
    }
  })
})
