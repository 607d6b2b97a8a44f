import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { run } from './transcript.ts'

interface Expected {
  readonly name: string
  readonly command: readonly string[]
  readonly value: number
  readonly by: string
}

/** Predictions of real models on real data; fixtures/real/make.py made them. */
const entries = JSON.parse(readFileSync('fixtures/real/expected.json', 'utf8')) as Expected[]

describe('real predictions', () => {
  it.each(entries.map((entry) => [entry.name, entry.by, entry] as const))(
    '%s, as %s',
    async (_name, _by, entry) => {
      const { stdout, status } = await run([...entry.command, '-q'])
      expect(status).toBe(0)
      expect(Math.abs(Number(stdout) / entry.value - 1)).toBeLessThan(1e-12)
    },
  )
})
