import { instead, LossError } from '../error.ts'
import type { UsageError } from '../command/split-words.ts'
import { nearest } from '../nearest.ts'
import { argumentsOf } from '../losses/forms.ts'
import { knownElsewhere, loadedAmong } from '../losses/registry.ts'
import { flagName } from '../options.ts'

/** Words that do not fit, in the style of all errors; `names` are those of the commands. */
export async function usageError(
  { code, message, unknown, known }: UsageError,
  argv: readonly string[],
  names: readonly string[],
): Promise<LossError> {
  const loss = loadedAmong(argv)
  const named = argv.find((word) => names.includes(word))
  const help = named ? `loss-calc ${named} --help` : 'loss-calc --help'
  const elsewhere =
    unknown === undefined || unknown.startsWith('-') ? undefined : await knownElsewhere(unknown)
  if (elsewhere) {
    return new LossError(code, message, {
      why: `here this loss is called ${elsewhere.name}`,
      tries: [instead(elsewhere.name, unknown!), `loss-calc ${elsewhere.name} --help`],
    })
  }
  const near = unknown === undefined ? undefined : (begunBy(unknown, known) ?? nearest(unknown, known))
  const right = near === undefined ? [] : [instead(near, unknown!)]
  const files = loss && argumentsOf(loss).map((name) => `${flagName(name)}.csv`)
  const missing =
    code === 'E103' && loss && named === loss.name
      ? [`loss-calc ${loss.name} ${files!.join(' ')}`]
      : code === 'E103' && named !== undefined
        ? await firstExampleOf(named)
        : message.startsWith("required option '--value ")
          ? ['loss-calc ... --value 0.5']
          : []
  return new LossError(code, message, {
    ...(near !== undefined && { why: `Did you mean ${near}?` }),
    tries: [...right, ...missing, help],
  })
}

/** The one name that begins with a word, as kl-div with kl. */
function begunBy(word: string, names: readonly string[]): string | undefined {
  const found = names.filter((name) => name.startsWith(`${word}-`))
  return found.length === 1 ? found[0] : undefined
}

async function firstExampleOf(name: string): Promise<string[]> {
  const { examples } = await import('../locale/examples.ts')
  const lines = [...(examples[name] ?? '').matchAll(/^\$ (loss-calc .+)$/gm)].map(([, line]) => line!)
  // Without > and |: a command that only prints can be tried safely.
  const first = lines.find((line) => line.startsWith(`loss-calc ${name} `) && !/[>|]/.test(line))
  return first === undefined ? [] : [first]
}
