import { ownAnswer } from '../../../src/features/suites/own-answer.ts'
import { suiteIn } from '../../../src/features/suites/in-dtype.ts'
import { record } from '../../../src/features/suites/record.ts'
import { runSuite } from '../../../src/features/suites/run-suite.ts'
import { type SuiteCase, suiteOf, suiteSchemaName } from '../../../src/features/suites/suite.ts'
import { parseDocument } from '../../../src/readers/json/document-file.ts'
import { loadLoss } from '../../../src/losses/registry.ts'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { schemas } from '../../schemas.ts'
import { goldenCases } from '../../golden.ts'
import { start } from '../../start.ts'
import { run } from '../../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-suites-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true })
const isSuite = ajv.compile(schemas.suite)
const shipped = readdirSync('fixtures/suites').map((name) => `fixtures/suites/${name}`)

describe('the suites of the package', () => {
  it('are in step with the golden cases', async () => {
    const found = await start(process.execPath, ['scripts/make-suites.mjs', '--check'])
    expect(found).toMatchObject({ status: 0, stderr: '' })
  })

  it('hold all of them, with their gradients', () => {
    const names = ['blog', 'bce', 'bce-logits', 'ce', 'nll', 'mse', 'focal', 'focal-softmax']
    expect(shipped.map((path) => path.slice(16, -5)).toSorted()).toEqual([...names, 'issues'].toSorted())
    for (const name of names) {
      const { cases } = JSON.parse(readFileSync(`fixtures/suites/${name}.json`, 'utf8'))
      expect(cases.length).toBe(goldenCases(name).length)
      expect(cases.filter((one: { expect: object }) => 'grad' in one.expect).length).toBeGreaterThan(
        cases.length / 2,
      )
    }
  })

  it.each(shipped)('%s passes, and is of the schema', async (path) => {
    const { stdout, stderr, status } = await run(['check', path, '-q'])
    expect({ stdout: stdout.replace(/\d+/, 'n'), stderr, status }).toEqual({
      stdout: 'n passed, 0 failed\n',
      stderr: '',
      status: 0,
    })
    isSuite(JSON.parse(readFileSync(path, 'utf8')))
    expect(isSuite.errors).toBeNull()
  })

  it('are left alone, byte for byte, where this program gives the same bits', async () => {
    const path = join(folder, 'nll.json')
    writeFileSync(path, readFileSync('fixtures/suites/nll.json'))
    expect(await run(['check', path, '--write'])).toMatchObject({ status: 0, stdout: `${path}: unchanged\n` })
    expect(readFileSync(path, 'utf8')).toBe(readFileSync('fixtures/suites/nll.json', 'utf8'))
  })
})

describe('a suite in bfloat16', () => {
  const narrowed = async (one: object) => {
    const document = parseDocument(
      's.json',
      Buffer.from(JSON.stringify({ schema: suiteSchemaName, cases: [one] })),
    )
    const noFiles = { resolve: (path: string) => path, read: () => Promise.reject(new Error('no file')) }
    const { cases } = await suiteIn(
      'bfloat16',
      await suiteOf(document, { given: {}, empty: false, files: noFiles }),
      4,
      {},
    )
    return cases[0]!
  }

  it('rounds whole numbers that are no indices', async () => {
    const { problem, expected } = await narrowed({
      ...{ name: 'counts', loss: 'mse', input: [250], target: [257] },
      expect: { mean: 49 },
    })
    expect(problem.args.target!.data).toEqual(Float64Array.of(256))
    expect(expected.get('mean')!.data).toEqual(Float64Array.of(36))
  })

  it('leaves indices', async () => {
    const { problem } = await narrowed({
      ...{ name: 'classes', loss: 'ce', input: [Array.from({ length: 300 }, (_, i) => i / 100)] },
      ...{ target: [257], expect: { mean: 1 } },
    })
    expect(problem.args.target!.data).toEqual(Float64Array.of(257))
    expect(problem.args.input!.data[1]).toBe(0.010009765625)
  })
})

const seed = { name: 'one', loss: 'mse', input: [1, 2], target: [0, 0], expect: { mean: 2.5 } }
const suite = (...cases: object[]) => JSON.stringify({ schema: suiteSchemaName, cases }, null, 2)

