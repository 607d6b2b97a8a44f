import { checkSchemaName } from './outcomes.ts'

const draft = 'https://json-schema.org/draft/2020-12/schema'
const tolerance = { type: 'number', minimum: 0 } as const
const special = { enum: ['NaN', 'Infinity', '-Infinity'] } as const
const text = { type: 'string' } as const

/** JSON Schema of the suites that `loss-calc check` runs. */
export const suiteSchema = {
  $schema: draft,
  $id: 'urn:loss-calc:suite:1',
  title: 'Suite of loss-calc',
  description: 'Cases with the losses they should give, for `loss-calc check` and for ports in any language.',
  type: 'object',
  required: ['schema', 'cases'],
  additionalProperties: false,
  properties: {
    $schema: text,
    schema: {
      description: 'Version of this form; within it keys are only added.',
      const: 'loss-calc/suite@1',
    },
    description: text,
    source: { description: 'Where the numbers come from.', ...text },
    rtol: { description: 'Allowed is |got - want| <= atol + rtol |want|; default 1e-5.', ...tolerance },
    atol: { description: 'See rtol; default 1e-8.', ...tolerance },
    cases: { type: 'array', minItems: 1, items: { $ref: '#/$defs/case' } },
  },
  $defs: {
    case: {
      type: 'object',
      required: ['name', 'loss', 'input', 'target'],
      additionalProperties: false,
      properties: {
        name: text,
        note: text,
        source: text,
        loss: { description: 'Name of the command: bce, bce-logits, ce, nll, mse, focal.', ...text },
        mode: { description: 'Form of a loss with several; by the shapes if absent.', ...text },
        input: { $ref: '#/$defs/numbersOrFile' },
        target: { $ref: '#/$defs/numbersOrFile' },
        params: {
          description: "Options of the loss by torch's names (pos_weight) or the library's (posWeight).",
          type: 'object',
          additionalProperties: { anyOf: [{ $ref: '#/$defs/numbersOrFile' }, { type: 'null' }] },
        },
        expect: {
          description: 'What the case should give; loss-calc check --write fills in what is missing.',
          type: 'object',
          additionalProperties: false,
          properties: {
            mean: { $ref: '#/$defs/number' },
            sum: { $ref: '#/$defs/number' },
            none: { description: 'The losses that are not reduced.', $ref: '#/$defs/numbers' },
            grad: {
              description: 'Gradient of the mean where mean is expected, else of the sum.',
              $ref: '#/$defs/numbers',
            },
          },
        },
        rtol: tolerance,
        atol: tolerance,
      },
    },
    number: { anyOf: [{ type: 'number' }, special] },
    numbers: { anyOf: [{ $ref: '#/$defs/number' }, { type: 'array', items: { $ref: '#/$defs/numbers' } }] },
    numbersOrFile: {
      description: 'Nested lists, or the path of a file, relative to the suite.',
      anyOf: [{ $ref: '#/$defs/numbers' }, text],
    },
  },
} as const

/** JSON Schema of `loss-calc check --reporter json`. */
export const checkSchema = {
  $schema: draft,
  $id: 'urn:loss-calc:check:1',
  title: 'Outcome of loss-calc check',
  type: 'object',
  required: ['schema', 'passed', 'failed', 'cases'],
  properties: {
    schema: { description: 'Version of this form; within it keys are only added.', const: checkSchemaName },
    passed: { type: 'integer', minimum: 0 },
    failed: { type: 'integer', minimum: 0 },
    cases: {
      description: 'Every expectation of every case, in order.',
      type: 'array',
      items: {
        type: 'object',
        required: ['suite', 'line', 'name', 'reduction', 'ok', 'failures', 'causes'],
        properties: {
          suite: { description: 'The file.', ...text },
          line: { description: 'Where the case starts, from 1.', type: 'integer', minimum: 1 },
          name: text,
          reduction: { enum: ['none', 'mean', 'sum'] },
          ok: { type: 'boolean' },
          error: { description: 'The largest absolute error of value and gradient.', type: 'number' },
          failures: { description: 'What is wrong, a sentence each.', type: 'array', items: text },
          causes: {
            description: 'Conventions that give the wrong number.',
            type: 'array',
            items: {
              type: 'object',
              required: ['name', 'why', 'command'],
              properties: {
                name: text,
                why: text,
                command: { description: 'What gives the same number; empty if no option does.', ...text },
              },
            },
          },
        },
      },
    },
  },
} as const
