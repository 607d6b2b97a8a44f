import type { Reduction } from '../../report.ts'
import { nested, sameShape, type Tensor } from '../../tensor.ts'
import { firstOf, inLine, numbersOf, spelled } from './spelling.ts'
import { child, type Json, tensorAt } from '../../readers/json/document.ts'
import { evaluate } from '../../conventions/problem.ts'
import { gradientOf } from './run-suite.ts'
import { inCase, type Suite, type SuiteCase } from './suite.ts'

interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * The text of a suite with its expectations computed again. Only what differs is touched; a case that expects nothing
 * gets all three reductions.
 *
 * @throws LossError if a case cannot be computed
 */
export async function record(suite: Suite): Promise<{ text: Uint8Array; changed: number }> {
  // A letter for each byte, so that places of bytes are those of letters.
  const text = Buffer.from(suite.document.bytes).toString('latin1')
  const edits: Edit[][] = []
  for (const one of suite.cases) edits.push(await inCase(suite, one, () => editsOf(suite, one, text)))
  let [out, at] = ['', 0]
  for (const { from, to, text: part } of edits.flat().toSorted((a, b) => a.from - b.from)) {
    out += text.slice(at, from) + part
    at = to
  }
  return {
    text: Buffer.from(out + text.slice(at), 'latin1'),
    changed: edits.filter(({ length }) => length > 0).length,
  }
}

function editsOf({ document }: Suite, one: SuiteCase, text: string): Edit[] {
  const expect = child(one.node, 'expect')
  if (expect?.type === 'Object' && expect.members.length > 0)
    return expect.members.flatMap((member) => {
      const key = member.name
      const numbers = key === 'grad' ? slopes(one) : numbersOf(evaluate(one.problem, key as Reduction))
      return same(numbers, tensorAt(document, member.value))
        ? []
        : [replacement(member.value, literal(numbers))]
    })
  const all: readonly Reduction[] = ['mean', 'sum', 'none']
  const numbers = `{${all.map((key) => `"${key}": ${literal(numbersOf(evaluate(one.problem, key)))}`).join(', ')}}`
  if (expect) return [replacement(expect, numbers)]
  const { from, to } = one.node.members.at(-1)!
  // Nothing looks at all that stands before, for each case.
  let start = from
  while (text[start - 1]! <= ' ') start--
  return [{ from: to, to, text: `,${text.slice(start, from)}"expect": ${numbers}` }]
}

const replacement = ({ from, to }: Json, text: string): Edit => ({ from, to, text })

const slopes = (one: SuiteCase): Tensor => firstOf(evaluate(one.problem, gradientOf(one), true).grads)!

/** Whether two tensors hold the same numbers; 0 and -0 are one, NaN is itself. */
function same(a: Tensor, b: Tensor): boolean {
  return sameShape(a.shape, b.shape) && a.data.every((x, i) => x === b.data[i] || Object.is(x, b.data[i]))
}

const literal = (tensor: Tensor): string => inLine(spelled(nested(tensor)))