async function check(text: string, ...flags: string[]) {
  const path = join(folder, 'suite.json')
  writeFileSync(path, text)
  return { ...(await run(['check', path, ...flags])), after: readFileSync(path, 'utf8') }
}

describe('a suite that is none', () => {
  it.each([
    ['not JSON', '{"schema": }', 'E204', ':1:12'],
    ['no object', '[1]', 'E204', ':1:1'],
    ['another schema', '{"schema": "loss-calc/suite@2", "cases": []}', 'E204', ':1:12'],
    ['no cases', `{"schema": "${suiteSchemaName}"}`, 'E204', 'no list of "cases"'],
    ['an empty list of cases', suite(), 'E205', 'no case to check'],
    ['a case that is none', `{"schema": "${suiteSchemaName}",\n"cases": [3]}`, 'E204', ':2:11'],
    ['no name', suite({ ...seed, name: undefined }), 'E204', 'a case needs a "name"'],
    [
      'no loss',
      suite(seed, { ...seed, name: 'two', loss: 'hinge' }),
      'E204',
      'case "two" has no known "loss"',
    ],
    ['no target', suite({ ...seed, target: undefined }), 'E204', 'case "one" has no "target"'],
    ['an unknown key', suite({ ...seed, targets: [] }), 'E204', 'unknown key "targets"'],
    ['a key twice', suite(seed).replace('"loss"', '"name": "two",\n"loss"'), 'E204', 'the key "name" twice'],
    ['lists without end', '['.repeat(200_000), 'E204', 'suite.json'],
    ['an unknown reduction', suite({ ...seed, expect: { men: 1 } }), 'E204', 'unknown key "men"'],
    ['nothing expected', suite({ ...seed, expect: {} }), 'E204', 'case "one" expects nothing'],
    ['a list as mean', suite({ ...seed, expect: { mean: [1] } }), 'E204', 'must be one number'],
    ['an unknown parameter', suite({ ...seed, params: { gamma: 2 } }), 'E105', 'unknown parameter "gamma"'],
    [
      'a reduction as parameter',
      suite({ ...seed, params: { reduction: 'sum' } }),
      'E105',
      'keys of "expect"',
    ],
    [
      'a text as parameter',
      suite({ ...seed, loss: 'focal', params: { gamma: 'x' } }),
      'E201',
      'not a number',
    ],
    ['a gamma below 0', suite({ ...seed, loss: 'focal', params: { gamma: -1 } }), 'E101', '--gamma'],
    ['an unknown mode', suite({ ...seed, loss: 'focal', mode: 'tanh' }), 'E204', 'unknown "mode"'],
    ['ragged input', suite({ ...seed, input: [[1], [1, 2]] }), 'E203', 'ragged'],
    ['a file that is not there', suite({ ...seed, input: 'none.csv' }), 'E200', 'case "one"'],
    ['a bad tolerance', suite({ ...seed, rtol: -1 }), 'E204', '"rtol" must be'],
    [
      'a tolerance without an end',
      suite({ ...seed, rtol: 1 }).replace(/("rtol": ?)1/, '$11e400'),
      'E204',
      '"rtol" must be a finite',
    ],
    ['shapes that do not fit', suite({ ...seed, loss: 'bce', input: [0.5] }), 'E310', 'case "one"'],
  ])('%s is refused', async (_, text, code, part) => {
    const { stdout, stderr, status } = await check(text)
    expect({ stdout, code: stderr.slice(6, 10) }).toEqual({ stdout: '', code })
    expect(stderr).toContain(part)
    expect(stderr).toContain('suite.json')
    expect(status).toBeGreaterThanOrEqual(2)
  })

  it('is refused by the schema too', () => {
    const refused = [
      { ...seed, targets: [] },
      { ...seed, expect: { mean: [1] } },
      { ...seed, rtol: -1 },
    ]
    for (const one of refused) expect(isSuite(JSON.parse(suite(one)))).toBe(false)
    expect(isSuite(JSON.parse(suite(seed)))).toBe(true)
  })
})

