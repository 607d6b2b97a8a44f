import { count, draft, inputProperties, inputRequired, noticesOf, number, text } from './schema-parts.ts'

const stats = {
  count: { description: 'How many numbers.', ...count },
  min: { description: 'Least finite number.', ...number },
  min_text: text('min'),
  max: { description: 'Greatest finite number.', ...number },
  max_text: text('max'),
  mean: { description: 'Of the finite numbers.', ...number },
  mean_text: text('mean'),
  nan: { description: 'How many are NaN.', ...count },
  infinite: { description: 'How many are infinite.', ...count },
  zeros: { description: 'How many are 0.', ...count },
  integers: { description: 'How many are whole.', ...count },
  row_sum_min: { description: 'Least sum of a row.', ...number },
  row_sum_min_text: text('row_sum_min'),
  row_sum_max: { description: 'Greatest sum of a row.', ...number },
  row_sum_max_text: text('row_sum_max'),
  looks_like: { description: 'Going by the values alone.', type: 'string' },
} as const

const statsRequired = [
  'count',
  'min',
  'max',
  'mean',
  'nan',
  'infinite',
  'zeros',
  'integers',
  'looks_like',
] as const

const inspectedInput = {
  type: 'object',
  required: [...inputRequired, ...statsRequired],
  properties: {
    ...inputProperties,
    columns: { description: 'Names in the header, or selected.', type: 'array', items: { type: 'string' } },
    ...stats,
  },
} as const

const inspectedColumn = {
  type: 'object',
  required: ['name', 'type', 'missing'],
  if: { properties: { type: { const: 'text' } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['examples'] },
  else: { required: ['shape', ...statsRequired] },
  properties: {
    name: { type: 'string' },
    type: { enum: ['number', 'text', 'list'] },
    missing: { description: 'Rows without a value.', ...count },
    examples: { description: 'The first different texts.', type: 'array', items: { type: 'string' } },
    shape: inputProperties.shape,
    ...stats,
  },
} as const

/** JSON Schema of `inspect --json`. */
export const inspectionSchema = {
  $schema: draft,
  $id: 'urn:loss-calc:inspection:1',
  title: 'Inspection of loss-calc',
  description: 'What `loss-calc inspect --json` prints.',
  type: 'object',
  required: ['schema', 'losses'],
  anyOf: [{ required: ['input'] }, { required: ['table'] }],
  properties: {
    schema: {
      description: 'Version of this form; within it keys are only added.',
      const: 'loss-calc/inspection@1',
    },
    table: {
      description: 'Every column, of an input that is not numbers alone.',
      type: 'object',
      required: ['file', 'format', 'notes', 'rows', 'columns'],
      properties: {
        file: inputProperties.file,
        format: inputProperties.format,
        notes: inputProperties.notes,
        rows: count,
        columns: { type: 'array', items: inspectedColumn },
      },
    },
    input: inspectedInput,
    target: inspectedInput,
    command: {
      description: 'What to type for a loss of the columns that look like input and target.',
      type: 'string',
    },
    losses: {
      description: 'Every loss, and whether it can be computed; empty where input and target are not known.',
      type: 'array',
      items: {
        type: 'object',
        required: ['loss', 'fits', 'notices'],
        properties: {
          loss: { type: 'string' },
          mode: { description: 'The form of a loss that has several.', type: 'string' },
          fits: { description: 'Whether it can be computed.', type: 'boolean' },
          reason: { description: 'Why it cannot.', type: 'string' },
          notices: noticesOf,
        },
      },
    },
  },
} as const
