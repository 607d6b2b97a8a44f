import { existsSync } from 'node:fs'
import { lossBefore } from '../error.ts'
import { quoted } from '../shell-word.ts'
import { optionElsewhere } from './options-elsewhere.ts'

/** What to do instead of what was typed. */
export interface Advice {
  readonly why?: string
  readonly tries?: readonly string[]
  /** The command whose help tells more, if another than is named. */
  readonly help?: string
}

const SOFTMAX = ['softmax is a step of ce, which --explain shows', 'ce {all} --explain'] as const

/** Words that people try as a command: why it is none, and what to type with the words that followed. */
const parts: Readonly<Record<string, readonly [why: string, command: string]>> = {
  softmax: SOFTMAX,
  'log-softmax': SOFTMAX,
  sigmoid: ['the sigmoid is a step of bce-logits, which --explain shows', 'bce-logits {all} --explain'],
  rmse: ['rmse is the square root of mse', 'mse {all}'],
  hinge: ['max(0, 1 - t x) is margin-ranking of x and 0', "margin-ranking {first} '[0]' {rest} --margin 1"],
}

/** What to type for a word that is no loss but belongs to one, or is a file, which stands after its loss. */
export function noLoss(word: string, argv: readonly string[]): Advice | undefined {
  if (existsSync(word)) {
    return {
      why: 'a loss stands before its files',
      tries: [lossBefore(word), `loss-calc inspect ${quoted(word)}`],
    }
  }
  const metric = optionElsewhere(word, ['--metrics'])
  const [why, command] =
    parts[word.toLowerCase()] ??
    (metric?.includes(' ') ? [`${word} is told beside a loss`, `ce {all} ${metric}`] : [])
  if (why === undefined || command === undefined) return undefined
  const [first = '', ...rest] = argv.slice(argv.indexOf(word) + 1).map(quoted)
  // A step is that of a sample, which has a target.
  if (rest.length === 0 && command.endsWith('--explain')) rest.push('0')
  const given = { first, rest: rest.join(' '), all: [first, ...rest].join(' ') }
  const line = command.replaceAll(/\{(\w+)\}/g, (_all, name: keyof typeof given) => given[name])
  return { why, tries: [`loss-calc ${line}`], help: command.split(' ', 1)[0]! }
}
