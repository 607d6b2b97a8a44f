import { comparisonSchemaName } from './comparison.ts'
import { count, draft, number, text, textWhereNull } from './schema-parts.ts'
import { sweepSchemaName } from './sweep.ts'

const version = 'Version of this form; within it keys are only added.'
const reduction = { description: 'What was done with the losses.', enum: ['mean', 'sum'] } as const
const loss = { description: 'The loss computed: bce, ce, ...', type: 'string' } as const

const side = {
  type: 'object',
  required: ['file', 'value', 'sum', 'denominator'],
  properties: {
    file: { description: 'Name as given on the command line, or stdin.', type: 'string' },
    value: { description: 'The reduced loss.', ...number },
    value_text: text('value'),
    sum: { description: 'Sum of all losses that count.', ...number },
    sum_text: text('sum'),
    denominator: {
      description: 'What the mean divides the sum by.',
      type: 'object',
      required: ['kind', 'value'],
      properties: {
        kind: { enum: ['elements', 'samples', 'rows', 'weights'] },
        value: number,
        value_text: text('value'),
      },
      ...textWhereNull('value'),
    },
  },
  allOf: [textWhereNull('value'), textWhereNull('sum')],
} as const

/** JSON Schema of `compare --json`. */
export const comparisonSchema = {
  $schema: draft,
  $id: 'urn:loss-calc:comparison:1',
  title: 'Comparison of loss-calc',
  description: 'What `loss-calc compare --json` prints; differences are b - a per sample.',
  type: 'object',
  required: [
    ...['schema', 'loss', 'reduction', 'samples', 'a', 'b', 'difference', 'interval'],
    ...['better', 'worse', 'equal', 'regressions'],
  ],
  properties: {
    schema: { description: version, const: comparisonSchemaName },
    loss,
    mode: { description: 'The form of a loss that has several.', type: 'string' },
    reduction,
    samples: { description: 'Samples that both models have.', ...count },
    a: side,
    b: side,
    difference: { description: 'Mean of b - a.', ...number },
    difference_text: text('difference'),
    interval: {
      description: 'Of the mean difference.',
      type: 'object',
      required: ['level', 'low', 'high', 'method'],
      properties: {
        level: { type: 'number', minimum: 0, maximum: 1 },
        low: number,
        low_text: text('low'),
        high: number,
        high_text: text('high'),
        method: { type: 'string' },
      },
      allOf: [textWhereNull('low'), textWhereNull('high')],
    },
    better: { description: 'Samples whose loss fell.', ...count },
    worse: { description: 'Samples whose loss grew.', ...count },
    equal: { description: 'Samples whose loss stayed.', ...count },
    regressions: {
      description: 'The samples whose loss grew the most, each by column.',
      type: 'array',
      items: {
        type: 'object',
        required: ['row', 'loss_a', 'loss_b', 'difference'],
        properties: { row: count, loss_a: number, loss_b: number, difference: number },
      },
    },
  },
  ...textWhereNull('difference'),
} as const

/** JSON Schema of `sweep --json`. */
export const sweepSchema = {
  $schema: draft,
  $id: 'urn:loss-calc:sweep:1',
  title: 'Sweep of loss-calc',
  description: 'What `loss-calc sweep --json` prints.',
  type: 'object',
  required: ['schema', 'loss', 'reduction', 'points'],
  properties: {
    schema: { description: version, const: sweepSchemaName },
    loss,
    reduction,
    points: {
      description: 'Every combination of values, the last option fastest.',
      type: 'array',
      items: {
        type: 'object',
        required: ['value'],
        properties: { value: { description: 'The reduced loss.', ...number }, value_text: text('value') },
        additionalProperties: { description: 'The value of an option by its name.', type: 'number' },
        ...textWhereNull('value'),
      },
    },
  },
} as const

/** Version of the form of `identify --json`. */
export const identifiedSchemaName = 'loss-calc/identified@1'

/** JSON Schema of `identify --json`. */
export const identifiedSchema = {
  $schema: draft,
  $id: 'urn:loss-calc:identified:1',
  title: 'Identification of loss-calc',
  description: 'What `loss-calc identify --json` prints.',
  type: 'object',
  required: ['schema', 'value', 'within', 'tried', 'matches'],
  properties: {
    schema: { description: version, const: identifiedSchemaName },
    value: { description: 'The number looked for.', type: 'number' },
    within: { description: 'How far a match may be from it.', type: 'number' },
    tried: { description: 'Conventions that had a meaning for these numbers.', ...count },
    matches: {
      description: 'The plainest first.',
      type: 'array',
      items: {
        type: 'object',
        required: ['loss', 'convention', 'why', 'value', 'steps'],
        properties: {
          loss,
          convention: { type: 'string' },
          why: { type: 'string' },
          value: { type: 'number' },
          steps: { description: "In how many ways it differs from torch's default.", ...count },
          command: { description: 'What computes it; absent where no option does.', type: 'string' },
        },
      },
    },
  },
} as const
