import { existsSync } from 'node:fs'
import { lossFirst } from '../command/read-flags.ts'
import { commandLine, quoted } from '../error.ts'
import { optionElsewhere } from './options-elsewhere.ts'
import { oneFile } from './regrouped.ts'

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
  entropy: ['the entropy of probabilities is their ce with themselves', 'ce {first} {first} --from probs'],
  rmsle: ['rmsle is the square root of msle', 'msle {all}'],
  hinge: ['max(0, 1 - t x) is margin-ranking of x and 0', 'margin-ranking {first} {zero} {rest} --margin 1'],
}

/** Commands, and the words that people try for them. */
const commandsElsewhere: Readonly<Record<string, string>> = {
  compare: 'diff gate versus vs ab noise significance significant better',
  inspect: 'info describe show columns summary stats',
  trend: 'history epochs progress',
  sweep: 'grid tune',
  merge: 'combine concat',
  check: 'test verify validate',
  identify: 'guess find match',
  doctor: 'diagnose env',
  help: 'list losses 帮助',
}

export const commandElsewhere = (word: string): string | undefined =>
  Object.keys(commandsElsewhere).find((name) => commandsElsewhere[name]!.split(' ').includes(word))

/** Options that stand for a command of others, with a value if they take one. */
const options: Readonly<Record<string, string>> = {
  '--explain': '',
  '--grad': '',
  '--calibration': '',
  '--confusions': '',
  '--per-class': '',
  '--hist': '',
  '--quantiles': ' 0.5,0.9',
  '--top': ' 20',
  '--report': ' page.html',
  '--code': ' torch',
}

/** What to type for a word that is no loss but belongs to one, or is a file, which stands after its loss. */
export function noLoss(
  word: string,
  argv: readonly string[],
  commands: readonly string[],
): Advice | undefined {
  if (existsSync(word)) return lossFirst(word)
  const after = argv.slice(argv.indexOf(word) + 1)
  // Numbers or a name before the loss.
  const at = after.findIndex((one) => commands.includes(one))
  if (at === 0 && /^\[/.test(word)) return { tries: [commandLine([after[0]!, word, ...after.slice(1)])] }
  const other = commandElsewhere(word)
  if (other !== undefined)
    return { why: `here it is called ${other}`, tries: [commandLine([other, ...after])], help: other }
  const option = Object.hasOwn(options, `--${word}`)
    ? `--${word}`
    : optionElsewhere(word, Object.keys(options))
  if (option !== undefined && after.length > 0) {
    const rest = after.map(quoted).join(' ')
    return {
      why: `here this is ${option}`,
      tries: [`loss-calc ${at === 0 ? rest : `ce ${rest}`} ${option}${options[option]}`],
    }
  }
  const whole = oneFile(argv)
  if (whole) return { tries: [commandLine(['inspect', ...whole])] }
  const metric = optionElsewhere(word, ['--metrics'])
  const part = word.toLowerCase()
  const [why, command] = Object.hasOwn(parts, part)
    ? parts[part]!
    : metric?.includes(' ')
      ? [`${word} is told beside a loss`, `ce {all} ${metric}`]
      : []
  if (why === undefined || command === undefined) return undefined
  const [first = '', ...rest] = after.map(quoted)
  // A step is that of a sample, which has a target.
  if (rest.length === 0 && (command.endsWith('--explain') || first.startsWith("'["))) rest.push('0')
  // A column of a table is (N, 1), and ranks must be equal.
  const zero = /\.[ct]sv/i.test(first) ? "'[[0]]'" : "'[0]'"
  const given = { first, zero, rest: rest.join(' '), all: [first, ...rest].join(' ') }
  const line = command.replaceAll(/\{(\w+)\}/g, (_all, name: keyof typeof given) => given[name])
  return { why, tries: [`loss-calc ${line}`], help: command.split(' ', 1)[0]! }
}
