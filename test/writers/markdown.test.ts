import { expect, test } from 'vitest'
import { change, samples, seed, seedSamples, tensor, write } from './reports.ts'

test('a table and a line', async () => {
  expect(await write('markdown', seed, [seedSamples], { rows: 2 })).toBe(`| row |   loss |
| --: | -----: |
|   0 | 0.8166 |
|   1 | 0.6558 |

... 1 more row: --format csv prints them all

**mean 0.7193** = sum 6.4739 / 9 elements (full: 0.7193247832556007); bce-logits (\`torch.nn.functional.binary_cross_entropy_with_logits\`) of logits.csv (3, 3), target.csv (3, 3)
`)
})

test('no samples, no table', async () => {
  expect(await write('markdown', change(seed, { reduction: 'none', value: undefined }))).toMatch(
    /^\*\*not reduced: 9 elements\*\*; bce-logits /,
  )
})

test('names from outside stay text', async () => {
  const input = { ...seed.args.input!, name: '_a_|<b>`*my_file' }
  const text = await write('markdown', change(seed, { args: { ...seed.args, input } }), [
    samples({ 'a|b': [1], loss_0: [1] }),
  ])
  expect(text).toContain('| a\\|b | loss_0 |\n')
  expect(text).toContain(' of \\_a\\_\\|\\<b\\>\\`\\*my_file (3, 3)')
})

test('the gradient is a block', async () => {
  expect(await write('markdown', change(seed, { grads: { input: tensor([1, 2], 1, -2) } }))).toContain(
    '\ngradient of the mean with respect to the input:\n\n```text\n 1.0000  -2.0000\n```\n',
  )
})
