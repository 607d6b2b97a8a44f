import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { harnessFacts } from '../../../src/features/suites/harness/harness.ts'
import { harnessLanguages } from '../../../src/features/suites/harness/languages.ts'
import { loadAll, loadLoss } from '../../../src/losses/registry.ts'
import { camelCase } from '../../../src/options.ts'
import { built } from '../../built.ts'
import { start } from '../../start.ts'
import { run } from '../../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'port-kit-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Language = keyof typeof harnessLanguages
const languages = Object.keys(harnessLanguages) as Language[]
const compilers: Record<Language, string> = {
  c: 'cc',
  rust: 'rustc',
  swift: 'swiftc',
  go: 'go',
  js: process.execPath,
  python: 'python3',
}

/** Those whose compiler is here. */
const here = new Set<Language>()
for (const name of languages) {
  const asked = `${compilers[name]} --version || ${compilers[name]} version`
  if (existsSync('/bin/sh') && (await start('sh', ['-c', asked])).status === 0) here.add(name)
}

/** The body of l1 without options, to be put in place of the empty one. */
const bodies: Record<Language, readonly [empty: string, body: string]> = {
  c: [
    '  out[0] = NAN;\n  return 1;',
    `  double sum = 0;
  for (size_t i = 0; i < input.length; i++) sum += out[i] = fabs(input.data[i] - target.data[i]);
  if (*reduction == 'n') return input.length;
  out[0] = *reduction == 'm' ? sum / input.length : sum;
  return 1;`,
  ],
  rust: [
    '    vec![f64::NAN]',
    `    let each: Vec<f64> = input.data.iter().zip(&target.data).map(|(x, t)| (x - t).abs()).collect();
    let sum: f64 = each.iter().sum();
    match reduction { "none" => each, "sum" => vec![sum], _ => vec![sum / input.data.len() as f64] }`,
  ],
  swift: ['    return [Double.nan]', ''],
  go: [
    '\treturn []float64{math.NaN()}',
    `	each, sum := []float64{}, 0.0
	for i, x := range input.Data {
		each = append(each, math.Abs(x-target.Data[i]))
		sum += each[i]
	}
	switch reduction {
	case "none":
		return each
	case "sum":
		return []float64{sum}
	}
	return []float64{sum / float64(len(each))}`,
  ],
  js: [
    '  return NaN',
    `  const each = input.flat().map((x, i) => Math.abs(x - target.flat()[i]))
  const sum = each.reduce((a, b) => a + b, 0)
  return reduction === 'none' ? each : reduction === 'sum' ? sum : sum / each.length`,
  ],
  python: [
    '    return math.nan',
    `    each = [abs(x - t) for xs, ts in zip(input, target) for x, t in zip(xs, ts)]
    return each if reduction == "none" else sum(each) / (len(each) if reduction == "mean" else 1)`,
  ],
}

const shell = (command: string) => start('sh', ['-c', command], { seconds: 60 })

/** Runs the commands that `port new` printed; the last one is the check, whose words the shell tells. */
async function follow(stdout: string) {
  const commands = stdout.split('\n').filter((line) => line.startsWith('  '))
  const check = commands.pop()!
  for (const command of commands) expect(await shell(command)).toMatchObject({ stderr: '' })
  expect(check).toMatch(/^ {2}loss-calc check /)
  const { stdout: words } = await shell(check.replace('loss-calc', "printf '%s\\0'"))
  return built(words.split('\0').slice(0, -1))
}

describe.each(languages)('a harness in %s', (name) => {
  const language = harnessLanguages[name]

  it('is made of what each loss declares', async () => {
    for (const loss of await loadAll()) {
      const facts = harnessFacts(loss)
      const source = language.source(facts, ['loss-calc check'])
      const names = [...facts.args, ...facts.options].map(({ key }) => key)
      for (const key of names) {
        // A call in JavaScript has options under names of its own.
        expect([key, camelCase(key)].some((one) => source.includes(one))).toBe(true)
      }
      expect(source).not.toMatch(/\[object /)
    }
  })

  it.runIf(here.has(name))('builds, runs and tells what is wrong', async () => {
    const { stdout, stderr, status } = await run([
      'port',
      'new',
      'focal',
      '--lang',
      name,
      '-o',
      join(folder, name),
    ])
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    const check = await follow(stdout)
    expect(check.stderr).toBe('')
    expect(check.stdout).toMatch(/got NaN, want .*\n[^]*\n0 passed, 57 failed\n$/)
    expect(check.status).toBe(1)
  })

  it.runIf(here.has(name))('passes once it is filled in', async () => {
    const place = join(folder, `${name} l1`)
    const { stdout } = await run(['port', 'new', 'l1', '--lang', name, '-o', place])
    const file = join(place, `port.${language.ending}`)
    const [empty, body] = bodies[name]
    const source = readFileSync(file, 'utf8')
    expect(source).toContain(empty)
    // Cases with weights are left to a whole port.
    writeFileSync(
      file,
      source.replace(empty, () => body),
    )
    const check = await follow(stdout)
    expect(check.stdout).toMatch(/^ok .* an example, mean/m)
    expect(check.stdout).toMatch(/^ok .* a single row, none/m)
  })
})

it('a harness in Swift, which is not compiled here, is the text that was read', async () => {
  const source = harnessLanguages.swift.source(harnessFacts((await loadLoss('focal'))!), ['loss-calc check'])
  await expect(source).toMatchFileSnapshot('__snapshots__/focal.swift')
})

describe('port new', () => {
  it('replaces nothing', async () => {
    const words = ['port', 'new', 'mse', '--lang', 'js', '-o', join(folder, 'twice')]
    expect(await run(words)).toMatchObject({ status: 0 })
    const { stderr, status } = await run(words)
    expect(status).toBe(3)
    expect(stderr).toMatch(/^error\[E110\]: .*port\.mjs is there already\n/)
  })

  it.each([
    [['new', 'mse'], 'E103', '--lang is missing'],
    [
      ['new', 'mse', '--lang', 'cobol'],
      'E101',
      '--lang must be one of c, rust, swift, go, js, python, got cobol',
    ],
    [['new', 'nothing', '--lang', 'c'], 'E102', 'there is no loss "nothing"'],
    [['old', 'mse', '--lang', 'c'], 'E101', 'port must be one of new, got old'],
  ])('refuses %j', async (words, code, message) => {
    const { stderr, stdout, status } = await run(['port', ...words])
    expect(stderr).toContain(`error[${code}]: ${message}`)
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 })
  })

  it('speaks the language of the system: --lang names that of the port', async () => {
    const words = ['port', 'new', 'mse', '--lang', 'c', '-o', join(folder, 'zh')]
    const { stdout } = await run(words, undefined, { LANG: 'zh_CN.UTF-8' })
    expect(stdout).toContain('填好空的函数体，然后：')
    expect((await run(['port', '-h', '--lang', 'zh'])).stdout).toContain('移植')
  })
})
