import { expect, it } from 'vitest'
import { plan } from '../../src/engine/plan.ts'
import { Totals } from '../../src/engine/totals.ts'
import { notices } from '../../src/engine/warnings.ts'
import { everyForm } from '../every-form.ts'

const form = (title: string) => everyForm.find(([own]) => own === title)![1]()

/** What is warned of, of numbers that were counted. */
function told(title: string, counts: object, reduction: 'mean' | 'sum' = 'mean', divisor = 3, sum = 0) {
  const shapes = { input: [4, 3], target: title === 'ce' ? [4] : [4, 3] }
  const fitted = plan(form(title), {}, { input: { shape: shapes.input }, target: { shape: shapes.target } })
  const totals = new Totals()
  Object.assign(totals.counts, { counted: 4, ...counts })
  return notices(fitted, totals, reduction, divisor, shapes, sum).map(({ code, message, tries }) => [
    code,
    message,
    ...tries!,
  ])
}

const LIMIT = 'the limit of the loss is used; torch gives NaN where it is not the obvious Infinity'

it.each<[string, object, string[]]>([
  ['ce', {}, []],
  ['ce', { infinite: 1 }, ['W402', `1 infinite logit: ${LIMIT}`]],
  ['ce', { infinite: 2 }, ['W402', `2 infinite logits: ${LIMIT}`]],
  ['mse', { infinite: 2 }, ['W402', '2 infinite numbers in the input, or too large for float64']],
  [
    'mse',
    { nan: 1 },
    ['W409', '1 number is NaN, and so is its loss, as in torch; --top 5 lists such samples first'],
  ],
  [
    'mse',
    { nan: 2 },
    ['W409', '2 numbers are NaN, and so are their losses, as in torch; --top 5 lists such samples first'],
  ],
  [
    'ce',
    { loose: 1 },
    [
      'W403',
      '1 target value lies outside [0, 1]; torch computes them without a word, and losses below 0 may follow',
    ],
  ],
  [
    'ce',
    { loose: 2 },
    [
      'W403',
      '2 target values lie outside [0, 1]; torch computes them without a word, and losses below 0 may follow',
    ],
  ],
  [
    'ce',
    { unnormalised: 2 },
    [
      'W404',
      '2 of 4 target rows do not sum to 1; torch does not check probabilities',
      'loss-calc bce-logits ...',
    ],
  ],
])('of %s with %j', (title, counts, said) => {
  expect(told(title, counts)).toEqual(said.length > 0 ? [said] : [])
})

it('a mean of nothing is told, and why there is nothing', () => {
  const ignored = [
    'W405',
    'all targets equal --ignore-index -100: the mean is 0/0 = NaN, as in torch',
    '--reduction sum gives 0',
  ]
  const empty = [
    'W406',
    'there is nothing to average: the mean is 0/0 = NaN, as in torch',
    '--reduction sum gives 0',
  ]
  expect(told('ce', { ignored: 4, counted: 0 }, 'mean', 0)).toEqual([ignored])
  expect(told('ce', { ignored: 0, counted: 0 }, 'mean', 0)).toEqual([empty])
  expect(told('ce', { ignored: 2, counted: 2 }, 'mean', 0)).toEqual([empty])
  expect(told('mse', {}, 'mean', 0, -4)).toEqual([
    [
      'W406',
      'the weights add up to 0: the mean is -4/0 = -Infinity, as in torch',
      '--reduction sum gives -4',
    ],
  ])
  expect(told('mse', { ignored: 0, counted: 0 }, 'mean', 0)).toEqual([empty])
  expect(told('ce', { ignored: 4, counted: 0 }, 'sum', 0)).toEqual([])
})
