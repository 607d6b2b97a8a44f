import { LossError } from '../../error.ts'
import { type Reduction, reductions } from '../../report.ts'
import type { Tensor } from '../../tensor.ts'
import { child, type Json, tensorAt, textOf } from '../../readers/json/document.ts'
import { readDocument } from '../../readers/json/document-file.ts'

/** Numbers to compare a run with; of which reduction, if the file says so. */
export interface Expected extends Pick<Tensor, 'data' | 'shape'> {
  readonly reduction?: Reduction | undefined
}

/**
 * The numbers of a result file: what `--json` writes, an object with `value` or `values`, or bare numbers.
 *
 * @throws LossError E200 if it cannot be read, E204 malformed, E201 and E203 as nested lists of numbers
 */
export async function readExpected(path: string): Promise<Expected> {
  const document = await readDocument(path)
  const { body } = document
  if (body.type !== 'Object') return tensorAt(document, body)
  const named = (['value', 'values', 'per_sample'] as const).find((name) => child(body, name))
  if (!named)
    throw new LossError('E204', `${path} has no "value" and no "values"`, {
      why: 'it should be a result of loss-calc --json, an object with "value", or numbers',
    })
  const reduction = textOf(child(body, 'reduction'))
  const value = filled(child(body, named)!, child(body, `${named}_text`))
  return { ...tensorAt(document, value), reduction: reductions.find((name) => name === reduction) }
}

/** Results write null for NaN and infinities, and their name in a second property. */
function filled(value: Json, texts: Json | undefined): Json {
  if (value.type === 'Null' && texts) return texts
  if (value.type !== 'Array' || texts?.type !== 'Array') return value
  const names = texts.elements
  return { ...value, elements: value.elements.map((element, i) => filled(element, names[i])) }
}
