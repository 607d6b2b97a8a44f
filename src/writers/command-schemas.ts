import { comparisonSchemaName } from './comparison.ts'
import { sweepSchemaName } from './sweep.ts'

const draft = 'https://json-schema.org/draft/2020-12/schema'
const number = { type: ['number', 'null'] } as const
const text = {
  description: 'NaN, Infinity or -Infinity, where the number beside it is null.',
  type: 'string',
} as const
const lossName = { description: 'Name of the loss.', type: 'string' } as const
const reduction = { enum: ['mean', 'sum'] } as const

const model = {
  type: 'object',
  required: ['file', 'value', 'sum', 'denominator'],
  properties: {
    file: { description: 'Name as given on the command line.', type: 'string' },
    value: { description: 'The reduced loss in nats.', ...number },
    value_text: text,
    sum: { description: 'Sum of the losses, exactly rounded.', ...number },
    sum_text: text,
    denominator: { description: 'What the mean divides by.', type: 'object' },
  },
} as const

/** JSON Schema of `compare --json`. */
export const comparisonSchema = {
  $schema: draft,
  $id: 'urn:loss-calc:comparison:1',
  title: 'Comparison of loss-calc',
  description: 'What `loss-calc compare --json` prints: two models on the same samples.',
  type: 'object',
  required: [
    ...['schema', 'loss', 'reduction', 'samples', 'a', 'b', 'difference', 'interval'],
    ...['better', 'worse', 'equal', 'regressions'],
  ],
  properties: {
    schema: {
      description: 'Version of this form; within it keys are only added.',
      const: comparisonSchemaName,
    },
    loss: lossName,
    mode: { description: 'The form of a loss that has several.', type: 'string' },
    reduction,
    samples: { description: 'Samples that count.', type: 'integer', minimum: 0 },
    a: model,
    b: model,
    difference: { description: 'The reduced loss of b less that of a.', ...number },
    difference_text: text,
    interval: {
      description: 'Where the difference lies with that confidence.',
      type: 'object',
      required: ['level', 'low', 'high', 'method'],
      properties: {
        level: { const: 0.95 },
        low: number,
        low_text: text,
        high: number,
        high_text: text,
        method: { type: 'string' },
      },
    },
    better: { description: 'Samples whose loss is smaller with b.', type: 'integer', minimum: 0 },
    worse: { description: 'Samples whose loss is larger with b.', type: 'integer', minimum: 0 },
    equal: { type: 'integer', minimum: 0 },
    regressions: {
      description: 'Samples whose loss grew the most: row, labels, loss_a, loss_b, difference.',
      type: 'array',
      items: { type: 'object' },
    },
  },
} as const

/** JSON Schema of `sweep --json`. */
export const sweepSchema = {
  $schema: draft,
  $id: 'urn:loss-calc:sweep:1',
  title: 'Sweep of loss-calc',
  description: 'What `loss-calc sweep --json` prints: the reduced loss for each combination of values.',
  type: 'object',
  required: ['schema', 'loss', 'reduction', 'points'],
  properties: {
    schema: { description: 'Version of this form; within it keys are only added.', const: sweepSchemaName },
    loss: lossName,
    reduction,
    points: {
      description: 'Options by name, and the value they give.',
      type: 'array',
      items: {
        type: 'object',
        required: ['value'],
        properties: { value: number, value_text: text },
        additionalProperties: { description: 'An option.', type: 'number' },
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
  description: 'What `loss-calc identify --json` prints: conventions that give a number, the plainest first.',
  type: 'object',
  required: ['schema', 'value', 'within', 'tried', 'matches'],
  properties: {
    schema: {
      description: 'Version of this form; within it keys are only added.',
      const: identifiedSchemaName,
    },
    value: { description: 'The number that was asked for.', type: 'number' },
    within: { description: 'How far a match may lie from it: half of its last digit.', type: 'number' },
    tried: { description: 'How many conventions were tried.', type: 'integer', minimum: 0 },
    matches: {
      type: 'array',
      items: {
        type: 'object',
        required: ['loss', 'convention', 'why', 'value', 'steps'],
        properties: {
          loss: lossName,
          convention: { type: 'string' },
          why: { type: 'string' },
          value: { type: 'number' },
          steps: { description: 'How far the convention is from torch.', type: 'integer', minimum: 0 },
          command: { description: 'What computes it here; absent where no option says it.', type: 'string' },
        },
      },
    },
  },
} as const
