import { argumentsOf, formsOf, reductionsOf } from '../../../losses/forms.ts'
import type { Loss } from '../../../losses/loss.ts'
import type { Argument } from '../../../losses/takes.ts'
import { describeRange, type OptionSpec, snakeCase } from '../../../options.ts'

/** What a harness must know of a loss, whatever its language. */
export interface HarnessFacts {
  /** `bce-logits` */
  readonly loss: string
  /** `bce_logits` */
  readonly key: string
  readonly summary: string
  /** Of each form. */
  readonly formulas: readonly string[]
  readonly reductions: readonly string[]
  /** The forms that `mode` tells apart; none for a loss of one form. */
  readonly modes: readonly string[]
  readonly args: readonly HarnessArgument[]
  readonly options: readonly HarnessOption[]
}

interface HarnessArgument {
  /** As requests spell it. */
  readonly key: string
  /** `class index`, `logit` */
  readonly what: string
}

export interface HarnessOption {
  readonly key: string
  /** `numbers` is a number or lists of them, and may be missing. */
  readonly kind: 'number' | 'whole' | 'flag' | 'word' | 'numbers'
  /** Undefined where an option that is not given means nothing. */
  readonly default: number | string | boolean | undefined
  readonly help: string
}

/** Where the files of a port lie, as a command line names them. */
interface HarnessFiles {
  /** `bce-logits-c/port.c` */
  readonly source: string
  /** The program, where the language is compiled. */
  readonly program: string
  readonly suite: string
}

export interface HarnessLanguage {
  readonly ending: string
  /** The command that compiles it; absent where nothing is compiled. */
  build?(files: HarnessFiles): string
  run(files: HarnessFiles): string
  /** The source, with empty bodies. */
  source(facts: HarnessFacts, commands: readonly string[]): string
}

export function harnessFacts(loss: Loss): HarnessFacts {
  const forms = [...formsOf(loss)]
  const options = new Map<string, HarnessOption>()
  for (const [, form] of forms) {
    for (const [name, spec] of Object.entries(form.options)) {
      const key = snakeCase(name)
      if (!options.has(key)) options.set(key, optionOf(key, spec))
    }
  }
  const [, first] = forms[0]!
  return {
    loss: loss.name,
    key: snakeCase(loss.name.replaceAll('-', '_')),
    summary: loss.summary.en,
    formulas: forms.map(([mode, { formula }]) => (mode === '' ? formula : `${mode}: ${formula}`)),
    reductions: reductionsOf(loss),
    modes: forms.map(([mode]) => mode).filter((mode) => mode !== ''),
    args: argumentsOf(loss).map((name) => ({ key: snakeCase(name), what: whatOf(first.takes[name]!) })),
    options: [...options.values()],
  }
}

function whatOf({ domain, probabilities }: Argument): string {
  return probabilities ? `${domain.what}, or one ${probabilities.what} per class` : domain.what
}

function optionOf(key: string, spec: OptionSpec): HarnessOption {
  const kinds = { number: 'number', integer: 'whole', set: 'number', choice: 'word', flag: 'flag' } as const
  if (spec.type === 'tensor') return { key, kind: 'numbers', default: undefined, help: spec.help }
  const help = `${spec.help}; ${describeRange(spec)}`
  if (spec.type === 'scale') {
    const left = spec.default === undefined ? 'off' : String(spec.default)
    return { key, kind: 'numbers', default: undefined, help: `${help}; not given: ${left}` }
  }
  return { key, kind: kinds[spec.type], default: spec.default, help }
}

/** Words that some of the languages keep for themselves. */
const kept = new Set('var in from type func let default range lambda'.split(' '))

/** A name that each of the languages takes. */
export const freeName = (name: string): string => (kept.has(name) ? `${name}_` : name)

/** What stands at the top of every harness, each line after what makes it a comment. */
export function headOf(
  { loss, summary, formulas, reductions }: HarnessFacts,
  commands: readonly string[],
  before = '',
): string {
  const lines = [
    `A port of ${loss} for loss-calc check: ${summary}.`,
    '',
    ...formulas.map((formula) => `  ${formula}`),
    '',
    ...commands.map((command) => `  ${command}`),
    '',
    'Fill in the two functions with empty bodies. Each line of standard input is a case as a JSON object; the answer is',
    `a line as well. The reduction is one of ${reductions.join(', ')}.`,
  ]
  return lines.map((line) => `${before}${line}`.trimEnd()).join('\n')
}
