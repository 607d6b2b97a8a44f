import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fuzz, targets } from '../../scripts/fuzz/target.ts'

/** Inputs that the fuzzer found: each is read or refused with a LossError. */
const folders = [
  { folder: 'fixtures/finds', targetOf: (name: string) => name.slice(0, name.indexOf('-')) },
  ...readdirSync('scripts/fuzz/corpus').map((target) => ({
    folder: join('scripts/fuzz/corpus', target),
    targetOf: () => target,
  })),
]

describe('what the fuzzer found', () => {
  it.each(folders)('$folder', async ({ folder, targetOf }) => {
    for (const name of readdirSync(folder)) {
      expect(targets, name).toContain(targetOf(name))
      await expect(fuzz(targetOf(name), readFileSync(join(folder, name))), name).resolves.toBeUndefined()
    }
  })
})
