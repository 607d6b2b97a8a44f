import { expect, it } from 'vitest'
import { putNumbers } from '../../../src/features/explain/formula.ts'
import { withGiven } from '../../../src/losses/given-parts.ts'
import { run } from '../../transcript.ts'

it.each([
  ['[p|p ]t lnX', { p: 2 }, 'p t lnX'],
  ['[p|p ]t lnX', {}, 't lnX'],
  ['-[a|a ][w|w ]y', { w: 0 }, '-w y'],
  ['[c = t] x', {}, '[c = t] x'],
])('%s', (formula, known, text) => {
  expect(withGiven(formula, known as Record<string, number>)).toBe(text)
})

it.each([
  [
    '-(t lnX + (1 - t) lnNotX)',
    { t: 1, lnX: -2, lnNotX: -3 },
    ['-(', 1, ' ', -2, ' + (1 - ', 1, ') ', -3, ')'],
  ],
  ['1 / (1 + e^(-x))', { x: 0.5 }, ['1 / (1 + e^(-', 0.5, '))']],
  ['sum(v)', { v: [1, 2] }, [1, ' + ', 2]],
  ['sum(v) / C', { v: [1, 2], C: 2 }, ['(', 1, ' + ', 2, ')', ' / ', 2]],
  ['1 - sum(v)', { v: [1, 2] }, ['1 - ', '(', 1, ' + ', 2, ')']],
  ['2 sum(v) / (sum(v) + e)', { v: [1, 2] }, ['2 ', '(', 1, ' + ', 2, ')', ' / (', 1, ' + ', 2, ' + e)']],
  ['max(v)', { v: [1, 2] }, ['max(', 1, ', ', 2, ')']],
  ['max(x)', { x: 1 }, ['max(', 1, ')']],
  ['sum(v)', { v: Array(8).fill(1) }, [1, ' + ', 1, ' + ', 1, ' + ', 1, ' + ', 1, ' + ', 1, ' + ...']],
  ['x_t w', { x: [1, 2], w: [3, 4] }, [2, ' ', 4]],
  ['unknown toString', {}, ['unknown toString']],
])('%s in numbers', (formula, known, pieces) => {
  expect(putNumbers(formula, known as Record<string, number>, 1)).toEqual(pieces)
})

/** Words of mathematics, and parts of names. */
const common = ['sum_c', 'sum', 'ln', 'e', 'max', 'softmax', 'C', 'c', '1']

it.each([
  ['bce-logits', '[[1, 2]]', '[[0, 1]]'],
  ['bce-logits', '[[1, 2]]', '[[0, 1]]', '--pos-weight', '2'],
  ['bce-logits', '[[0.1, 0.2]]', '[[0, 1]]', '--from', 'probs', '--pos-weight', '2'],
  ['bce', '[[0.1, 0.2]]', '[[0, 1]]', '--weight', '2'],
  ['bce', '[[1, 2]]', '[[0, 1]]', '--from', 'logits'],
  ['ce', '[[1, 2]]', '[1]'],
  ['ce', '[[1, 2]]', '[1]', '--label-smoothing', '0.1', '--weight', '1,2'],
  ['ce', '[[1, 2]]', '[[0.1, 0.9]]', '--label-smoothing', '0.1'],
  ['ce', '[[0.1, 0.9]]', '[1]', '--from', 'probs', '--label-smoothing', '0.1'],
  ['nll', '[[-1, -2]]', '[1]'],
  ['nll', '[[-1, -2]]', '[1]', '--weight', '1,2'],
  ['nll', '[[1, 2]]', '[1]', '--from', 'logits'],
  ['mse', '[1]', '[2]'],
  ['focal', '[[1, 2]]', '[[0, 1]]'],
  ['focal', '[[1, 2]]', '[[0, 1]]', '--alpha', 'off', '--pos-weight', '2'],
  ['focal', '[[0.1, 0.2]]', '[[0, 1]]', '--from', 'probs'],
  ['focal', '[[1, 2]]', '[1]', '--alpha', '0.1,0.2', '--weight', '1,2', '--label-smoothing', '0.1'],
  ['focal', '[[0.1, 0.9]]', '[1]', '--from', 'probs'],
  ['focal', '[[-0.1, -0.9]]', '[1]', '--from', 'log-probs', '--alpha', '0.5'],
])('the formula of %s %s %s speaks of what its steps name', async (...argv) => {
  const { stdout, stderr } = await run([...argv, '--explain', '--json', '--no-hints'])
  const { explanation, params } = JSON.parse(stdout || stderr)
  const { steps } = explanation.rows[0]
  const named = steps.map(({ name }: { name: string }) => name)
  const texts = [explanation.formula, ...steps.map(({ formula }: { formula: string }) => formula)]
  const known = [...named, ...Object.keys(params), ...common, 'smoothing', 'gamma', 'alpha']
  for (const word of texts.join(' ').match(/[A-Za-z]\w*/g)!) {
    const base = word.replace(/_[ct]$/, '')
    expect(
      [word, base].some((one) => known.includes(one)),
      `${word} in ${texts}`,
    ).toBe(true)
  }
  for (const given of ['p', 'w', 'alphaT', 'smoothing']) {
    const said = new RegExp(`\\b${given}(_c|_t)?\\b`).test(explanation.formula)
    if (given === 'smoothing') expect(said).toBe(argv.includes('--label-smoothing'))
    else if (said) expect(named).toContain(given)
  }
  expect(explanation.formula + explanation.latex).not.toMatch(/\[\w+\|/)
  expect(/(?<![\w\\])p\\,/.test(explanation.latex)).toBe(
    argv.includes('--pos-weight') && !argv.includes('focal'),
  )
})

it('writes a product of numbers as one, and not as 2 2', async () => {
  const beta = await run(['smooth-l1', '[1.5]', '[1]', '--beta', '2', '--explain'])
  expect(beta.stdout).toContain('0.5000^2 / (2 * 2) = 0.0625')
  const full = await run(['poisson-nll', '[2]', '[3]', '--full', '--explain'])
  expect(full.stdout).toContain('ln(2 pi * 3) / 2')
})
