import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const { mutants } = (await import('../scripts/mutants.list.mjs' as string)) as {
  mutants: readonly { name: string; file: string; from: string; to: string; tests: readonly string[] }[]
}

it.each(mutants)(
  'a fault has its place, and tests that should notice: $name',
  ({ file, from, to, tests }) => {
    expect(readFileSync(file, 'utf8').split(from).length - 1, `${from} in ${file}`).toBe(1)
    expect(to).not.toBe(from)
    for (const path of tests) expect(existsSync(path), path).toBe(true)
  },
)

it('no two faults have one name', () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
})
