import { aliasesOf, formsOf } from './forms.ts'
import type { Loss } from './loss.ts'

/** Every loss by the name of its command, in the order in which help lists them. Each is loaded when it is named. */
const loaders = {
  bce: async () => (await import('./bce.ts')).bce,
  'bce-logits': async () => (await import('./bce-logits.ts')).bceWithLogits,
  ce: async () => (await import('./ce.ts')).crossEntropy,
  nll: async () => (await import('./nll.ts')).nll,
  mse: async () => (await import('./mse.ts')).mse,
  focal: async () => (await import('./focal.ts')).focal,
  l1: async () => (await import('./l1.ts')).l1,
  'smooth-l1': async () => (await import('./smooth-l1.ts')).smoothL1,
  huber: async () => (await import('./huber.ts')).huber,
  'log-cosh': async () => (await import('./log-cosh.ts')).logCosh,
  quantile: async () => (await import('./quantile.ts')).quantile,
  msle: async () => (await import('./msle.ts')).msle,
  mape: async () => (await import('./mape.ts')).mape,
  'kl-div': async () => (await import('./kl-div.ts')).klDiv,
  'poisson-nll': async () => (await import('./poisson-nll.ts')).poissonNll,
  'gaussian-nll': async () => (await import('./gaussian-nll.ts')).gaussianNll,
  'hinge-embedding': async () => (await import('./hinge-embedding.ts')).hingeEmbedding,
  'soft-margin': async () => (await import('./soft-margin.ts')).softMargin,
  'margin-ranking': async () => (await import('./margin-ranking.ts')).marginRanking,
  'multi-margin': async () => (await import('./multi-margin.ts')).multiMargin,
  'multilabel-margin': async () => (await import('./multilabel-margin.ts')).multilabelMargin,
  'multilabel-soft-margin': async () => (await import('./multilabel-soft-margin.ts')).multilabelSoftMargin,
  'cosine-embedding': async () => (await import('./cosine-embedding.ts')).cosineEmbedding,
  'pairwise-distance': async () => (await import('./pairwise-distance.ts')).pairwiseDistance,
  'triplet-margin': async () => (await import('./triplet-margin.ts')).tripletMargin,
  'triplet-distance': async () => (await import('./triplet-distance.ts')).tripletDistance,
  ctc: async () => (await import('./ctc.ts')).ctc,
  dice: async () => (await import('./dice.ts')).dice,
  jaccard: async () => (await import('./jaccard.ts')).jaccard,
  tversky: async () => (await import('./tversky.ts')).tversky,
} satisfies Readonly<Record<string, () => Promise<Loss>>>

const loaderOf: Readonly<Record<string, () => Promise<Loss>>> = loaders

export const lossNames: readonly string[] = Object.keys(loaders)

/** The losses that were asked for, by the names they were asked by. */
const loaded = new Map<string, Loss>()

/** A loss by its name, or by torch's: MSELoss, mse_loss, F.mse_loss, torch.nn.functional.mse_loss. */
export async function loadLoss(name: string): Promise<Loss | undefined> {
  const known = loaded.get(name)
  if (known) return known
  const own = Object.hasOwn(loaderOf, name) ? await loaderOf[name]!() : await findAlias(name)
  if (own) loaded.set(name, own).set(own.name, own)
  return own
}

/** Whether a word can only be a name of torch's: its losses are named like classes and functions. */
const OF_TORCH = () => /Loss|Distance$|_loss$|^cross_entropy|^[a-z]+_[a-z_]+$/

async function findAlias(name: string): Promise<Loss | undefined> {
  // Patterns are only compiled for words that may be meant.
  if (!name.includes('_') && name === name.toLowerCase()) return undefined
  const last = name.replace(/^(?:(?:torch|nn|functional|F)\.)+/, '')
  if (!OF_TORCH().test(last)) return undefined
  return (await loadAll()).find((loss) => aliasesOf(loss).includes(last))
}

/** Whether a word of a command line is a loss: its name, or an alias that was looked up. */
export function namesLoss(word: string): boolean {
  return Object.hasOwn(loaders, word) || loaded.has(word)
}

/** All losses, in their order. One after the other: Jest fails where imports at once share a file that is not there yet. */
export async function loadAll(): Promise<readonly Loss[]> {
  const all: Loss[] = []
  for (const name of lossNames) all.push((await loadLoss(name))!)
  return all
}

/** The loss that people mean by such numbers, as it says itself. */
export async function lossMistakenAs(as: string): Promise<string> {
  const losses = await loadAll()
  return losses.find((loss) => loss.one !== 'form' && loss.traits?.mistakenAs === as)?.name ?? losses[0]!.name
}

/** A loss that has been loaded, by a name it was asked by. */
export function loadedLoss(name: string): Loss | undefined {
  return loaded.get(name)
}

export function loadedAmong(words: readonly string[]): Loss | undefined {
  return words.map(loadedLoss).find((found) => found !== undefined)
}

/** The loss that another library calls so, to be suggested. */
export async function knownElsewhere(name: string): Promise<Loss | undefined> {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[_\W]/g, '')
  // Whatever module it stands in: keras.losses.Huber.
  const wanted = plain(name.slice(name.lastIndexOf('.') + 1))
  return (await loadAll()).find((loss) =>
    [
      loss.name,
      ...aliasesOf(loss),
      ...[...formsOf(loss).values()].flatMap(({ elsewhere = [] }) => elsewhere),
    ].some((other) => [wanted, `${wanted}loss`, wanted.replace(/loss$/, '')].includes(plain(other))),
  )
}
