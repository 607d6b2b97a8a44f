import { describe, expect, it } from 'vitest'
import { errorCodes } from '../src/error-codes.ts'
import { type ErrorCode, exitOf } from '../src/error.ts'
import { examples } from '../src/locale/examples.ts'
import { lossNames } from '../src/losses/registry.ts'
import { displayWidth } from '../src/writers/width.ts'
import { printed } from './printed.ts'

/** All that a command prints to a terminal of so many columns; undefined for a pipe. */
async function shown(argv: readonly string[], columns?: number): Promise<string> {
  const { stdout, stderr } = await printed(argv, columns)
  return stdout + stderr
}

const root = await shown(['--help'])
const commands = [...root.matchAll(/^ {2}([a-z][\w-]*) {2,}/gm)]
  .map(([, name]) => name!)
  .filter((name) => name !== 'loss-calc')
const topics = [
  'environment',
  'examples',
  'exit-codes',
  'formats',
  'columns',
  'guesses',
  'reductions',
  'hints',
  'conventions',
]
const codes = ['E101', 'E206', 'H109', 'W410']
const pages = [
  ['--help'],
  ...commands.flatMap((name) => [
    [name, '-h'],
    [name, '--help'],
  ]),
  ...[...topics, ...codes].map((topic) => ['help', topic]),
]

/** On a line of its own width, which each page has once. */
const wides = new Map<string, Promise<string>>()
const wide = (argv: readonly string[]) => {
  const key = argv.join(' ')
  if (!wides.has(key)) wides.set(key, shown(argv, 1000))
  return wides.get(key)!
}

describe.each([60, 80, 100, 140])('in %d columns', (columns) => {
  it.each(['en', 'zh'])('no line of the help is wider, nor a word broken: %s', async (language) => {
    for (const page of pages) {
      const argv = [...page, '--lang', language]
      const text = await shown(argv, columns)
      for (const line of text.split('\n')) {
        if (line.trim().includes(' ') && displayWidth(line) > columns)
          expect.fail(`${argv.join(' ')}: ${line}`)
      }
      const flat = (one: string) => one.replaceAll(/ \\\n|\s/g, '')
      // The same words, whatever the width; a table is said as a list.
      const whole = await wide(argv)
      if (page[1] === 'guesses' && text !== whole) {
        const cells = whole.split('\n').flatMap((line) => line.trim().split(/ {2,}/))
        for (const cell of cells.slice(8).filter((one) => one !== '-'))
          expect(flat(text)).toContain(flat(cell))
      } else expect(flat(text), argv.join(' ')).toBe(flat(whole))
    }
  })
})

it('a topic runs on over its lines, which end where the terminal does', async () => {
  const conventions = await shown(['help', 'conventions'], 80)
  expect(conventions).toContain(
    'sigmoid\n                            or log-softmax; bce-logits, ce and focal apply it\n',
  )
  const guesses = await shown(['help', 'guesses'], 80)
  expect(guesses).toContain(
    '    delimiter\n      tab ; | , or a space: that which divides the first lines alike (told by:\n      note "delimiter"; said by: --delimiter)\n',
  )
  // A column begins at one place, however wide its letters are.
  const chinese = await shown(['help', 'conventions', '--lang', 'zh'], 80)
  const starts = [...chinese.matchAll(/^ {2}(\S.*? {2,})/gm)].map(([line]) => displayWidth(line))
  expect(new Set(starts).size).toBe(1)
})

describe('help', () => {
  // Those of losses are counted in examples.test.ts.
  it('lists every command with a page, and every page has examples', () => {
    expect(commands.length).toBeGreaterThan(35)
    const others = commands.filter(
      (name) => name !== 'help' && !(lossNames as readonly string[]).includes(name),
    )
    for (const name of others) expect(examples).toHaveProperty([name])
  })

  it.each(['准确率', '困惑度'])('finds %s, in English too', async (word) => {
    for (const more of [[], ['--lang', 'zh']]) {
      const text = await shown(['help', word, ...more])
      expect(text).toContain(`帮助中的“${word}”`)
      expect(text).toContain('--metrics <list>')
    }
  })

  it('is short for -h and whole for --help', async () => {
    const [short, whole] = [await shown(['ce', '-h']), await shown(['ce', '--help'])]
    expect(short.split('\n').length).toBeLessThan(50)
    expect(short).toContain('--label-smoothing')
    expect(short).not.toContain('--threads')
    expect(whole).toContain('--threads')
    expect(whole).not.toContain('--size-average')
    for (const word of ['auto', 'default', 'transpose', 'atomic']) expect(whole).toContain(word)
    expect(await shown(['help', 'ce'])).toBe(whole)
    for (const words of [[], [''], [' '], ['--']]) expect(await shown(['help', ...words])).toBe(root)
    expect(await shown(['', '--help'])).toBe(root)
  })

  it.each(Object.entries(errorCodes))('names the exit status of %s', (code, { exit }) => {
    expect(exit).toBe(exitOf(code as ErrorCode))
  })

  it('lists topics that are there', async () => {
    for (const topic of topics) {
      expect(root).toContain(topic)
      expect(await shown(['help', topic])).not.toContain('error[')
    }
  })

  it('is Chinese, with no line that falls back', async () => {
    for (const page of pages) {
      // What examples print is as in English.
      const text = (await shown([...page, '--lang', 'zh'])).replace(/\n示例\n[\s\S]*?\n\n(?=\S)/, '\n')
      // Names of papers and libraries, formulas and what is typed stay.
      const english = text
        .split('\n')
        .filter((line) => /^ {8,}.*[a-z]{3,} [a-z]{2,} [a-z]{2,}/.test(line) && !/\p{Script=Han}/u.test(line))
      expect(english, page.join(' ')).toEqual([])
    }
  })
})
