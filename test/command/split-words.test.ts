import { describe, expect, it } from 'vitest'
import { Declaration } from '../../src/command/command.ts'
import { checkArguments, splitWords } from '../../src/command/split-words.ts'

const declared = new Declaration()
  .option('-f, --format <table|json>', 'a value that must follow')
  .option('--hist [bins|log]', 'a value that may follow')
  .option('-q, --quiet', 'a switch')
  .option('--headers', 'on')
  .option('-n, --no-headers', 'off')
  .option('--no-hints', 'only off')
  .option('--target-col, --target-cols <columns>', 'two names')
  .option('--where <column=value>', 'more than once', { repeated: true })
  .option('--group-by <columns>', 'a list', { listed: true })
  .option('--size-average', 'no longer in the help', { hidden: true })
  .option('--reduce', 'no longer in the help', { hidden: true }).options

const split = (...words: string[]) => splitWords(words, declared)
const hints = true

describe('words', () => {
  it.each([
    [['a.csv', '-q', 'b.csv'], ['a.csv', 'b.csv'], { quiet: true }],
    [['--format', 'json'], [], { format: 'json' }],
    [['--format=a=b', '-fjson'], [], { format: 'json' }],
    [['--format='], [], { format: '' }],
    [['--format', '-q'], [], { format: '-q' }],
    [['-qn', '-qfjson'], [], { quiet: true, headers: false, format: 'json' }],
    [['--headers', '--no-headers', '--no-hints'], [], { headers: false, hints: false }],
    [['--hist', '20', 'a'], ['a'], { hist: '20' }],
    [['--hist', '-1.5e3'], [], { hist: '-1.5e3' }],
    [['--hist', '-q'], [], { hist: true, quiet: true }],
    [['--hist=log', '--hist'], [], { hist: true }],
    [['-', '-1', '-.5', '-n2'], ['-', '-1', '-.5', '-2'], { headers: false }],
    [['-q', '--', '-q', '--', '--no'], ['-q', '--', '--no'], { quiet: true }],
    [['--target-col', 'y'], [], { targetCols: 'y' }],
    [['--where', 'a=1', '--where=b=2'], [], { where: ['a=1', 'b=2'] }],
    [['--group-by', 'split,lang', '--group-by=label'], [], { groupBy: 'split,lang,label' }],
    [['--reduce'], [], { reduce: true }],
    [['--reduce', 'False', 'a', 'true'], ['a', 'true'], { reduce: false }],
    [['--size_average', 'true'], [], { sizeAverage: true }],
  ])('%j', (words, args, flags) => expect(split(...words)).toEqual({ args, flags: { hints, ...flags } }))

  it.each([
    [['-q', '--formt', 'json', '--x'], 'E102', "unknown option '--formt'"],
    [['--quiet=1'], 'E102', "unknown option '--quiet=1'"],
    [['-qx'], 'E102', "unknown option '-x'"],
    [['a', '--format'], 'E101', "option '-f, --format <table|json>' argument missing"],
  ])('%j is refused', (words, code, message) =>
    expect(() => split(...words)).toThrow(expect.objectContaining({ code, message })),
  )

  it('offers what the help shows', () => {
    expect(() => split('--redcue')).toThrow(
      expect.objectContaining({ known: expect.not.arrayContaining(['--reduce']) as string[] }),
    )
  })
})

describe('arguments', () => {
  it('are as many as a command takes', () => {
    expect(() => checkArguments('mse', '<input> [target]', ['a'])).not.toThrow()
    expect(() => checkArguments('mse', '<input> [target]', [])).toThrow("missing required argument 'input'")
    expect(() => checkArguments('mse', '<input> [target]', ['a', 'b', 'c'])).toThrow(
      "too many arguments for 'mse'. Expected 2 arguments but got 3.",
    )
    expect(() => checkArguments('demo', '', ['a'])).toThrow('Expected 0 arguments but got 1.')
    expect(() => checkArguments('check', '<suites...>', [])).toThrow("missing required argument 'suites'")
    expect(() => checkArguments('check', '<suites...>', ['a', 'b', 'c'])).not.toThrow()
  })
})

it('words behind -- may be more than a function takes arguments', () => {
  const words = new Array<string>(200_000).fill('a')
  expect(splitWords(['--', ...words], declared).args.length).toBe(200_000)
})