describe('a case', () => {
  it('may name files beside the suite, and both spellings of parameters', async () => {
    writeFileSync(join(folder, 'x.csv'), '1,2\n3,4\n')
    const one = {
      ...seed,
      loss: 'bce-logits',
      input: 'x.csv',
      target: [
        [1, 0],
        [0, 1],
      ],
      expect: { sum: 0 },
    }
    const both = ['pos_weight', 'posWeight'].map((name) => ({
      ...one,
      params: { [name]: [1, 3], weight: null },
    }))
    const { after } = await check(suite(...both), '--write')
    const [left, right] = JSON.parse(after).cases
    expect(left.expect).toEqual(right.expect)
    expect(left.expect.sum).toBeGreaterThan(5)
  })

  it('may expect NaN and Infinity by name', async () => {
    const nothing = { name: 'empty', loss: 'mse', input: [], target: [], expect: { mean: 'NaN', none: [] } }
    const far = { ...seed, input: ['Infinity', 0], expect: { sum: 'Infinity', none: ['Infinity', 0] } }
    expect(await check(suite(nothing, far))).toMatchObject({ status: 0 })
    expect(await check(suite({ ...seed, expect: { mean: 'NaN' } }))).toMatchObject({ status: 1 })
  })

  it('keeps to its own tolerance, then the suite, then the flags before both', async () => {
    const off = { ...seed, expect: { mean: 2.501 } }
    expect(await check(suite(off))).toMatchObject({ status: 1 })
    expect(await check(suite({ ...off, rtol: 0.001 }))).toMatchObject({ status: 0 })
    expect(await check(suite({ ...off, rtol: 0.001 }), '--rtol', '0')).toMatchObject({ status: 1 })
    expect(await check(suite(off), '--atol', '0.01')).toMatchObject({ status: 0 })
  })

  it('says which convention made an expectation that is not met', async () => {
    const { stdout, status } = await check(suite({ ...seed, expect: { mean: 5, grad: [2, 4] } }))
    expect(status).toBe(1)
    expect(stdout).toContain('got 2.5, want 5 (off by 2.5')
    expect(stdout).toContain('the expected number comes from elsewhere: the sum instead of the mean')
    expect(stdout).toMatch(/the same number:\n +loss-calc mse/)
    expect(stdout).toContain('gradient [1]: got 2, want 4')
  })
})

describe('recording', () => {
  it('fills in what is missing and touches nothing else', async () => {
    const text = `{
  "schema": "${suiteSchemaName}",
  "cases": [
    {"name": "in a line", "loss": "mse",   "input": [[1], [2]], "target": [[0], [0]]},
    {
      "name": "on lines",
      "loss": "mse",
      "input": [1, 2], "target": [0, 0],
      "expect": {"none": [1,   4], "mean": 9, "grad": "NaN"},
      "rtol": 1e-3
    }
  ]
}`
    const { after, stdout } = await check(text, '--write')
    expect(stdout).toMatch(/wrote 2 cases\n$/)
    expect(after).toBe(
      text
        .replace('[[0], [0]]}', '[[0], [0]], "expect": {"mean": 2.5, "sum": 5, "none": [[1], [4]]}}')
        .replace('"mean": 9, "grad": "NaN"', '"mean": 2.5, "grad": [1, 2]'),
    )
    expect(await check(after)).toMatchObject({ status: 0 })
    expect((await check(after, '--write')).stdout).toMatch(/: unchanged\n$/)
  })

  it('leaves all suites alone where one cannot be computed', async () => {
    const good = join(folder, 'good.json')
    const text = suite({ ...seed, expect: {} })
    writeFileSync(good, text)
    writeFileSync(join(folder, 'bad.json'), suite({ ...seed, input: [1], loss: 'bce' }))
    expect(await run(['check', good, join(folder, 'bad.json'), '--write'])).toMatchObject({
      status: 3,
      stdout: '',
    })
    expect(readFileSync(good, 'utf8')).toBe(text)
  })
})

