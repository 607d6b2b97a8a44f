import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { GateTests } from '../../../src/comparison/gate-tests.ts'
import { randomFrom } from '../../../src/comparison/random.ts'
import { SignFlips } from '../../../src/comparison/sign-flips.ts'
import { parse } from 'junit2json'
import { draws, thorough } from '../../draws.ts'
import { run as runProgram, words as wordsOf } from '../../transcript.ts'

const run = (...argv: string[]) => runProgram(argv)

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-gate-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Two models: the second is worse in class c and in the north, and a little better elsewhere. */
const next = randomFrom(5)
const rows = Array.from({ length: 300 }, (_, i) => {
  const target = i % 3
  const north = i % 2 === 0
  const logits = [next(), next(), next()]
  logits[target]! += 1
  const worse = target === 2 && north ? 0.8 : -0.05
  const other = logits.map((x, c) => (c === target ? x - worse * (0.5 + next()) : x))
  return { target: 'abc'[target]!, region: north ? 'north' : 'south', logits, other }
})
const table = (of: 'logits' | 'other') =>
  `a,b,c,label,region\n${rows.map((row) => `${row[of].join(',')},${row.target},${row.region}\n`).join('')}`
const a = file('a.csv', table('logits'))
const b = file('b.csv', table('other'))
const base = ['compare', 'ce', a, b, '--input-cols', 'a,b,c', '--target-col', 'label']

describe('a sign-flip test', () => {
  it('counts all flips of few differences', () => {
    const flips = new SignFlips(1)
    for (const difference of [1, 2, 3]) flips.add(difference, 1)
    expect(flips.pAbove()).toBe(1 / 8)
    expect(flips.pBelow()).toBe(1)
    // 0, 1, 2 above 1: 0 tells nothing, and of the four flips of the others one reaches 3.
    expect(flips.pAbove(1)).toBe(1 / 4)
    expect(flips.differing()).toBe(3)
  })

  it('agrees with itself: counted, drawn, and by the normal distribution', () => {
    const of = (n: number, shift: number) => {
      const flips = new SignFlips(1)
      const random = randomFrom(2)
      for (let i = 0; i < n; i++) flips.add(random() - 0.5 + shift / Math.sqrt(12 * n), 1)
      return flips.pAbove()
    }
    for (const n of [14, 15, 2000, 2002]) {
      const [low, high] = [of(n, -1.5), of(n, 1.5)]
      expect(low).toBeGreaterThan(0.5)
      expect(high).toBeLessThan(0.5)
    }
    expect(of(2002, 0)).toBeCloseTo(of(2001, 0), 1)
  })

  it.each([100, 2000, 2001, 30_000])('counts all flips where 4 of %i differ', (n) => {
    const flips = new SignFlips(1)
    for (let i = 0; i < n; i++) flips.add(i % (n / 4) < 1 ? 0.5 : 0, i % 3)
    expect(flips.differing()).toBe(4)
    expect([flips.pAbove(), flips.pBelow()]).toEqual([1 / 16, 1])
  })

  it('finds a hundred differences to one side as unlikely as they are, not once in as many flips as it draws', () => {
    const flips = new SignFlips(1)
    for (let i = 0; i < 100; i++) flips.add(1 + (i % 3), 1)
    expect(flips.pAbove()).toBeGreaterThanOrEqual(2 ** -100)
    expect(flips.pAbove()).toBeLessThan(1e-15)
    expect(flips.pBelow()).toBe(1)
  })

  it.each([15, 20, 40, 400])('is no less than the binomial distribution has, of %i equal steps', (n) => {
    for (const up of [n, n - 1, Math.ceil(0.9 * n), Math.ceil(0.7 * n)]) {
      const flips = new SignFlips(1)
      for (let i = 0; i < n; i++) flips.add(i < up ? 1 : -1, 1)
      let [tail, term] = [0, 2 ** -n]
      for (let k = 0; k <= n; term *= (n - k++) / (k || 1)) if (k >= up) tail += term
      // Those that are drawn spread by a hundredth where they are many.
      expect(flips.pAbove()).toBeGreaterThanOrEqual(Math.min(tail, 0.8 * Math.max(tail, 2e-4)))
    }
  })

  it('flips the few that are most of all, also beside many that hardly differ and with a margin', () => {
    const flips = new SignFlips(1)
    for (let i = 0; i < 5000; i++) flips.add(i % 1000 === 0 ? 2 : i % 2 === 0 ? 1e-6 : -1e-6, 1)
    // All five above, and half of the times what the others add, too.
    expect(flips.pAbove()).toBeCloseTo(1 / 64, 2)
    expect(flips.pAbove(1e-5)).toBeGreaterThan(1 / 100)
    expect(flips.differing()).toBe(5000)
  })

  it('says the same of parts in any order, where few are most of all', () => {
    const random = randomFrom(3)
    const rows = Array.from({ length: 5000 }, (_, i) => [
      i % 100 === 0 ? Math.round(20 * random()) - 8 : i % 7 === 0 ? 0 : 0.01 * (random() - 0.4),
      [1, 0.3, 2][i % 3]!,
    ])
    const of = (step: number, parts: number) => {
      const flips = Array.from({ length: parts }, () => new SignFlips(1))
      rows.forEach((_, i) => {
        const [difference, divisor] = rows[(i * step) % rows.length] as [number, number]
        flips[i % parts]!.add(difference, divisor)
      })
      for (const other of flips.slice(1)) flips[0]!.merge(structuredClone(other.plain()))
      return [0, 0.01].map((by) => flips[0]!.pAbove(by)).concat(flips[0]!.pBelow(), flips[0]!.differing())
    }
    const first = of(1, 1)
    for (const [step, parts] of [
      [3, 1],
      [7, 2],
      [1, 4],
      [4999, 3],
    ] as const)
      expect(of(step, parts)).toEqual(first)
  })

  it.each([3, 5, 6, 10, 40])(
    'calls %i equal samples different in at most 5 of 100 runs',
    (n) => {
      const random = randomFrom(n)
      const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
      let verdicts = 0
      for (let r = 0; r < draws(300); r++) {
        const flips = new SignFlips(r)
        for (let i = 0; i < n; i++) flips.add(normal(), 1)
        if (2 * Math.min(flips.pAbove(), flips.pBelow()) <= 0.05) verdicts++
      }
      // 15 are expected, or 1.5 of a tenth; more than 26, or 5, would come once in 300 seeds.
      expect(verdicts).toBeLessThanOrEqual(thorough ? 26 : 5)
      if (n < 6) expect(verdicts).toBe(0)
    },
    60_000,
  )
})

