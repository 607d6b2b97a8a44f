import { visible } from './text.ts'
import { displayWidth } from './width.ts'

/** Part of a line as printed, and where the spot is in it, in terminal columns. */
interface Excerpt {
  readonly text: string
  readonly start: number
  readonly length: number
}

/** Most terminal columns for the line. */
const most = 76
/** Characters looked at on either side: lines can be whole files, and combining marks take no room. */
const reach = 4 * most
const dots = '...'

/** The line around a spot (both in UTF-16 units, as string indices are), cut to fit a terminal. */
export function excerpt(source: string, index: number, width: number, columns = most): Excerpt {
  const room = Math.min(columns, most)
  const from = Math.min(Math.max(index, 0), source.length)
  const to = Math.min(from + Math.max(width, 1), source.length)
  const before = printable(source.slice(Math.max(from - reach, 0), from))
  const after = printable(source.slice(to, to + reach))

  const wholeSpot = printable(source.slice(from, Math.min(to, from + reach)))
  const spot = head(wholeSpot, room / 2)
  const spotCut = spot.length < wholeSpot.length || to - from > reach
  const free = room - widthOf(spot)
  const left = head(before.toReversed(), free - Math.min(widthOf(after), free / 2)).reverse()
  const right = spotCut ? [] : head(after, free - widthOf(left))

  const lead = (left.length < before.length || from > reach ? dots : '') + left.join('')
  const tail = spotCut || right.length < after.length || to + reach < source.length ? dots : ''
  return {
    text: lead + spot.join('') + right.join('') + tail,
    start: displayWidth(lead),
    length: Math.max(widthOf(spot), 1),
  }
}

/** Characters as printed; a tab takes four columns wherever it stands, so that the caret below it is right. */
function printable(text: string): string[] {
  return Array.from(text, (character) => (character === '\t' ? '    ' : visible(character)))
}

/** The longest beginning that fits. */
function head(characters: readonly string[], columns: number): string[] {
  let used = 0
  let count = 0
  while (count < characters.length && used + displayWidth(characters[count]!) <= columns) {
    used += displayWidth(characters[count]!)
    count++
  }
  return characters.slice(0, count)
}

function widthOf(characters: readonly string[]): number {
  return displayWidth(characters.join(''))
}
