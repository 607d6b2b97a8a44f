import { LossError } from '../../error.ts'
import { argumentsOf, formsOf, optionsOf } from '../../losses/forms.ts'
import { loadLoss } from '../../losses/registry.ts'
import { camelCase, flagName, type OptionSpec } from '../../options.ts'

/** A value in a call: a name, which stands for a file or numbers, or what is written there. */
type Value = { readonly name: string } | { readonly literal: string | number | boolean | undefined }

interface Call {
  readonly target: string
  /** Values with their names; those without come first. */
  readonly args: readonly (readonly [name: string | undefined, value: Value])[]
}

/** `F.cross_entropy(x, t)` at the start of a command line, also with a name for what it gives. */
export const CALL = /^(?:[A-Za-z_]\w*\s*=\s*)?(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*\s*\(/
/** What stands around a call in a program. */
const AROUND = /^\w+\s*=\s*|\.item\(\)\s*$/g

/**
 * The command line of a call of torch: `F.cross_entropy(x, t, weight=w, reduction="sum")` with `x=logits.npy`,
 * `t=labels.npy` and `w=1,2,4` beside it. `nn.CrossEntropyLoss(weight=w)(x, t)` is the same.
 *
 * @throws LossError E101 for a call that cannot be read or a name that is given twice, E102 for a function that is no loss, E103 for a name that
 * nothing was given for
 */
export async function argvOfCall([line, ...words]: readonly string[]): Promise<string[]> {
  const text = line!.replaceAll(AROUND, '')
  const calls = parseCalls(text)
  const values = calls.flatMap((call) => call.args.map(([, value]) => value))
  const asked = new Set(values.map((value) => ('name' in value ? value.name : undefined)))
  const given = new Map<string, string>()
  const rest: string[] = []
  for (const word of words) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? []
    // What the call does not ask for may belong to an option: --where split=test.
    if (name === undefined || !asked.has(name)) rest.push(word)
    else if (given.has(name)) throw new LossError('E101', `${name} is given twice`)
    else given.set(name, value!)
  }
  const [first, second] = calls as [Call, Call?]
  const name = first.target.split('.').at(-1)!
  const loss = await loadLoss(name)
  if (!loss) throw new LossError('E102', `${first.target} is no loss`, { tries: ['loss-calc --help'] })
  const made = /^[A-Z]/.test(name)
  if (second && !made) throw unreadable(text, text.length)
  const args = argumentsOf(loss)
  // A class takes its options first; what it made then takes the inputs, without which the call is said to lack them.
  const bound = made && !second ? new Map<string, Value>() : bind(first, made ? [] : args, text)
  if (second) bind(second, args, text, bound)
  const specs = optionsOf(loss)
  const textOf = (value: Value, what: string): string => {
    if ('literal' in value) return String(value.literal)
    const found = given.get(value.name)
    if (found !== undefined) return found
    throw new LossError('E103', `nothing is given for ${value.name}, the ${what} of ${name}`, {
      tries: [`${value.name}=file.npy, or ${value.name}='[1, 2]'`],
    })
  }
  const data = args.map((argument) => {
    const inTorch = namesOf(argument).find((other) => bound.has(other)) ?? argument
    const value = bound.get(inTorch)
    if (!value)
      throw new LossError('E103', `the ${argument} is missing in ${text}`, {
        tries: [`${first.target}${made ? '()' : ''}(${args.join(', ')})`],
      })
    bound.delete(inTorch)
    return textOf(value, argument)
  })
  const called = [...formsOf(loss).values()].find(({ torch }) => torch?.endsWith(`.${name}`))
  const own = called?.torchReduction ? [`--reduction=${called.torchReduction}`] : []
  const flags = [...bound].flatMap(([option, value]) => flagsOf(option, value, specs, textOf))
  return [loss.name, ...data, ...own, ...flags, ...rest]
}

/** What torch's functions may call an argument. */
const namesOf = (argument: string): string[] => [
  flagName(argument).replaceAll('-', '_'),
  `${argument}s`,
  argument.replace('x', 'input'),
  ...(argument === 'input' ? ['log_probs'] : []),
]

/** What calls give, by its names; options need one. @throws LossError E101 for too much */
function bind({ args }: Call, names: readonly string[], text: string, bound = new Map<string, Value>()) {
  for (const [i, [given, value]] of args.entries()) {
    const name = given ?? names[i]
    if (name === undefined)
      throw new LossError(
        'E101',
        `${text} has ${args.filter(([own]) => !own).length} arguments without a name, and takes ${names.length}`,
        { why: 'options are given by name: weight=w' },
      )
    if (bound.has(name)) throw new LossError('E101', `${name} is given twice`)
    bound.set(name, value)
  }
  return bound
}

function flagsOf(
  option: string,
  value: Value,
  specs: ReadonlyMap<string, OptionSpec>,
  textOf: (value: Value, what: string) => string,
): string[] {
  if ('literal' in value && value.literal === undefined) return []
  const camel = camelCase(option)
  const spec = specs.get(camel)
  if (spec?.type === 'flag') {
    const on = textOf(value, option) === 'true'
    if (on === spec.default) return []
    return [on ? `--${flagName(camel)}` : `--no-${flagName(camel)}`]
  }
  // size_average=False, which is no option of the loss.
  if ('literal' in value && typeof value.literal === 'boolean')
    return [`--${value.literal ? '' : 'no-'}${flagName(camel)}`]
  return [`--${flagName(camel)}=${textOf(value, option)}`]
}

/** A list of numbers, or of such lists. */
const LIST = String.raw`\[(?:[^[\]()'"=]|\[(?:[^[\]()'"=]|\[(?:[^[\]()'"=]|\[[^[\]()'"=]*\])*\])*\])*\]`
const MADE = String.raw`(?:(?:torch\.)?(?:as_)?(?:Float|Double|Long)?[tT]ensor|(?:np|numpy)\.(?:as)?array)\(\s*(${LIST})[^()]*\)`

const TOKEN = new RegExp(
  String.raw`\s*(?:${MADE}|(${LIST})|([A-Za-z_][\w.]*)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)|([(),=]))`,
  'y',
)

/** One call, or two: of a class, and of what it made. */
function parseCalls(text: string): Call[] {
  const tokens: { readonly name?: string; readonly literal?: string | number; readonly sign?: string }[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (!match) throw unreadable(text, at)
    const [, made, list, name, quoted, number, sign] = match
    const numbers = made ?? list
    tokens.push(
      numbers !== undefined
        ? { literal: numbers }
        : name !== undefined
          ? { name }
          : quoted !== undefined
            ? { literal: quoted.slice(1, -1) }
            : number !== undefined
              ? { literal: Number(number) }
              : { sign: sign! },
    )
  }
  let i = 0
  const fail = () => unreadable(text, text.length)
  const take = (sign: string) => tokens[i]?.sign === sign && ++i > 0
  const value = (): Value => {
    const token = tokens[i++]
    if (token?.literal !== undefined) return { literal: token.literal }
    if (token?.name === undefined) throw fail()
    if (token.name.endsWith('.inf')) return { literal: Infinity }
    const words: Readonly<Record<string, boolean | undefined>> = { True: true, False: false, None: undefined }
    return Object.hasOwn(words, token.name) ? { literal: words[token.name] } : { name: token.name }
  }
  const call = (target: string): Call => {
    const args: [string | undefined, Value][] = []
    if (!take('(')) throw fail()
    while (!take(')')) {
      const name = tokens[i + 1]?.sign === '=' ? tokens[i]?.name : undefined
      if (name !== undefined) i += 2
      else if (args.at(-1)?.[0] !== undefined) throw fail()
      args.push([name, value()])
      if (!take(',') && tokens[i]?.sign !== ')') throw fail()
    }
    return { target, args }
  }
  const target = tokens[i++]?.name
  if (target === undefined) throw fail()
  const calls = [call(target)]
  if (i < tokens.length) calls.push(call(target))
  if (i < tokens.length) throw fail()
  return calls
}

function unreadable(text: string, at: number): LossError {
  return new LossError('E101', `the call breaks off at character ${at + 1}: ${text}`, {
    why: 'a call has names, numbers, lists, texts, True, False and None: F.cross_entropy(x, t, weight=w, reduction="sum")',
  })
}
