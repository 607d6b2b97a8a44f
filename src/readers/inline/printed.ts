import { Brackets, type Node } from './brackets.ts'
import { decimalsIn } from './spelling.ts'
import { prefixOf } from './recognise.ts'
import { ELISION, numberAt, type PastedText, refuseAt, refuseElided } from './text.ts'

/** What was read, and who writes so. */
export interface Printed {
  readonly node: Node
  readonly writer: string | undefined
  /** Whether a program printed it, so that digits may lack. */
  readonly printed: boolean
  /** Whether it is rows and columns, so that one column may stand for a vector. */
  readonly table: boolean
  readonly decimals: number
}

/** A line, or a word of one, and where it begins. */
interface Line {
  readonly at: number
  readonly text: string
}

/**
 * Reads what a person may paste.
 *
 * @throws LossError E201 not a number, E203 ragged or a part is missing, E204 malformed or with numbers left out
 */
export function readPrinted(pasted: PastedText): Printed {
  const start = prefixOf(pasted.text)
  const rest = pasted.text.slice(start)
  const lines = linesOf(pasted, start)
  if (/^\[\d+\][ \t]+[^\s,;[\]]/.test(rest)) return rVector(pasted, lines)
  if (/^\[,1\][^\n]*\n/.test(rest)) return rMatrix(pasted, linesOf(pasted, 0))
  const julia = /^(?:(\d+)-element|(\d+)[\u00d7x](\d+)) [^\n]*:[ \t]*\n/.exec(rest)
  if (julia) return juliaPrint(pasted, lines, julia.slice(1, 4))
  if (/\n[^\n]*\bdtype: \S+\s*$/.test(rest)) return pandasSeries(pasted, lines)
  if (/^[[({<]/.test(rest) || /^[A-Za-z_][\w.]*(?:\{[^}]*\})?!?\s*[([]/.test(rest))
    return bracketed(pasted, start)
  return matlabPrint(pasted, lines, start > 0 && rest.includes('\n'))
}

function bracketed(pasted: PastedText, start: number): Printed {
  const reader = new Brackets(pasted, start)
  const values = [reader.value()]
  for (let end = reader.at; !reader.ended; end = reader.at) {
    const more = pasted.text[reader.at]!
    if (more === ';') {
      reader.at++
      if (reader.ended) break
    }
    if (more === ',') reader.at++
    else if (!/[[(]/.test(more) || !pasted.text.slice(end, reader.at).includes('\n')) {
      const what = JSON.stringify([...pasted.original.slice(reader.at)][0])
      refuseAt(pasted, reader.at, 'E204', `${what} follows the numbers`, {
        why: 'only one list is read',
        tries: ['put the argument in quotes, and nothing else into them'],
      })
    }
    if (!reader.ended) values.push(reader.value())
  }
  const node = values.length === 1 ? values[0]! : { at: start, items: values }
  return {
    node,
    writer: reader.writer,
    printed: reader.printed,
    table: reader.rows,
    decimals: reader.decimals,
  }
}

function linesOf({ text }: PastedText, start: number): Line[] {
  const lines: Line[] = []
  let at = start
  for (const line of text.slice(start).split(/\n|\\n/)) {
    if (line.trim() !== '') lines.push({ at, text: line })
    at = text.indexOf(line, at) + line.length
    at += text.startsWith('\\n', at) ? 2 : 1
  }
  return lines
}

function wordsOf({ at, text }: Line, from = 0): Line[] {
  return [...text.slice(from).matchAll(/[^\s,]+/g)].map((found) => ({
    at: at + from + found.index,
    text: found[0],
  }))
}

/** Adds all, which may be more than the arguments that a call takes. */
function append<T>(items: T[], more: readonly T[]): void {
  for (const one of more) items.push(one)
}

/** Numbers of a line; the most digits after their points are counted. */
class Rows {
  readonly #pasted: PastedText
  readonly #writer: string
  readonly #scale: number
  decimals = 0

  constructor(pasted: PastedText, writer: string, scale = 0) {
    this.#pasted = pasted
    this.#writer = writer
    this.#scale = scale
  }

  numbers(words: readonly Line[]): Node[] {
    return words.map(({ at, text }) => {
      if (text.search(ELISION) === 0) refuseElided(this.#pasted, at, this.#writer)
      const found = numberAt(this.#pasted, at, text, this.#scale)
      this.decimals = Math.max(this.decimals, decimalsIn(found))
      return { at, ...found }
    })
  }

  /** @throws LossError E204 for a line with numbers left out */
  refuseElided({ at, text }: Line): void {
    const elided = text.search(ELISION)
    if (elided >= 0) refuseElided(this.#pasted, at + elided, this.#writer)
  }
}

/** Numbers one after the other, as a program printed them. */
function vectorOf(at: number, items: readonly Node[], writer: string, { decimals }: Rows): Printed {
  return { node: { at, items }, writer, printed: true, table: false, decimals }
}

/** `[1] 0.1 0.2`, and `[3] 0.3` in the next line: each line says how many numbers came before. */
function rVector(pasted: PastedText, lines: readonly Line[]): Printed {
  const rows = new Rows(pasted, 'R')
  const items: Node[] = []
  for (const line of lines) {
    const begin = /^\s*\[(\d+)\]\s+/.exec(line.text)
    rows.refuseElided(line)
    if (!begin)
      refuseAt(pasted, line.at, 'E204', 'a line of R begins with the number of its first value, as in [1]')
    if (Number(begin[1]) !== items.length + 1) missingPart(pasted, line.at, `[${begin[1]}]`, items.length)
    append(items, rows.numbers(wordsOf(line, begin[0].length)))
  }
  return vectorOf(lines[0]!.at, items, 'R', rows)
}

function missingPart(pasted: PastedText, at: number, said: string, count: number): never {
  refuseAt(pasted, at, 'E203', `${said} follows ${count} numbers`, {
    why: 'a part of the print may be missing',
  })
}

/** A matrix of R: columns `[,1]`, rows `[1,]`; a wide one in several blocks. */
function rMatrix(pasted: PastedText, lines: readonly Line[]): Printed {
  const rows = new Rows(pasted, 'R')
  const items: Node[][] = []
  let row = 0
  let columns = 0
  for (const line of lines) {
    rows.refuseElided(line)
    if (/^\s*(?:\[,\d+\]\s*)+$/.test(line.text)) {
      const first = Number(/\d+/.exec(line.text)![0])
      if (first !== columns + 1) missingPart(pasted, line.at, `[,${first}]`, columns)
      columns += line.text.match(/\[,/g)!.length
      row = 0
      continue
    }
    const begin = /^\s*(?:\[(\d+),\]|[^\s\d[-]\S*)\s+/.exec(line.text)
    if (!begin) refuseAt(pasted, line.at, 'E204', 'a row of R begins with its number, as in [1,]')
    if (begin[1] !== undefined && Number(begin[1]) !== row + 1)
      missingPart(pasted, line.at, `[${begin[1]},]`, row)
    append((items[row++] ??= []), rows.numbers(wordsOf(line, begin[0].length)))
  }
  return matrixOf(lines[0]!.at, items, 'R', true, rows.decimals)
}

function matrixOf(
  at: number,
  items: readonly (readonly Node[])[],
  writer: string | undefined,
  printed: boolean,
  decimals: number,
): Printed {
  const nodes = items.map((row) => ({ at: row[0]?.at ?? at, items: row }))
  return { node: { at, items: nodes }, writer, printed, table: true, decimals }
}

/** `3-element Vector{Float64}:` or `2×3 Matrix{Float64}:` and the numbers below. */
function juliaPrint(
  pasted: PastedText,
  [head, ...lines]: readonly Line[],
  [length, height, width]: readonly (string | undefined)[],
): Printed {
  const rows = new Rows(pasted, 'Julia')
  const items = lines.map((line) => rows.numbers(wordsOf(line)))
  const sizes = length === undefined ? [Number(height), Number(width)] : [Number(length)]
  if (items.length !== sizes[0])
    refuseAt(
      pasted,
      head!.at,
      'E203',
      `it says that it holds ${sizes[0]} rows, but ${items.length} are here`,
      { why: 'a part of the print may be missing' },
    )
  if (length !== undefined) return vectorOf(head!.at, items.flat(), 'Julia', rows)
  return matrixOf(head!.at, items, 'Julia', true, rows.decimals)
}

/** Index and value in each line, and `dtype: float64` at the end. */
function pandasSeries(pasted: PastedText, lines: readonly Line[]): Printed {
  const rows = new Rows(pasted, 'pandas')
  const items = lines.slice(0, -1).map((line) => {
    const words = wordsOf(line)
    if (words.some(({ text }) => text.search(ELISION) === 0)) refuseElided(pasted, words.at(-1)!.at, 'pandas')
    if (words.length < 2) refuseAt(pasted, line.at, 'E204', 'a line of a Series holds an index and a value')
    return rows.numbers(words.slice(-1))[0]!
  })
  return vectorOf(lines[0]!.at, items, 'pandas', rows)
}

/** Rows of numbers without brackets: one number, one row, or several, as MATLAB prints them. */
function matlabPrint(pasted: PastedText, given: readonly Line[], named: boolean): Printed {
  const [head] = given
  if (!head) refuseAt(pasted, 0, 'E204', 'there is no number')
  const factor = /^\s*1\.0+e([+-]\d+)\s*\*\s*$/i.exec(head.text)
  const headings = given.some((line) => COLUMNS.test(line.text))
  const rows = new Rows(pasted, factor || headings || named ? 'MATLAB' : '', factor ? Number(factor[1]) : 0)
  const items: Node[][] = []
  let row = 0
  for (const line of factor ? given.slice(1) : given) {
    const semicolon = line.text.search(/;(?!\s*$)/)
    if (semicolon >= 0)
      refuseAt(pasted, line.at + semicolon, 'E204', 'a semicolon outside brackets', {
        why: 'it may end a row, or divide numbers with decimal commas',
        tries: ['[1, 2; 3, 4] for rows, [1.5, 2.5] for numbers'],
      })
    if (COLUMNS.test(line.text)) {
      row = 0
      continue
    }
    const words = wordsOf({ at: line.at, text: line.text.replace(/;\s*$/, '') })
    append((items[row++] ??= []), rows.numbers(words))
  }
  const matlab = factor !== null || headings || named
  const writer = matlab ? 'MATLAB' : undefined
  const [first] = items
  if (items.length > 1) return matrixOf(head.at, items, writer, matlab, rows.decimals)
  const alone = first!.length === 1 && !/,/.test(head.text)
  return {
    node: alone ? first![0]! : { at: head.at, items: first ?? [] },
    writer,
    printed: matlab,
    table: false,
    decimals: rows.decimals,
  }
}

/** `Columns 1 through 8`, `Columns 9 and 10`, `Column 11` */
const COLUMNS = /^\s*Columns? \d+(?: (?:through|and|to) \d+)?:?\s*$/
