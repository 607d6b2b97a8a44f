import { describe, expect, it } from 'vitest'
import { displayWidth } from '../src/writers/width.ts'
import { words } from './transcript.ts'
import { printed } from './printed.ts'

/** The results that a command prints to a terminal of so many columns, or to a pipe. */
async function shown(line: string, columns?: number): Promise<string> {
  return (await printed(words(line), columns)).stdout
}

const preds = "fixtures/files/preds.csv --input-cols 'p_*' --target-col label --from probs --id image"
const results = [
  `ce ${preds}`,
  `ce ${preds} --top 2 --per-class --group-by split --quantiles 0.5 --metrics acc,brier`,
  `ce ${preds} --explain`,
  'ce fixtures/real/digits/logits.csv fixtures/real/digits/target.csv --explain 3',
  'ce fixtures/real/digits/logits.csv fixtures/real/digits/target.csv --grad --rows 2',
  'bce-logits fixtures/blog/logits.csv fixtures/blog/target.csv --explain',
  'focal fixtures/blog/logits.csv fixtures/blog/target.csv',
  'gaussian-nll [0.5,1.2] [2,1] [1,0.5] --full',
  `compare ce fixtures/files/preds.csv fixtures/files/model-b.csv ${preds.slice(preds.indexOf(' '))}`,
  "identify '[[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]' '[2, 1]' --weight 2,4,6 --value 5.2992",
  'inspect fixtures/files/preds.csv',
  'sweep focal fixtures/blog/logits.csv fixtures/blog/target.csv --gamma 0,0.5,1,2,5 --alpha 0.25,0.75',
  'plot focal --gamma 0,2,5',
  'plot mse fixtures/blog/logits.csv fixtures/blog/target.csv --over x',
  `ce ${preds} --hist log --confusions --calibration`,
  "trend ce 'fixtures/epochs/*.csv' --target-col label",
]

describe.each([60, 80, 100, 140])('results in %d columns', (columns) => {
  it.each(results)('of %s fit, in both languages', async (line) => {
    for (const language of ['en', 'zh']) {
      const text = await shown(`${line} --lang ${language}`, columns)
      expect(text.length).toBeGreaterThan(0)
      for (const one of text.split('\n')) {
        // Commands are pasted as one line.
        if (/loss-calc/.test(one)) continue
        expect(displayWidth(one), one).toBeLessThanOrEqual(columns)
      }
    }
  })
})

it.each([40, 60, 70, 80, 100])('bars are as long as their counts in %d columns', async (columns) => {
  const digits = 'ce fixtures/real/digits/logits.csv fixtures/real/digits/target.csv --rows 1'
  for (const more of ['--hist 7', '--hist log']) {
    const text = await shown(`${digits} ${more}`, columns)
    const lines = text.split('\n').filter((line) => /[█-▏]$/.test(line))
    if (columns > 40) expect(lines.length).toBeGreaterThan(3)
    const lengths = lines.map((line) => {
      const [, blocks = '', rest = ''] = /(█*)([▉-▏]?)$/.exec(line)!
      return blocks.length + (rest === '' ? 0 : (0x2590 - rest.charCodeAt(0)) / 8)
    })
    // The third column: from, below, count.
    const counts = lines.map((line) => Number(line.trim().split(/ +/)[2]!.replaceAll(',', '')))
    const most = Math.max(...lengths)
    for (const [i, count] of counts.entries()) {
      expect(Math.abs(lengths[i]! - (most * count) / Math.max(...counts))).toBeLessThan(0.2)
    }
  }
})

it('an explanation says every formula and meaning at 80 columns', async () => {
  for (const line of [
    'bce-logits fixtures/blog/logits.csv fixtures/blog/target.csv --explain 0',
    'gaussian-nll [0.5,1.2] [2,1] [1,0.5] --full --explain 0',
    `ce ${preds} --explain 1`,
  ]) {
    const text = await shown(line, 80)
    expect(text).not.toContain('…')
    const flat = (one: string) => one.replaceAll(/\s/g, '')
    for (const part of (await shown(line)).split(/\n| {2,}/)) {
      // Titles and equations are the same elsewhere.
      if (/[a-z]/.test(part) && !part.includes(' = ')) {
        for (const word of part.split(' ')) expect(flat(text), line).toContain(word)
      }
    }
  }
})

