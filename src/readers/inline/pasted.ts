import type { Tensor } from '../../tensor.ts'
import type { Node } from './brackets.ts'
import { lookalike, plainText } from '../lookalikes.ts'
import { type Printed, readPrinted } from './printed.ts'
import { type Inline, type PastedText, placeIn, refuseAt } from './text.ts'

/**
 * Numbers as torch, numpy, R, MATLAB, Julia, Python or JavaScript write or print them, and what there is to say of it.
 *
 * @throws LossError E201 not a number, E203 ragged or a part is missing, E204 malformed or with numbers left out
 */
export function parsePasted(original: string, name: string): Inline {
  const pasted = { name, original, text: withoutQuotes(plainText(original)) }
  refuseGrouped(pasted)
  const printed = readPrinted(pasted)
  return { tensor: tensorOf(pasted, printed), notes: notesOf(pasted, printed) }
}

/** Quotes that a shell left around all of it, as blanks. */
function withoutQuotes(text: string): string {
  const quoted = /^(\s*)(['"])([^]*)\2(\s*)$/.exec(text)
  if (!quoted || quoted[3]!.includes(quoted[2]!)) {
    // A shell that knows no single quotes leaves one in front.
    return text.replace(/^(\s*)['"](?=\s*[[({])/, '$1 ')
  }
  return `${quoted[1]} ${quoted[3]} ${quoted[4]}`
}

/** Blanks that look like none and stand inside a number may group its digits. @throws LossError E201 */
function refuseGrouped(pasted: PastedText): void {
  const found = /\d([\u00a0\u202f\u2007\u2009\u200a\u200b\ufeff])(?=\d)/.exec(pasted.original)
  if (!found) return
  const { name } = lookalike(found[1]!)!
  refuseAt(pasted, found.index + 1, 'E201', `${name} between digits`, {
    why: 'it may group the digits of one number, or divide two',
    tries: ['write the digits of a number without it'],
  })
}

function tensorOf(pasted: PastedText, { node, table }: Printed): Tensor {
  const shape = shapeOf(node)
  const data: number[] = []
  const places: number[] = []
  const walk = (item: Node, depth: number): void => {
    if ('value' in item) {
      if (depth !== shape.length) ragged(pasted, item.at, 'a number, where those before are lists')
      data.push(item.value)
      places.push(item.at)
      return
    }
    const { items } = item
    if (depth >= shape.length) ragged(pasted, item.at, 'a list, where those before are numbers')
    if (items.length !== shape[depth]) {
      const entries = items.length === 1 ? '1 entry' : `${items.length} entries`
      ragged(pasted, item.at, `this one has ${entries}, those before have ${shape[depth]}`)
    }
    for (const one of items) walk(one, depth + 1)
  }
  walk(node, 0)
  return {
    data: Float64Array.from(data),
    shape,
    ...(table && shape.length === 2 && { table }),
    place: (index) => placeIn(pasted, places[index] ?? node.at),
  }
}

function ragged(pasted: PastedText, at: number, what: string): never {
  refuseAt(pasted, at, 'E203', `ragged lists: ${what}`)
}

/** Lengths along the first of everything; an empty list may know its own. */
function shapeOf(node: Node): number[] {
  if ('value' in node) return []
  const [first] = node.items
  if (!first) return [...(node.shape ?? [0])]
  return [node.items.length, ...shapeOf(first)]
}

function notesOf({ original }: PastedText, { writer, printed, decimals }: Printed): string[] {
  const found = [...original].findIndex((character) => lookalike(character) !== undefined)
  const odd = found < 0 ? undefined : lookalike([...original][found]!)!
  return [
    writer === undefined ? 'inline' : `inline, as ${writer} ${printed ? 'prints' : 'writes'}`,
    ...(printed ? [`digits as printed: at most ${decimals} ${decimals === 1 ? 'decimal' : 'decimals'}`] : []),
    ...(odd ? [`${odd.name} ${odd.character} read as ${odd.plain} (column ${found + 1})`] : []),
  ]
}
