/** What the schemas have in common. */
export const draft = 'https://json-schema.org/draft/2020-12/schema'
export const count = { type: 'integer', minimum: 0 } as const
export const nonFinite = ['NaN', 'Infinity', '-Infinity'] as const
export const number = { type: ['number', 'null'] } as const

export const text = (name: string) => ({
  description: `What ${name} is where it is null; only present then.`,
  enum: nonFinite,
})

/** A number is null exactly where its text is present. */
export const textWhereNull = (name: string) => ({
  if: { properties: { [name]: { type: 'null' } }, required: [name] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: [`${name}_text`] },
  else: { properties: { [`${name}_text`]: false } },
})

export const inputProperties = {
  file: { description: 'Name as given on the command line, or stdin.', type: 'string' },
  shape: { description: 'Lengths of the dimensions; [] is a single number.', type: 'array', items: count },
  format: { description: 'Format it was read as: csv, json, ...', type: 'string' },
  columns: {
    description: 'Names of the columns that were selected; absent where the whole file was read.',
    type: 'array',
    items: { type: 'string' },
  },
  notes: {
    description: 'What the reader decided on its own, such as "header: yes".',
    type: 'array',
    items: { type: 'string' },
  },
} as const
export const inputRequired = ['file', 'shape', 'format', 'notes'] as const

export const noticesOf = {
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
} as const