describe('compare --fail-if', () => {
  it('of a number says that it is asked of one model', async () => {
    const { stderr } = await run('compare', 'mse', '[1]', '[2]', '[3]', '--fail-if', 'loss > 2')
    expect(stderr).toMatch(/E101[^]*= a number is asked of one model, without compare\n[^]*--fail-if worse/)
  })

  it('passes where the second model is not shown to be worse, and fails where it is', async () => {
    const good = await run(
      'compare',
      'ce',
      b,
      a,
      '--input-cols',
      'a,b,c',
      '--target-col',
      'label',
      '--fail-if',
      'worse',
    )
    expect([good.status, good.stderr]).toEqual([0, ''])
    expect(good.stdout).toContain('b is not shown to be worse')
    const bad = await run(...base, '--fail-if', 'worse')
    expect(bad.status).toBe(1)
    expect(bad.stderr).toMatch(/^check failed: b is worse \(b - a \+0\.\d+ over 300 samples, p < 0\.001\)\n$/)
    const limit = await run(...base, '--fail-if', 'worse by 5')
    expect(limit.status).toBe(0)
    expect(limit.stdout).toContain('b is not shown to be worse by more than 5')
  })

  it('shuts for six hundred groups, too, each of which is looked at', async () => {
    const groups = (worse: number) =>
      `x,y,g\n${Array.from({ length: 18_000 }, (_, i) => `${next() + worse},0,${i % 600}\n`).join('')}`
    const [some, more] = [file('groups-a.csv', groups(0)), file('groups-b.csv', groups(2))]
    const columns = '--input-cols x --target-col y --group-by g'.split(' ')
    const { status, stderr } = await run(
      'compare',
      'l1',
      some,
      more,
      ...columns,
      '--fail-if',
      'worse in group',
    )
    expect(status).toBe(1)
    expect(stderr.match(/is worse in g = /g)).toHaveLength(600)
  })

  it('looks at each class and group, and corrects for the many looks', async () => {
    const byClass = await run(...base, '--fail-if', 'worse in class')
    expect(byClass.status).toBe(1)
    expect(byClass.stderr).toMatch(
      /^check failed: b is worse in class c \(.*after Holm's correction for 3 looks\)\n$/,
    )
    const byGroup = await run(...base, '--group-by', 'region', '--fail-if', 'worse in group', '--json')
    expect(byGroup.stderr).toContain('b is worse in region = north')
    const { gate } = JSON.parse(byGroup.stdout) as {
      gate: { name: string; p: number; corrected: number; ok: boolean }[]
    }
    expect(gate.map(({ name, ok }) => [name, ok])).toEqual([
      ['region = north', false],
      ['region = south', true],
    ])
    expect(gate[0]!.corrected).toBe(2 * gate[0]!.p)
  })

  it('gives no verdict that so few samples cannot carry', async () => {
    const { status, stdout } = await run('compare', 'mse', '[1,1,1,1,1]', '[2,2,2,2,2]', '[0,0,0,0,0]')
    expect(status).toBe(0)
    expect(stdout).toContain('no verdict, since too few samples differ (5, and 6 must)')
    const six = await run('compare', 'mse', '[1,1,1,1,1,1]', '[2,2,2,2,2,2]', '[0,0,0,0,0,0]')
    expect(six.stdout).toContain('a is better')
  })

  it('judges nothing that is NaN', async () => {
    const { status, stdout, stderr } = await run(
      'compare',
      'mse',
      '[1,1]',
      '[2,"NaN"]',
      '[0,0]',
      '--fail-if',
      'worse',
    )
    expect(status).toBe(1)
    expect(stdout).toContain(
      'no verdict: the loss of 1 sample is NaN or infinite: of 2 samples 0 better, 1 worse, 0 equal',
    )
    expect(stderr).toContain('warning[W409]')
    expect(stderr).toContain('check failed: b cannot be judged: the loss of 1 sample is NaN or infinite')
  })

  it.each([
    [
      'the same samples',
      '[[0,1],[1,0]]',
      '[[0,1],[1,0]]',
      0,
      /b - a {2}0\.0000 .*\n.*0 better, 0 worse, (2|3,000) equal/,
    ],
    ['b alone', '[[0.5,0.5],[0.5,0.5]]', '[[0,1],[1,0]]', 1, /b - a {2}\+Infinity\na is better:/],
    ['a alone', '[[0,1],[1,0]]', '[[0.5,0.5],[0.5,0.5]]', 0, /b - a {2}-Infinity\nb is better:/],
    [
      'both',
      '[[0,1],[1,0]]',
      '[[1,0],[0,1]]',
      1,
      /b - a {2}NaN\nno verdict: the loss of (2|3,000) samples is/,
    ],
  ])('judges infinite losses of %s, of few and of many', async (_of, a, b, status, says) => {
    const many = (rows: string) => JSON.stringify(Array(1500).fill(JSON.parse(rows)).flat())
    for (const [one, other, targets] of [
      [a, b, '[0,0]'],
      [many(a), many(b), JSON.stringify(Array(3000).fill(0))],
    ] as const) {
      const found = await run('compare', 'ce', one, other, targets, '--from', 'probs', '--fail-if', 'worse')
      expect([found.status, found.stdout]).toEqual([status, expect.stringMatching(says)])
      expect(found.stderr).toContain('--eps 1e-7')
    }
  })

  it('writes Markdown, JUnit, annotations and the summary of a job', async () => {
    const [junit, summary] = [join(folder, 'junit.xml'), file('summary.md', '# Before\n')]
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
    const words = [...base, '--fail-if', 'worse in class', '--junit', junit, '-f', 'markdown']
    const { status, stdout, stderr } = await runProgram(words, undefined, env)
    expect(status).toBe(1)
    expect(stdout).toMatch(/^### ❌ ce: a is better\n\n\|/)
    expect(stderr).toMatch(/^::error title=loss-calc compare::b is worse in class c \(/m)
    expect(readFileSync(summary, 'utf8')).toBe(`# Before\n${stdout}`)
    const suites = (await parse(readFileSync(junit, 'utf8'))) as { tests: number; failures: number }
    expect([suites.tests, suites.failures]).toEqual([3, 1])
    await run(...words, '--lang', 'zh')
    expect(readFileSync(junit, 'utf8')).toContain('message="b 在类别“c”中更差（')
  })

  it.each(['en', 'zh'])(
    'tells in one line, and waits for nobody, where there is no summary: %s',
    async (lang) => {
      const pipe = join(folder, `pipe-${lang}`)
      execFileSync('mkfifo', [pipe])
      const words = [...base, '--fail-if', 'worse in class', '--lang', lang]
      for (const path of [pipe, join(folder, 'no/\x1b[31m\r::error::x')]) {
        const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: path }
        const { status, stderr } = await runProgram(words, undefined, env)
        expect(status).toBe(1)
        expect(stderr).toMatch(
          lang === 'en' ? /^cannot write GITHUB_STEP_SUMMARY /m : /^无法写入 GITHUB_STEP_SUMMARY /m,
        )
        expect(stderr).toMatch(/^[\n\P{C}]+$/u)
      }
    },
  )

  it.each([
    [['--fail-if', 'better'], "--fail-if must be like 'worse by 0.01 in class', got better"],
    [['--fail-if', 'worse by x'], 'got worse by x'],
    [['--fail-if', 'worse in group'], 'needs groups: --group-by'],
    [['--junit', 'x.xml'], '--junit has a test case for each --fail-if'],
    [[b, '--target', 'own', '--fail-if', 'worse'], '--fail-if compares two models, and there are 3'],
  ])('refuses %j', async (words, says) => {
    const [command, loss, ...rest] = base
    const { status, stdout, stderr } = await run(
      command!,
      loss!,
      ...words.slice(0, words[0] === b ? 1 : 0),
      ...rest,
      ...words.slice(words[0] === b ? 1 : 0),
    )
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(says)
  })
})

it.each([
  [`compare mse [1,2] [2,4] [1,2] --fail-if 'worse in class'`, 'finds no class to judge'],
  [
    `compare ce [[1,2]] [[2,4]] [[0.5,0.5]] --fail-if worse --fail-if 'worse in class'`,
    'finds no class to judge',
  ],
  ['compare ce [[1,2]] [[2,4]] [-100] --fail-if worse', 'finds no sample to judge'],
])('%s looks at nothing, and would pass in every format', async (line, why) => {
  for (const format of ['', '--json', '-q', '-f markdown']) {
    const { status, stdout, stderr } = await runProgram(wordsOf(`${line} ${format}`))
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(why)
  }
})

describe('the action', () => {
  it('gives its words to the program as a shell would, and runs none of them', () => {
    const [, script] = readFileSync('action.yml', 'utf8').split(/^ {6}run: \|\n/m)
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'npx'), '#!/bin/sh\nprintf "<%s>" "$@"\n', { mode: 0o755 })
    const go = (WORDS: string, COMMENT = '') =>
      execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script!], {
        encoding: 'utf8',
        env: { PATH: `${bin}:${process.env.PATH}`, WORDS, COMMENT, VERSION: '1' },
      })
    expect(go("compare ce a.csv $(touch x) --fail-if 'worse by 0.01'")).toBe(
      '<--yes><loss-calc@1><compare><ce><a.csv><$(touch><x)><--fail-if><worse by 0.01>',
    )
    const comment = join(folder, 'comment.md')
    go('mse a b', comment)
    expect(readFileSync(comment, 'utf8')).toBe('<--yes><loss-calc@1><--format><markdown><mse><a><b>')

    // It ends as the program does.
    writeFileSync(join(bin, 'npx'), '#!/bin/sh\nexit 3\n')
    for (const file of ['', comment]) {
      expect(() => go('mse a b', file)).toThrow(expect.objectContaining({ status: 3 }))
      expect(() => go("mse 'a b", file)).toThrow(expect.objectContaining({ status: 2 }))
    }
  })
})

