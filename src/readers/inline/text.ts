import { type ErrorCode, type ErrorDetails, LossError, type Place } from '../../error.ts'
import type { Tensor } from '../../tensor.ts'
import { spelled, type SpelledNumber } from './spelling.ts'

/** Numbers that were given as an argument, and how they were read. */
export interface Inline {
  readonly tensor: Tensor
  /** `inline, as numpy prints` */
  readonly notes: readonly string[]
}

/** Characters of a long line that are shown around an error. */
const SURROUNDINGS = 200

/** A pasted text and how to speak of a place in it. */
export interface PastedText {
  readonly name: string
  /** As given. */
  readonly original: string
  /** With lookalikes replaced, of the same length. */
  readonly text: string
}

/** Where an index of a pasted text stands: lines and columns count from 1. */
export function placeIn({ name, original }: PastedText, index: number, width = 1): Place {
  const before = original.slice(0, index)
  const start = before.lastIndexOf('\n') + 1
  const found = original.indexOf('\n', index)
  const end = Math.min(found < 0 ? original.length : found, index + SURROUNDINGS)
  const whole = index - start <= SURROUNDINGS
  return {
    file: name,
    line: before.split('\n').length,
    column: [...before.slice(start)].length + 1,
    width,
    ...(whole && { source: original.slice(start, end) }),
  }
}

export function refuseAt(
  pasted: PastedText,
  index: number,
  code: ErrorCode,
  message: string,
  { width, ...details }: Pick<ErrorDetails, 'why' | 'tries'> & Pick<Place, 'width'> = {},
): never {
  throw new LossError(code, message, { at: placeIn(pasted, index, width), ...details })
}

/** The number that a word spells, and how many digits are behind its point. @throws LossError E201 for another word */
export function numberAt(pasted: PastedText, at: number, word: string, scale: number): SpelledNumber {
  const found = spelled(word, scale)
  if ('value' in found) return found
  refuseAt(
    pasted,
    at,
    'E201',
    `${pasted.original.slice(at, at + Math.min(40, word.length))} is not a number`,
    { width: word.length, ...(found.refused !== '' && { why: found.refused }) },
  )
}

/** How programs say that they left numbers out. */
export const ELISION = /\.\.\.|[\u2026\u22ee\u22ef\u22f1]|\[ reached .*max\.print/

const printAll: Readonly<Record<string, readonly string[]>> = {
  torch: [
    "torch.set_printoptions(threshold=float('inf')), then print again",
    'or keep all digits: x.tolist()',
  ],
  R: [
    'options(max.print = 1e6), then print again',
    "or keep all digits: write.csv(x, 'x.csv', row.names = FALSE)",
  ],
  Julia: ['show(stdout, x), which leaves nothing out', 'or keep all digits: writedlm("x.csv", x, \',\')'],
  JavaScript: ['console.log(JSON.stringify(x))'],
  numpy: [
    'np.set_printoptions(threshold=sys.maxsize), then print again',
    "or keep all digits: np.save('x.npy', x)",
  ],
  pandas: ["x.to_csv('x.csv', index=False), which keeps all rows and digits"],
}

/** @throws LossError E204 for numbers that were left out in printing */
export function refuseElided(pasted: PastedText, index: number, writer: string): never {
  const known = printAll[writer]
  refuseAt(
    pasted,
    index,
    'E204',
    `numbers are left out here: ${ELISION.exec(pasted.text.slice(index))![0]}`,
    {
      why: `${known ? writer : 'what printed this'} shows the first and the last numbers of a long list only`,
      tries: known ?? [...printAll.numpy!.slice(0, 1), ...printAll.torch!.slice(0, 1)],
    },
  )
}
