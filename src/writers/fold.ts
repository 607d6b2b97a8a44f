import type { Paint } from './paint.ts'
import { displayWidth } from './width.ts'

/**
 * A word with the marks that stick to it, or a single Chinese character with its own; lines may end after each. A text
 * until it is used: classes of letters take a while, and V8 looks at those of a pattern as soon as it reads the file.
 */
const PARTS = String.raw`\s+|[\uff08\u300c\u201c\u300a]*(?:\p{Script=Han}|[^\s\p{Script=Han}\uff08\u300c\u201c\u300a\u3002\uff0c\u3001\uff1b\uff1a\uff01\uff1f\uff09\u300d\u201d\u300b\u2026]+|.)[\u3002\uff0c\u3001\uff1b\uff1a\uff01\uff1f\uff09\u300d\u201d\u300b\u2026]*`

/** A text in lines of so many terminal columns at most; a word that is longer than a line has one of its own. */
export function fold(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const part of text.match(new RegExp(PARTS, 'gu')) ?? []) {
    const wide = displayWidth(part)
    if (used > 0 && used + wide > width) {
      lines.push(line.trimEnd())
      line = ''
      used = 0
    }
    if (used === 0 && part.trim() === '' && lines.length > 0) continue
    line += part
    used += wide
  }
  return line.trimEnd() === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()]
}

const WIDE = String.raw`[\p{Script=Han}\uff0c\u3002\u3001\uff1b\uff1a\uff08\uff09\u201c\u201d]`
const MARK = () => /[\uff0c\u3002\u3001\uff1b\uff1a\uff08\uff09\u201c\u201d]/

/** Two lines of one sentence. A blank parts words, but none stands between Chinese characters or beside their marks. */
export function joined(before: string, after: string): string {
  const [last, first] = [before.at(-1)!, after[0]!]
  const isWide = (letter: string): boolean => new RegExp(WIDE, 'u').test(letter)
  const close = MARK().test(last) || MARK().test(first) || (isWide(last) && isWide(first))
  return `${before}${close ? '' : ' '}${after}`
}

/** Lines that all begin with an indent, except a first one that begins with something else. */
export function hanging(first: string, text: string, indent: number, width: number): string {
  const margin = ' '.repeat(indent)
  const lines = fold(text, Math.max(width - indent, 16))
  const start = displayWidth(first)
  // What is too long for the margin has a line of its own.
  const touches = first !== '' && (first.endsWith(' ') ? start > indent : start + 2 > indent)
  const head = touches ? `${first}\n${margin}` : first + margin.slice(start)
  return `${head}${lines.join(`\n${margin}`)}\n`
}

/** No letter of its own: as long as a file is ASCII, V8 keeps it in a byte per letter. */
const ELLIPSIS = String.fromCodePoint(0x2026)

/** The text, or as much of it as fits before an ellipsis. */
export function cutTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let cut = ''
  let used = 0
  for (const character of text) {
    used += displayWidth(character)
    if (used > width - 1) break
    cut += character
  }
  return cut + ELLIPSIS
}

/** As much of the end of a text as fits after an ellipsis. */
function endOf(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let cut = ''
  for (const character of [...text].reverse()) {
    if (displayWidth(character + cut) > width - 1) break
    cut = character + cut
  }
  return ELLIPSIS + cut
}

/** A path, or a word without blanks; a sentence is read from its beginning. */
const NAME = () => /[/\\]|^[!-~]*$/

/** Texts cut to a width; names, as of files, at their beginnings where their ends tell them apart. */
export function cutAlike(texts: readonly string[], width: number): string[] {
  const cut = texts.map((text) => cutTo(text, width))
  if (!texts.every((text) => NAME().test(text))) return cut
  const ends = texts.map((text) => endOf(text, width))
  return new Set(ends).size > new Set(cut).size ? ends : cut
}

/** A laid out text for a terminal: lines that are too long are folded where their last column begins. */
export function fit(text: string, width: number, pasted = false): string {
  return text
    .split('\n')
    .map((line) => {
      const plain = line.replaceAll(COLOUR, '')
      // A command that is to be pasted stays in one line.
      const command = pasted && /^\s*(?:loss-calc|try:|\u8bd5\u8bd5\uff1a) ?/.test(plain)
      const fits = command || displayWidth(plain) <= width
      return fits ? line : fitLine(plain, width)
    })
    .join('\n')
}

/** What switches colours; a line that is folded goes without. */
// eslint-disable-next-line no-control-regex
const COLOUR = /\x1b\[[\d;]*m/g

/** A command in lines that a shell reads as one. */
export function foldCommand(command: string, width: number): string {
  const lines = ['']
  // An option and its value stay together.
  for (const word of command.match(/(?:--[\w-]+ (?![-<>|]))?(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []) {
    const last = lines.at(-1)!
    if (last !== '' && displayWidth(`${last} ${word}`) > width - 2) lines.push(`  ${word}`)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.join(' \\\n')
}

function fitLine(line: string, width: number): string {
  const indent = /^ */.exec(line)![0].length
  const cells = line.trim().split(/ {2,}/)
  const margin = ' '.repeat(indent)
  // The last cell of a row may be folded in its place, if it has room there; another table that is too wide becomes a list.
  const before = line.slice(0, line.lastIndexOf(cells.at(-1)!))
  const at = displayWidth(before)
  if (cells.length > 2 && at <= width / 2) return hanging(before, cells.at(-1)!, at, width).trimEnd()
  if (cells.length > 2) return packed(cells, line.trim().match(/ {2,}/g)!, indent, width)
  const [first, second] = cells as [string, string?]
  if (second === undefined) return hanging('', first, indent, width).trimEnd()
  const longest = Math.max(...second.split(' ').map(displayWidth))
  const column = Math.min(at, Math.floor(width / 2))
  return hanging(margin + first, second, column + longest > width ? indent + 4 : column, width).trimEnd()
}

/** Cells with the gaps between them, as many in a line as fit; those of further lines stand below the first. */
function packed(cells: readonly string[], gaps: readonly string[], indent: number, width: number): string {
  const lines = [' '.repeat(indent) + cells[0]!]
  cells.slice(1).forEach((cell, i) => {
    const last = lines.at(-1)! + gaps[i]! + cell
    if (displayWidth(last) <= width) lines[lines.length - 1] = last
    else
      lines.push(
        ...hanging('', cell, indent + 4, width)
          .trimEnd()
          .split('\n'),
      )
  })
  return lines.join('\n')
}

/** What ran and on what: one line, or on a terminal that is too narrow one for the loss and one for the files. */
export function headOf(
  loss: string,
  torch: string,
  files: string,
  { paint, width }: { readonly paint: Paint; readonly width: number | undefined },
): string {
  const title = `${paint.strong(loss)} ${paint.dim(`(${torch})`)}`
  if (width === undefined || displayWidth(`${loss} (${torch})   ${files}`) <= width)
    return `${title}   ${files}\n`
  const first =
    displayWidth(`${loss} (${torch})`) <= width
      ? `${title}\n`
      : `${paint.strong(loss)}\n${hanging('', `(${torch})`, 2, width)}`
  return `${first}${hanging('', files, 2, width)}`
}