it('Markdown of a comparison and of a series is in the language of the reader', async () => {
  for (const argv of [
    [...base, '--group-by', 'region', '--fail-if', 'worse in class'],
    ['trend', 'ce', a, b, '--input-cols', 'a,b,c', '--target-col', 'label'],
  ]) {
    const { stdout } = await run(...argv, '--format', 'markdown', '--lang', 'zh')
    const ours = stdout
      .replaceAll(folder, '')
      .replaceAll(/`[^`]*`|<[^>]*>|\b[ab]\.csv(?:\\\[[^\]]*\])?|\bregion\b|\b(?:north|south)\b/g, '')
    expect(ours).toMatch(/均值/)
    // Names of losses, models, classes and chances are what is left of Latin letters.
    expect(
      [...ours.matchAll(/[A-Za-z]{3,}/g)].map(([word]) => word).filter((word) => word !== 'Holm'),
    ).toEqual([])
  }
})

it('a gate keeps little of a group', () => {
  const tests = new GateTests('mean', 1, [{ asked: 'worse in group', by: 0, over: 'group' }])
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 1000; i++) tests.add('group', String(i % 500), i, 0.1, i < 500 ? 0.2 : 0.4, 1)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6)
  const found = tests.found((_over, name) => name)
  expect(found).toHaveLength(500)
  expect(found[7]).toMatchObject({ name: '7', samples: 2, unknown: 0, p: 1 / 4, difference: 0.2 })
})
