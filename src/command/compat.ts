import { LossError } from '../error.ts'
import { formsOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import { loadAll } from '../losses/registry.ts'
import { flagName } from '../options.ts'
import { choice, type RawFlags } from './read-flags.ts'

/**
 * Libraries whose conventions are known, and of which of their functions:
 *
 * torch     torch.nn, torchvision.ops
 * sklearn   metrics.log_loss, mean_squared_error
 * keras     losses.BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy, MeanSquaredError,
 *           BinaryFocalCrossentropy; with --from logits as with from_logits=True
 * tfjs      metrics.binaryCrossentropy, categoricalCrossentropy; losses.sigmoidCrossEntropy, meanSquaredError
 * optax     sigmoid_binary_cross_entropy, softmax_cross_entropy, squared_error, sigmoid_focal_loss
 */
export const libraries = ['torch', 'sklearn', 'keras', 'tfjs', 'optax'] as const

/** What the same call of a library computes, as flags; undefined if it has no counterpart of the loss. */
export function bundleOf(loss: Loss, library: string, from?: unknown): RawFlags | undefined {
  const forms = [...formsOf(loss).values()]
  if (library === 'torch' && forms.some(({ torch }) => torch !== undefined)) return {}
  const declared = [loss, ...forms].flatMap(({ compat }) => compat?.[library] ?? [])
  return declared.find((flags) => flags.from === from) ?? declared[0]
}

/**
 * The flags with those of the library that --compat names; flags that are given win.
 *
 * @throws LossError E101 for an unknown library, E105 for a loss it does not have
 */
export async function withCompat(loss: Loss, flags: RawFlags): Promise<RawFlags> {
  if (flags.compat === undefined) return flags
  const library = choice('compat', flags.compat, libraries)
  const own = bundleOf(loss, library, flags.from)
  if (!own) {
    const known = (await loadAll()).filter((other) => bundleOf(other, library)).map(({ name }) => name)
    throw new LossError('E105', `${library} has no counterpart of ${loss.name}`, {
      why: `--compat ${library} goes with ${known.join(', ')}`,
    })
  }
  return { ...own, ...flags }
}

/** The flags that --compat stands for, or else those on conventions that were given: `as keras: --eps 1e-7`. */
export function describeCompat(loss: Loss, flags: RawFlags): string | undefined {
  const { compat } = flags
  const { normalize, eps, meanBy } = flags
  if (typeof compat !== 'string') {
    const own = [
      ...(normalize === true ? ['--normalize'] : []),
      ...(eps === undefined ? [] : [`--eps ${String(eps)}`]),
      ...(meanBy === undefined || meanBy === 'torch' ? [] : [`--mean-by ${String(meanBy)}`]),
    ]
    return own.length > 0 ? own.join(' ') : undefined
  }
  const words = Object.entries(bundleOf(loss, compat, flags.from)!).map(([name, own]) => {
    const [flag, value] = [`--${flagName(name)}`, flags[name] ?? own]
    return value === true ? flag : `${flag} ${String(value)}`
  })
  return `as ${compat}${words.length > 0 ? `: ${words.join(' ')}` : ', which does what torch does'}`
}
