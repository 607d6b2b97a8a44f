import { resultSchemaName } from './json.ts'
import { checkSchema, suiteSchema } from './suite-schema.ts'

const draft = 'https://json-schema.org/draft/2020-12/schema'
const count = { type: 'integer', minimum: 0 } as const
const nonFinite = ['NaN', 'Infinity', '-Infinity'] as const
const number = { type: ['number', 'null'] } as const

const text = (name: string) => ({
  description: `What ${name} is where it is null; only present then.`,
  enum: nonFinite,
})

const nestedText = (name: string) => ({
  description: `Same nesting as ${name}: the text where that is null, and null elsewhere; only present if needed.`,
  $ref: '#/$defs/texts',
})

/** A number is null exactly where its text is present. */
const textWhereNull = (name: string) => ({
  if: { properties: { [name]: { type: 'null' } }, required: [name] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: [`${name}_text`] },
  else: { properties: { [`${name}_text`]: false } },
})

const inputProperties = {
  file: { description: 'Name as given on the command line, or stdin.', type: 'string' },
  shape: { description: 'Lengths of the dimensions; [] is a single number.', type: 'array', items: count },
  format: { description: 'Format it was read as: csv, json, ...', type: 'string' },
  notes: {
    description: 'What the reader decided on its own, such as "header: yes".',
    type: 'array',
    items: { type: 'string' },
  },
} as const
const inputRequired = ['file', 'shape', 'format', 'notes'] as const

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
          enum: ['elements', 'samples', 'weights'],
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
    grad: {
      description: "Gradient of the value (of the sum under reduction none), nested like the input's shape.",
      $ref: '#/$defs/numbers',
    },
    grad_text: nestedText('grad'),
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
    notices: {
      description: 'Hints (H...) and warnings (W...); they never change a number.',
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: { description: 'Such as H103.', type: 'string' },
          message: { type: 'string' },
          tries: { description: 'Commands or steps to take.', type: 'array', items: { type: 'string' } },
        },
      },
    },
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
  suite: suiteSchema,
  check: checkSchema,
} as const
