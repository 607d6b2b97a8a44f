import { expect, it } from 'vitest'
import {
  aliasesOf,
  differentiableOf,
  inputOf,
  isUsual,
  reductionsOf,
  spellingsOf,
} from '../src/losses/forms.ts'
import {
  knownElsewhere,
  loadAll,
  loadedAmong,
  loadedLoss,
  loadLoss,
  namesLoss,
} from '../src/losses/registry.ts'
import type { PlainLoss } from '../src/losses/loss.ts'

const losses = await loadAll()
const find = (name: string) => losses.find((loss) => loss.name === name)!

it('a loss has the names of its class and function in torch, and not its own', () => {
  for (const loss of losses) {
    const aliases = aliasesOf(loss)
    expect(aliases).not.toContain(loss.name)
    for (const alias of aliases) expect(alias).toMatch(/^[\w-]+$/)
  }
  expect(aliasesOf(find('mse'))).toEqual(['mse_loss', 'MSELoss'])
  expect(aliasesOf(find('ce'))).toEqual(['cross_entropy', 'CrossEntropyLoss'])
  expect(aliasesOf(find('msle'))).toEqual([])
  expect(aliasesOf(find('focal'))).toEqual(['sigmoid_focal_loss'])
})

it.each([
  ['MSELoss', 'mse'],
  ['nn.MSELoss', 'mse'],
  ['torch.nn.functional.mse_loss', 'mse'],
  ['F.cross_entropy', 'ce'],
  ['cross_entropy', 'ce'],
  ['sigmoid_focal_loss', 'focal'],
  ['mse', 'mse'],
  ['Loss', undefined],
  ['mse_', undefined],
  ['other.mse_loss', undefined],
  ['x_y', undefined],
  ['toString', undefined],
])('%s is the loss %s', async (name, own) => {
  expect((await loadLoss(name))?.name).toBe(own)
  expect(namesLoss(name)).toBe(own !== undefined)
  expect(loadedLoss(name)?.name).toBe(own)
  expect(loadedAmong(['--x', name, 'ce'])?.name).toBe(own ?? 'ce')
})

it.each([
  ['keras.losses.Huber', 'huber'],
  ['HuberLoss', 'huber'],
  ['huber_loss', 'huber'],
  ['MeanSquaredLogarithmicError', 'msle'],
  ['PoissonNLLLoss', 'poisson-nll'],
  ['soft_margin', 'soft-margin'],
  ['CosineEmbedding', 'cosine-embedding'],
  ['hubert', undefined],
  ['', undefined],
])('%s of another library is %s', async (name, own) => {
  expect((await knownElsewhere(name))?.name).toBe(own)
})

it('a loss says which words its input, its reductions and its gradients have', () => {
  const words = (name: string) => [...spellingsOf(find(name) as PlainLoss).keys()]
  expect(words('bce')).toEqual(['probs', 'logits'])
  expect(words('bce-logits')).toEqual(['logits', 'probs'])
  expect(words('ce')).toEqual(['logits', 'probs', 'log-probs'])
  expect(words('nll')).toEqual(['log-probs', 'logits', 'probs'])
  expect(words('mse')).toEqual([])
  expect(words('dice')).toEqual([])
  expect(inputOf(find('kl-div') as PlainLoss).what).toBe('log-probability')
  expect(reductionsOf(find('kl-div'))).toContain('batchmean')
  expect(reductionsOf(find('mse'))).not.toContain('batchmean')
  expect(differentiableOf(find('gaussian-nll'))).toEqual(['input', 'target', 'var'])
  expect(differentiableOf(find('focal'))).toEqual(['input'])
  expect(isUsual(find('ce'))).toBe(true)
  expect(isUsual(find('tversky'))).toBe(false)
})
