import { describe, expect, test } from 'vitest'
import { LossError, type Place } from '../../src/error.ts'
import { loadPaint } from '../../src/writers/color.ts'
import { noPaint } from '../../src/writers/paint.ts'
import { errorJson, renderError, renderNotice } from '../../src/writers/error.ts'
import { displayWidth } from '../../src/writers/width.ts'

const range = new LossError('E306', 'class index 3 is out of range', {
  at: { file: 'labels.csv', line: 4, column: 8, row: 2, field: 'label', source: '17,cat,3', width: 1 },
  why: 'labels run from 1 to 3\nand 0 never occurs',
  tries: ['subtract 1 from every label', 'loss-calc help E306'],
})

/** The source line and the line of carets of an error there, without their bar. */
function pointed(at: Omit<Place, 'file'>): [string, string] {
  const lines = renderError(
    new LossError('E201', 'what', { at: { file: 'f', line: 1, ...at } }),
    noPaint,
  ).split('\n')
  expect(lines.slice(2, 4).every((line) => line.startsWith('  | '))).toBe(true)
  return [lines[2]!.slice(4), lines[3]!.slice(4)]
}

describe('renderError', () => {
  test('place, line, caret, reason and steps', () => {
    expect(renderError(range, noPaint)).toBe(`error[E306]: class index 3 is out of range
 --> labels.csv:4:8 (row 2, column "label")
  | 17,cat,3
  |        ^
  = labels run from 1 to 3
    and 0 never occurs
  try: subtract 1 from every label
  try: loss-calc help E306
`)
  })

  test('a message alone', () => {
    expect(renderError(new LossError('E103', 'no target'), noPaint)).toBe('error[E103]: no target\n')
  })

  test.each<[Place, string]>([
    [{ file: 'a.npy' }, 'a.npy'],
    [{ file: 'a.npy', row: 3, field: '0' }, 'a.npy (row 3, column 0)'],
    [{ file: 'a.csv', line: 2 }, 'a.csv:2'],
    [{ file: 'a.csv', line: 2, column: 5 }, 'a.csv:2:5'],
  ])('place %j', (at, text) => {
    expect(renderError(new LossError('E201', 'what', { at }), noPaint)).toBe(
      `error[E201]: what\n --> ${text}\n`,
    )
  })

  test('a line without a column has no caret', () => {
    const error = new LossError('E203', 'what', { at: { file: 'f', line: 2, source: '1,2' } })
    expect(renderError(error, noPaint)).toBe('error[E203]: what\n --> f:2\n  | 1,2\n')
  })

  test('carets are as wide as the spot, and stand after the line if something is missing', () => {
    expect(pointed({ source: '1,abc,2', column: 3, width: 3 })).toEqual(['1,abc,2', '  ^^^'])
    expect(pointed({ source: '1,', column: 3, width: 0 })).toEqual(['1,', '  ^'])
    expect(pointed({ source: '', column: 1 })).toEqual(['', '^'])
    expect(pointed({ source: '1', column: 99 })).toEqual(['1', ' ^'])
  })

  test('tabs and wide characters keep the caret right', () => {
    expect(pointed({ source: '1\tx\t2', column: 3 })).toEqual(['1    x    2', '     ^'])
    expect(pointed({ source: '损失,猫', column: 4 })).toEqual(['损失,猫', '     ^^'])
    expect(pointed({ source: '😀,e\u0301,x', column: 7 })).toEqual(['😀,e\u0301,x', '     ^'])
  })

  test('what cannot be seen, or steers a terminal, is spelled out', () => {
    expect(pointed({ source: '1,\x1b[2J\u202e\x9b,2', column: 3, width: 6 })).toEqual([
      '1,\\x1b[2J\\u202e\\x9b,2',
      '  ^^^^^^^^^^^^^^^^^',
    ])
    expect(pointed({ source: '1\u00a0', column: 2 })).toEqual(['1\\xa0', ' ^^^^'])
    expect(pointed({ source: '\ud800,\u{e0041}', column: 1 })).toEqual(['\\ud800,\\u{e0041}', '^^^^^^'])
  })

  test('nothing hostile gets through anywhere', () => {
    const evil = '\x1b]0;x\x07\r\u2028\u200b'
    const at = { file: evil, line: 1, column: 1, row: 0, field: evil, source: evil, width: 9 }
    const text = renderError(
      new LossError('E201', `${evil}\nerror[E700]: fake`, { at, why: evil, tries: [evil] }),
      noPaint,
    )
    const note = renderNotice({ code: 'H1', message: evil, tries: [evil] }, noPaint)
    expect(text + note).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}]/u)
    expect(text).not.toMatch(/^error\[E700/m)
  })

  test('long lines are cut around the spot', () => {
    const cells = Array.from({ length: 100_000 }, (_, i) => String(i % 10)).join(',')
    for (const index of [0, 30, 60, 1000, 199_900, 199_960, 199_998]) {
      const source = `${cells.slice(0, index)}X${cells.slice(index + 1)}`
      const [line, caret] = pointed({ source, column: index + 1 })
      expect(line[caret.indexOf('^')]).toBe('X')
      expect(displayWidth(line)).toBeLessThanOrEqual(82)
      expect(line.startsWith('...')).toBe(index > 40)
      expect(line.endsWith('...')).toBe(index < 199_950)
    }
  })

  test('a long spot is cut itself', () => {
    const [line, caret] = pointed({ source: `1,${'猫'.repeat(5000)},2`, column: 3, width: 5000 })
    expect(line).toBe(`1,${'猫'.repeat(19)}...`)
    expect(caret).toBe(`  ${'^'.repeat(38)}`)
  })

  test('a whole file on one line is not looked through: one of 40 MB a thousand times', () => {
    const source = '1,'.repeat(20_000_000)
    for (let i = 0; i < 1000; i++) pointed({ source, column: 20_000_001 + 2 * i })
  })

  test('colour marks the code, the caret and the steps', async () => {
    const text = renderError(range, await loadPaint(true))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes
    // eslint-disable-next-line no-control-regex -- escapes are the subject
    expect(text.replace(/\x1b\[\d+m/g, '')).toBe(renderError(range, noPaint))
    expect(text).toContain('\x1b[31merror[E306]\x1b')
  })
})

test('notices', () => {
  const message = 'rows sum to 1: softmax twice?\nAs probabilities the loss is 1.0216.'
  expect(renderNotice({ code: 'H103', message, tries: ['loss-calc nll a b'] }, noPaint)).toBe(
    `hint[H103]: rows sum to 1: softmax twice?
  As probabilities the loss is 1.0216.
  try: loss-calc nll a b
`,
  )
  expect(renderNotice({ code: 'W201', message: 'broadcast' }, noPaint)).toBe('warning[W201]: broadcast\n')
})

test('errors as objects', () => {
  expect(errorJson(range)).toEqual({
    code: 'E306',
    message: 'class index 3 is out of range',
    exit: 3,
    at: { file: 'labels.csv', line: 4, column: 8, row: 2, field: 'label', width: 1 },
    why: 'labels run from 1 to 3\nand 0 never occurs',
    tries: ['subtract 1 from every label', 'loss-calc help E306'],
  })
  expect(errorJson(new LossError('E103', 'no target'))).toEqual({
    code: 'E103',
    message: 'no target',
    exit: 2,
  })
})
