import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse as parseJunit } from 'junit2json'
import { Parser } from 'tap-parser'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/features/suites/outcome.ts'
import { english, loadSay } from '../../../src/locale/locale.ts'
import { noPaint } from '../../../src/writers/paint.ts'
import { type ReporterName, reporters } from '../../../src/features/suites/reporters.ts'
import { schemas } from '../../schemas.ts'

const nasty = `a <b> & "c" 'd', # e: 100% \\ \u001b[31m\n::error::\ufffe]]>`
const outcomes: readonly Outcome[] = [
  {
    suite: 'a.json',
    line: 3,
    name: 'fine, mean',
    reduction: 'mean',
    ok: true,
    error: 1.1e-16,
    failures: [],
    causes: [],
    seconds: 0.25,
  },
  {
    suite: 'b: c,d.json',
    line: 7,
    name: nasty,
    reduction: 'sum',
    ok: false,
    failures: ['got 1, want 2', nasty],
    causes: [{ name: 'the sum', why: nasty, command: "loss-calc mse '[1]' '[2]' --reduction sum" }],
    seconds: 1.5,
  },
  {
    suite: 'b: c,d.json',
    line: 9,
    name: 'no number',
    reduction: 'none',
    ok: false,
    failures: [],
    causes: [],
    seconds: 0,
  },
]
const report = (name: ReporterName, given = outcomes, quiet = false, say = english) =>
  reporters[name](given, { paint: noPaint, quiet, say })

describe('junit', () => {
  it('is read by a consumer, with every character', async () => {
    const parsed = (await parseJunit(report('junit'))) as unknown as {
      testsuite: { name: string; tests: number; failures: number; testcase: Record<string, unknown>[] }[]
      tests: number
      failures: number
      time: number
    }
    expect(parsed).toMatchObject({ tests: 3, failures: 2, time: 1.75 })
    expect(parsed.testsuite.map(({ name, tests, failures }) => [name, tests, failures])).toEqual([
      ['a.json', 1, 0],
      ['b: c,d.json', 2, 2],
    ])
    const [bad] = parsed.testsuite[1]!.testcase
    expect(bad!.name).toBe(`a <b> & "c" 'd', # e: 100% \\ \\x1b[31m\\n::error::?]]>`)
    expect(bad).toMatchObject({ classname: 'b: c,d.json', time: 1.5 })
    expect(JSON.stringify(bad!.failure)).toContain(String.raw`\nlooks like: the sum\n`)
  })

  it('speaks Chinese, as annotations do', async () => {
    const given = [{ ...outcomes[2]!, failures: ['exit status 1'] }]
    const say = await loadSay('zh')
    expect(report('junit', given, false, say)).toContain(
      '<failure type="mismatch" message="退出码 1">退出码 1<',
    )
    const causes = [{ name: 'weight ignored, and the mean instead of the sum', why: '', command: '' }]
    expect(report('junit', [{ ...given[0]!, causes }], false, say)).toContain(
      '退出码 1\n看起来是：忽略了 weight，并且均值，而不是总和<',
    )
    expect(report('github', given, false, say)).toMatch(/::退出码 1\n0 个通过，1 个失败\n$/)
  })

  it('is well-formed without a case', async () => {
    expect(await parseJunit(report('junit', []))).toMatchObject({ tests: 0 })
  })
})

describe('tap', () => {
  it('is read by a consumer', () => {
    const results = Parser.parse(report('tap'), { strict: true })
    const kinds = results.map(([kind]) => kind)
    expect(kinds).not.toContain('extra')
    const asserts = results.flatMap((result) => (result[0] === 'assert' ? [result[1]] : []))
    expect(asserts.map(({ ok, id }) => [ok, id])).toEqual([
      [true, 1],
      [false, 2],
      [false, 3],
    ])
    expect(asserts[1]!.name).toContain(`"c" 'd', # e: 100%`)
    expect(asserts[1]!.diag).toMatchObject({ at: { file: 'b: c,d.json', line: 7 } })
    const complete = results.find(([kind]) => kind === 'complete')![1] as {
      count: number
      failures: unknown[]
    }
    expect(complete).toMatchObject({ count: 3, fail: 2, ok: false })
  })

  it('has a plan without a case', () => expect(report('tap', [])).toBe('TAP version 14\n1..0\n'))
})

it('github annotates the line of each failure, in one line', () => {
  const lines = report('github').split('\n')
  expect(lines.length).toBe(4)
  expect(lines[0]).toMatch(/^::error file=b%3A c%2Cd\.json,line=7,title=a <b> & "c" 'd'%2C # e%3A 100%25 /)
  expect(lines[0]).toContain('::got 1, want 2%0Aa <b>')
  expect(lines[2]).toBe('1 passed, 2 failed')
})

it('json is of its schema', () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true })
  const isCheck = ajv.compile(schemas.check)
  for (const given of [outcomes, []]) {
    isCheck(JSON.parse(report('json', given)))
    expect(isCheck.errors).toBeNull()
  }
  expect(JSON.parse(report('json')).cases[1]).not.toHaveProperty('seconds')
})

it('pretty lets nothing through that steers a terminal', () => {
  expect(report('pretty')).not.toMatch(/[^\n -~\ufffe]/)
  expect(report('pretty', outcomes, true)).not.toContain('fine')
})

it('pretty says once why all cases fail', () => {
  const why = "exit status 1; its standard error says: Error: Cannot find module 'a.js'"
  const given = [1, 2, 3].map((line) => ({ ...outcomes[2]!, line, failures: [why] }))
  expect(report('pretty', given)).toBe(`FAIL all 3 cases, as here:\n     ${why}\n0 passed, 3 failed\n`)
  expect(JSON.parse(report('json', given)).cases.length).toBe(3)
  const nan = given.map((one, i) => ({ ...one, failures: [`got NaN, want ${i}`], nothing: true }))
  expect(report('pretty', nan)).toMatch(
    /^FAIL all 3 cases, as here:\n {5}got NaN, want 0\nevery answer is NaN: .*\n0 passed, 3 failed\n$/,
  )
  expect(report('pretty', [outcomes[0]!, ...given]).split(why).length).toBe(4)
})