it('a line that is too long keeps what fits together, and a command its options with their values', async () => {
  const models = `fixtures/files/preds.csv fixtures/files/model-b.csv ${preds.slice(preds.indexOf(' '))}`
  const compared = await shown(`compare ce ${models}`, 80)
  expect(compared).toContain(
    'a  mean 0.8189   = sum 3.2754 / 4 samples\n    fixtures/files/preds.csv[p_cat, p_dog]\n',
  )
  expect(await shown('--help', 80)).toContain(
    "--input-cols 'p_*' \\\n    --target-col label --from probs -q\n",
  )
  const lines = (await shown('bce [0.9] [1] --explain', 80)).split('\n')
  expect(lines.slice(1, 3)).toEqual([
    'loss = -(t lnX + (1 - t) lnNotX);',
    '  lnX = max(ln(x), -100), lnNotX = max(ln(1 - x), -100)',
  ])
})

it('words beside formulas are no column of single words', async () => {
  const text = await shown("focal '[2.2, -1.4]' '[1, 0]' --explain", 80)
  for (const language of ['en', 'zh']) {
    const text = await shown(`focal '[2.2, -1.4]' '[1, 0]' --explain --lang ${language}`, 80)
    expect(text).not.toMatch(/^ {40,}\S/m)
  }
  expect(text).toContain('1 / (1 + e^(-x))\n                       probability after the sigmoid\n')
})

it('names of files that begin alike keep their ends', async () => {
  const text = await shown("trend ce 'fixtures/epochs/*.csv' --target-col label --id id", 80)
  for (const epoch of [1, 2, 3, 5, 9, 10]) expect(text).toMatch(new RegExp(`^ …\\S*-${epoch}\\.csv `, 'm'))
})

it('what a column holds is folded below itself', async () => {
  const text = await shown('inspect fixtures/files/preds.csv', 60)
  expect(text).toMatch(/^ {2}p_cat {3}number {2}0.2000 to 0.9000, mean 0.5375,\n {18}probabilities$/m)
})

const refused = [
  "ce '[[0.2, 0.3, 0.5], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1]]' '[2, 0, 1]' -q",
  "bce '[0.3, 1.7, 0.2222222222, 0.3333333333, 0.4444444444, 0.5555555555, 0.6666]' '[0,1,1,1,1,1,1]'",
  'ce fixtures/files/preds.csv --target-col label --input-cols p_cat,p_dog,w,split',
  'ce fixtures/files/preds.csv --explain',
  'mse fixtures/blog/logits.csv fixtures/blog/gone.csv',
]

describe.each([60, 80, 140])('messages in %d columns', (columns) => {
  it.each(refused)('of %s fit, in both languages', async (line) => {
    for (const language of ['en', 'zh']) {
      const argv = words(`${line} --lang ${language}`)
      const { stderr } = await printed(argv, columns)
      expect(stderr).not.toBe('')
      for (const one of stderr.split('\n')) {
        if (!/^ +(?:try:|试试：)/.test(one)) expect(displayWidth(one), one).toBeLessThanOrEqual(columns)
      }
      const flat = (text: string) => text.replaceAll(/\s/g, '')
      const piped = (await printed(argv)).stderr
      if (!piped.includes('\n  | ')) expect(flat(stderr)).toBe(flat(piped))
    }
  })
})

it('nothing is cut or folded in a pipe', async () => {
  for (const line of results) expect(await shown(line), line).not.toContain('…')
})

it('names of classes head the columns of an explanation', async () => {
  expect(await shown(`ce ${preds} --explain 1`)).toMatch(/target class 0 \(cat\) +cat +dog$/m)
})

it('a head too long for the terminal puts what was read below the loss, from the margin on', async () => {
  const two = 'fixtures/blog/logits.csv fixtures/blog/target.csv'
  const epochs = "'fixtures/epochs/*.csv' --target-col label --id id"
  for (const line of [`sweep focal ${two} --gamma 0,1`, `trend ce ${epochs}`, `compare ce ${epochs}`]) {
    const [first, second] = (await shown(line, 60)).split('\n')
    expect(first, line).toMatch(/\)$/)
    expect(second, line).toMatch(/^ {2}\S/)
  }
})
