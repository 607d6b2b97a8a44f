import { inspectionSchema } from './inspection-schema.ts'
import { resultSchemaName } from './json.ts'
import {
  count,
  draft,
  inputProperties,
  inputRequired,
  nonFinite,
  noticesOf,
  number,
  text,
  textWhereNull,
} from './schema-parts.ts'
import { comparisonSchema, identifiedSchema, sweepSchema } from './study-schema.ts'
import { checkSchema, suiteSchema } from './suite-schema.ts'

const nestedText = (name: string) => ({
  description: `Same nesting as ${name}: the text where that is null, and null elsewhere; only present if needed.`,
  $ref: '#/$defs/texts',
})

const group = {
  type: 'object',
  required: ['name', 'count', 'mean', 'sum', 'share'],
  properties: {
    name: { description: 'The class, or the text of the column.', type: 'string' },
    count: { description: 'Samples that are not ignored.', ...count },
    mean: { description: 'Their mean loss, by the same rule as the mean of all.', ...number },
    mean_text: text('mean'),
    sum: { description: 'The sum of their losses.', ...number },
    sum_text: text('sum'),
    share: { description: 'Their part of the sum of all.', ...number },
    share_text: text('share'),
    accuracy: { description: 'Part of them whose predicted class is the target.', type: 'number' },
  },
} as const
/** JSON Schema of the json format. Keys may be added within @1, so unknown ones are allowed. */
export const resultSchema = {
  $schema: draft,
  $id: 'urn:loss-calc:result:1',
  title: 'Result of loss-calc',
  description:
    'What `loss-calc --format json` prints. Losses are in nats; no times and no absolute paths added.',
  type: 'object',
  required: [
    'schema',
    'loss',
    'reduction',
    'samples',
    'sum',
    'denominator',
    'elements',
    'ignored',
    'params',
    'input',
    'target',
    'notices',
  ],
  properties: {
    schema: { description: 'Version of this form; within it keys are only added.', const: resultSchemaName },
    loss: { description: 'The loss computed: bce, ce, ...', type: 'string' },
    mode: { description: 'The form of a loss that has several: sigmoid or softmax.', type: 'string' },
    from: {
      description: 'How the input is written, where that was said.',
      enum: ['logits', 'probs', 'log-probs'],
    },
    convention: {
      description: 'Whose conventions were followed with --compat, and the flags they stand for.',
      type: 'string',
    },
    reduction: { description: 'As in torch.', enum: ['none', 'mean', 'sum'] },
    samples: { description: 'Length of the first dimension; 1 for a single number or row.', ...count },
    value: { description: 'The reduced loss; absent under reduction none.', ...number },
    value_text: text('value'),
    values: {
      description: 'The losses that were not reduced, nested like their shape; absent if they were too many.',
      $ref: '#/$defs/numbers',
    },
    values_text: nestedText('values'),
    sum: { description: 'Sum of all losses that count.', ...number },
    sum_text: text('sum'),
    denominator: {
      description: 'What the mean divides the sum by.',
      type: 'object',
      required: ['kind', 'value'],
      properties: {
        kind: {
          description: 'Elements of the input, samples (positions of class targets), or the sum of weights.',
          enum: ['elements', 'samples', 'rows', 'weights'],
        },
        value: { description: 'The divisor.', ...number },
        value_text: text('value'),
      },
      ...textWhereNull('value'),
    },
    elements: { description: 'Number of elements.', ...count },
    ignored: { description: 'Targets left out because of the ignore index.', ...count },
    clamped: {
      description: 'Elements whose loss is that of a floor (bce: a logarithm of -100); absent where none is.',
      ...count,
    },
    params: {
      description:
        'Options of the loss as used, defaults included; `name_text` accompanies a number that is not finite.',
      type: 'object',
    },
    input: {
      description: 'The input of the loss.',
      type: 'object',
      required: inputRequired,
      properties: inputProperties,
    },
    target: {
      description: 'What the input is compared with.',
      type: 'object',
      required: [...inputRequired, 'kind'],
      properties: {
        ...inputProperties,
        kind: {
          description: 'A target per element, class indices, or class probabilities.',
          enum: ['elements', 'indices', 'probabilities'],
        },
      },
    },
    skipped: { description: 'Rows left out because a value was missing; absent for none.', ...count },
    accuracy: {
      description: 'How often the predicted class is the target; with a survey of class targets.',
      type: 'object',
      required: ['value', 'correct', 'counted'],
      properties: { value: { type: 'number' }, correct: count, counted: count },
    },
    top: {
      description: 'The worst samples, on demand (--top), each as the sample format prints it.',
      type: 'array',
      items: { type: 'object' },
    },
    top_share: { description: 'Their part of the sum of all losses.', ...number },
    top_share_text: text('top_share'),
    per_class: { description: 'Per class, on demand (--per-class).', type: 'array', items: group },
    groups: {
      description: 'Per text of a column, on demand (--group-by).',
      type: 'array',
      items: {
        type: 'object',
        required: ['by', 'groups'],
        properties: { by: { type: 'string' }, groups: { type: 'array', items: group } },
      },
    },
    quantiles: {
      description: 'Quantiles of the losses per sample, on demand; approximate ones are within 0.05 %.',
      type: 'array',
      items: {
        type: 'object',
        required: ['q', 'value', 'approximate'],
        properties: {
          q: { type: 'number', minimum: 0, maximum: 1 },
          value: number,
          value_text: text('value'),
          approximate: { type: 'boolean' },
        },
      },
    },
    histogram: {
      description: 'Counts of losses per sample between edges, on demand (--hist).',
      type: 'object',
      required: ['edges', 'counts', 'open', 'not_finite'],
      properties: {
        edges: { type: 'array', items: { type: 'number' } },
        counts: { type: 'array', items: count },
        open: { description: 'Whether the outer bins also count what lies beyond.', type: 'boolean' },
        not_finite: count,
      },
    },
    grad: {
      description: "Gradient of the value (of the sum under reduction none), nested like the input's shape.",
      $ref: '#/$defs/numbers',
    },
    grad_text: nestedText('grad'),
    explanation: {
      description: 'Rows worked out step by step, under --explain.',
      type: 'object',
      required: ['formula', 'latex', 'columns', 'rows'],
      properties: {
        formula: { description: 'The loss in plain text.', type: 'string' },
        latex: { description: 'The loss in LaTeX.', type: 'string' },
        columns: { description: 'What the lists of a step run over.', enum: ['elements', 'classes'] },
        rows: {
          type: 'array',
          items: {
            type: 'object',
            required: ['row', 'ignored', 'sum', 'share', 'steps'],
            properties: {
              row: { description: 'Number of the row from 0.', ...count },
              position: { description: 'Which of several positions of the row.', ...count },
              ignored: { description: 'Left out because of the ignore index.', type: 'boolean' },
              sum: { description: 'What the row adds to the sum.', ...number },
              sum_text: text('sum'),
              share: { description: 'What the row adds to the divisor of the mean.', ...number },
              share_text: text('share'),
              steps: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['name', 'formula', 'latex', 'value'],
                  properties: {
                    name: { description: 'x and t are input and target.', type: 'string' },
                    formula: { description: 'Of the names before it; empty if given.', type: 'string' },
                    latex: { type: 'string' },
                    value: { description: 'A number, or one per element or class.', $ref: '#/$defs/numbers' },
                    value_text: nestedText('value'),
                  },
                },
              },
            },
          },
        },
      },
    },
    checks: {
      description: 'Comparisons that were asked for; one that is not ok makes the exit status 1.',
      type: 'array',
      items: {
        type: 'object',
        required: ['kind', 'ok', 'asked'],
        properties: {
          kind: { description: 'The flag behind it.', enum: ['expect', 'max', 'min', 'fail-on'] },
          ok: { type: 'boolean' },
          asked: { description: 'The flag with its value.', type: 'string' },
          want: { description: 'The number expected, or the bound.', ...number },
          want_text: text('want'),
          got: { description: 'The number compared; the worst of those that are not reduced.', ...number },
          got_text: text('got'),
          rtol: { description: 'Allowed is |got - want| <= atol + rtol |want|.', type: 'number' },
          atol: { type: 'number' },
          index: { description: 'Place of the worst among the losses in row-major order.', ...count },
          row: { description: 'Its row from 0.', ...count },
          failed: { description: 'How many losses fail.', ...count },
          what: { description: 'What fail-on counts.', enum: ['nan', 'inf', 'clamp', 'ignored'] },
          count: { description: 'How often it occurs.', ...count },
        },
        allOf: [textWhereNull('want'), textWhereNull('got')],
      },
    },
    notices: noticesOf,
  },
  allOf: [
    {
      if: { properties: { reduction: { const: 'none' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { value: false } },
      else: { required: ['value'] },
    },
    textWhereNull('value'),
    textWhereNull('sum'),
  ],
  $defs: {
    numbers: {
      description: 'A number, null where it is not finite, or lists of such.',
      anyOf: [{ type: 'number' }, { type: 'null' }, { type: 'array', items: { $ref: '#/$defs/numbers' } }],
    },
    texts: {
      description: 'NaN, Infinity or -Infinity, null, or lists of such.',
      anyOf: [{ enum: nonFinite }, { type: 'null' }, { type: 'array', items: { $ref: '#/$defs/texts' } }],
    },
  },
} as const

/** JSON Schema of one line of the ndjson format. */
export const sampleSchema = {
  $schema: draft,
  $id: 'urn:loss-calc:sample:1',
  title: 'Sample of loss-calc',
  description:
    'A line of `loss-calc --format ndjson`: numbers by column; one that is not finite is null and has a `_text`.',
  type: 'object',
  required: ['row'],
  anyOf: [{ required: ['loss'] }, { required: ['loss_0'] }],
  properties: {
    row: { description: 'Number of the sample from 0.', ...count },
    loss: { description: 'Loss of the sample in nats.', ...number },
  },
  patternProperties: {
    '^loss_[0-9]+$': {
      description: 'Loss of one element of the sample, where nothing is reduced.',
      ...number,
    },
    _text$: { enum: nonFinite },
  },
  additionalProperties: { description: 'Any other column.', ...number },
  ...textWhereNull('loss'),
} as const

/** Every schema by the name it is asked for. */
export const schemas = {
  result: resultSchema,
  sample: sampleSchema,
  inspection: inspectionSchema,
  comparison: comparisonSchema,
  sweep: sweepSchema,
  identified: identifiedSchema,
  suite: suiteSchema,
  check: checkSchema,
} as const