describe('the command line', () => {
  it('takes a folder for its .json files', async () => {
    const { stdout } = await run(['check', 'fixtures/suites', '--reporter', 'json'])
    const { cases } = JSON.parse(stdout)
    expect(new Set(cases.map((one: { suite: string }) => one.suite)).size).toBe(shipped.length)
  })

  it.each([
    [['--reporter', 'xml'], 2],
    [['--timeout', '0', '--impl', 'cat'], 2],
    [['--timeout', 'x', '--impl', 'cat'], 2],
    [['--impl', ''], 2],
    [['--impl', "cat 'x"], 2],
    [['--impl', 'no-such-program-here'], 2],
    [['--impl-stream'], 2],
    [['--impl', 'cat', '--write'], 2],
    [['--rtol', '-1'], 2],
    [['no/such/suite.json'], 3],
  ])('refuses %j', async (flags, status) => {
    const outcome = await run(['check', 'fixtures/suites/blog.json', ...flags])
    expect(outcome).toMatchObject({ stdout: '', status })
    expect(outcome.stderr).toMatch(/^error\[E/)
  })
})

it('a case may have more numbers than a function takes arguments', async () => {
  const long = { data: new Float64Array(200_000), shape: [200_000] }
  const problem = { loss: (await loadLoss('l1'))!, options: {}, args: { input: long, target: long } }
  const one = { problem, name: 'long', expected: new Map([['none', long]] as const), line: 1 }
  const cases = [{ ...one, tolerance: { rtol: 0, atol: 0 }, node: undefined as never }]
  const document = {
    file: 'long.json',
    bytes: new Uint8Array(0),
    body: undefined as never,
    valueAt: () => undefined as never,
    place: () => ({ file: '' }),
  }
  const [found] = await runSuite({ document, cases }, { answer: ownAnswer, jobs: 1 })
  expect(found).toMatchObject({ ok: true, error: 0 })
})

it('cases know their lines, and no line is counted from the start for each: 40,000 took minutes', async () => {
  const one = '{"name": "a", "loss": "mse", "input": [1], "target": [2], "expect": {"mean": 1}}'
  const text = `{"schema": "loss-calc/suite@1",\n"cases": [${one},\n\n${one}, ${one},\n${one}]}`
  const place = () => {
    throw new Error('looked for from the start')
  }
  const files = { resolve: (path: string) => path, read: place }
  const document = { ...parseDocument('s.json', Buffer.from(text)), place }
  const { cases } = await suiteOf(document, { given: {}, empty: false, files })
  expect(cases.map(({ line }) => line)).toEqual([2, 4, 4, 5])
})

it('numbers are written into the text of a suite that is looked at once, not once for each case', async () => {
  const one = '{"name": "a", "loss": "mse", "input": [1], "target": [2]}'
  const text = `{"schema": "loss-calc/suite@1", "cases": [${one},\n ${one}, ${one}]}`
  const read = () => Promise.reject(new Error('no file'))
  const files = { resolve: (path: string) => path, read }
  const suite = await suiteOf(parseDocument('s.json', Buffer.from(text)), { given: {}, empty: true, files })
  let looks = 0
  const document = {
    ...suite.document,
    get bytes() {
      looks++
      return suite.document.bytes
    },
  }
  const { text: written } = await record({ ...suite, document })
  const all = ', "expect": {"mean": 1, "sum": 1, "none": [1]}}'
  expect(Buffer.from(written).toString()).toBe(text.replaceAll('[2]}', `[2]${all}`))
  expect(looks).toBe(1)
})

it('the values of a case are not kept, and a place in it is found all the same', async () => {
  const text = `{"schema": "loss-calc/suite@1", "cases": [{"name": "a", "loss": "bce",
    "input": [[0.5, 0.25], [0.5,\n 7]], "target": [[1, 0], [0, 1]], "expect": {"mean": 1}}]}`
  const files = { resolve: (path: string) => path, read: () => Promise.reject(new Error('no file')) }
  const document = parseDocument('s.json', Buffer.from(text))
  const { cases } = await suiteOf(document, { given: {}, empty: false, files })
  const [{ node, problem }] = cases as [SuiteCase]
  expect(node.members).not.toBe(node.members)
  expect(node.members).toEqual(node.members)
  expect([2, 3].map((at) => problem.args.input!.place!(at))).toMatchObject([
    { line: 2, column: 29 },
    { line: 3, column: 2 },
  ])
})
