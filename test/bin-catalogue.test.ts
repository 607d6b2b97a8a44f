import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { argumentsOf } from '../src/losses/forms.ts'
import { loadAll } from '../src/losses/registry.ts'
import { flagName } from '../src/options.ts'
import { built } from './built.ts'
import { flat, type GoldenCase, goldenCases, numbersOf, ulpsApart } from './golden.ts'
import { isRefused, isTaken } from './refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-'))
afterAll(() => rmSync(folder, { recursive: true }))

const losses = new Map((await loadAll()).map((loss) => [loss.name, loss]))

/** A case as a command line: inputs and tensors as JSON files, as a user of another tool would have them. */
function commandOf(golden: GoldenCase, name: string): string[] {
  const loss = losses.get(golden.loss)!
  const file = (role: string, value: unknown) => {
    const path = join(folder, `${name.replaceAll(/\W/g, '-')}-${role}.json`)
    writeFileSync(path, JSON.stringify(value))
    return path
  }
  const files = argumentsOf(loss).map((argument) => file(argument, golden[argument]))
  const argv = [loss.name, ...files, '--format', 'json', '--grad']
  for (const [option, value] of Object.entries(golden.options)) {
    if (value === null) continue
    if (typeof value === 'boolean') argv.push(`--${value ? '' : 'no-'}${flagName(option)}`)
    else if (option === 'weight' || option === 'posWeight')
      argv.push(`--${flagName(option)}`, file(option, value))
    else argv.push(`--${flagName(option)}`, Array.isArray(value) ? value.join(',') : String(value))
  }
  return argv
}

const cases = readdirSync('fixtures/cases')
  .filter((file) => /\.json$/.test(file) && !/^(errors|legacy|numerics|worked)/.test(file))
  .map((file) => file.replace('.json', ''))

/** Every seventh case of each file: a sample through the real program. JSON has no lists (0, 3). */
const sample = cases.flatMap((file) =>
  goldenCases(file)
    .filter((golden, i) => i % 7 === 0 && !golden.shapes)
    .map((one) => [`${file}: ${one.name}`, one] as const),
)

describe('golden cases through the built program', () => {
  it.each(sample)('%s', async (title, golden) => {
    const none = golden.name.includes('reduction none') ? ['--reduction', 'none'] : []
    const { stdout, stderr, status } = await built([...commandOf(golden, title), ...none])
    if (isRefused(golden)) {
      expect(JSON.parse(stderr).error.code).toMatch(/^E[1-3]\d\d$/)
      return
    }
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
    const result = JSON.parse(stdout)
    const want = flat(numbersOf(golden.limit ?? golden.exact ?? golden.expected))
    const got = flat(result.values ?? result.value)
    expect(got.length).toBe(want.length)
    got.forEach((value, i) => {
      if (!Number.isFinite(want[i])) expect(value).toBe(null)
      else if (Math.abs(value - want[i]!) > 1e-300) expect(ulpsApart(value, want[i]!)).toBeLessThanOrEqual(8)
    })
  })

  /** In files, a column (N, 1) of indices is one per row. */
  const ofTheLibrary = /^target \(N, ?1\)$/

  const refusals = ['errors', 'errors-2'].flatMap((file) =>
    goldenCases(file)
      .filter((golden, i) => i % 4 === 0 && !golden.shapes && !isTaken(golden))
      .filter(({ name }) => !ofTheLibrary.test(name))
      .map((one) => [`${file}, ${one.loss}: ${one.name}`, one] as const),
  )

  it.each(refusals)('refuses: %s', async (title, golden) => {
    const { stdout, stderr, status } = await built(commandOf(golden, title))
    expect(stdout).toBe('')
    expect([2, 3]).toContain(status)
    expect(JSON.parse(stderr).error.code).toMatch(/^E[1-3]\d\d$/)
  })
})
