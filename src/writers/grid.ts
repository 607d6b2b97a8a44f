import { isBar, shortened } from './bars.ts'
import type { Tensor } from '../tensor.ts'
import { english, type Say } from '../locale/locale.ts'
import { cutAlike, cutTo } from './fold.ts'
import type { Paint } from './paint.ts'
import type { PrintedColumn } from './first-rows.ts'
import { counted, type Precision, short } from './number.ts'
import { alignRight, displayWidth, widest } from './width.ts'

/** More columns than these are left out: nobody reads a matrix of 1,000 classes in a terminal. */
const columnsShown = 10

/** What a screen and its reader ask of a text. */
export interface Screen {
  /** Columns of the terminal; undefined where nothing is cut. */
  readonly width: number | undefined
  readonly say: Say
  readonly paint: Paint
  readonly precision: Precision
}

type GridStyle = Pick<Screen, 'paint'> & Partial<Screen> & { readonly most?: number }

export function saidNames(columns: readonly PrintedColumn[], say: Say): PrintedColumn[] {
  return columns.map(({ name, cells }) => ({ name: say(name), cells }))
}

/** Right-aligned columns under their names; without names, only the cells. On a terminal they fit its width. */
export function grid(columns: readonly PrintedColumn[], style: GridStyle): string {
  return [...gridText(columns, style)].join('')
}

/** The same in pieces: some lines each. */
export function* gridText(
  columns: readonly PrintedColumn[],
  { paint, most = columnsShown, width, say = english }: GridStyle,
): Generator<string> {
  const few = columns.length > most ? columns.slice(0, most) : columns
  const shown = width === undefined ? few : fitting(few, width)
  const widths = shown.map(widthOf)
  const line = (textOf: (column: PrintedColumn) => string) =>
    shown.map((column, i) => alignRight(textOf(column), widths[i]!)).join('  ')
  const more = columns.length > shown.length
  const tail = more ? '  ...' : ''
  const names = line(({ name }) => name).trimEnd()
  if (names !== '') yield ` ${paint.dim(names + tail)}\n`
  yield* inPieces(
    shown[0]?.cells.length ?? 0,
    (row) => `${` ${line(({ cells }) => cells.at(row)!)}${tail}`.trimEnd()}\n`,
  )
  if (more) yield ` ${paint.dim(say(`... ${counted(columns.length - shown.length, 'more column')}`))}\n`
}

const LINES = 1000

/** Lines by their rows, some at a time. */
export function* inPieces(rows: number, line: (row: number) => string): Generator<string> {
  for (let row = 0; row < rows;) {
    let text = ''
    for (const end = Math.min(rows, row + LINES); row < end; row++) text += line(row)
    yield text
  }
}

function widthOf({ name, cells }: PrintedColumn): number {
  return Math.max(displayWidth(name), cells.widest ?? widest(cells))
}

/** Columns of a text, and of the gap before it. */
const GAP = 2
/** A text that is cut to fewer columns says nothing. */
const LEAST = 6

/** Texts cut, the widest first, until the columns fit; if that is not enough, as many columns as fit. */
function fitting(columns: readonly PrintedColumn[], width: number): readonly PrintedColumn[] {
  const widths = columns.map(widthOf)
  const total = () => widths.reduce((sum, wide) => sum + wide + GAP, 0)
  const text = columns.map(({ cells }) =>
    [...cells].some((cell) => cell !== '' && Number.isNaN(Number(cell.replace(/[,%]| %/g, '')))),
  )
  while (total() > width) {
    const widestText = widths.reduce(
      (best, wide, i) => (text[i] && wide > LEAST && wide > (widths[best] ?? 0) ? i : best),
      -1,
    )
    if (widestText < 0) break
    widths[widestText] = Math.max(LEAST, widths[widestText]! - (total() - width))
  }
  const cut = columns.map(({ name, cells }, i) => ({
    name: cutTo(name, widths[i]!),
    cells: ([...cells].every(isBar) ? shortened : cutAlike)([...cells], widths[i]!),
  }))
  let used = '  ...'.length
  const kept = cut.filter((_, i) => (used += widths[i]! + GAP) <= width)
  return total() <= width ? cut : kept
}

/** "... 1,980 more rows: --format csv prints them all", or nothing. */
export function moreRows(hidden: number, format: string): string {
  return hidden > 0 ? `... ${counted(hidden, 'more row')}: --format ${format} prints them all` : ''
}

/** A tensor as aligned rows: a vector is one row, more dimensions become matrices under their indices. */
export function matrices({ shape, data }: Tensor, rows: number, style: GridStyle): string {
  const { paint, precision = 4, say = english } = style
  const width = shape.at(-1) ?? 1
  const height = shape.at(-2) ?? 1
  if (data.length === 0) return ` ${paint.dim(say('empty'))}\n`
  const total = data.length / width
  const shown = Math.min(total, rows)
  let text = ''
  for (let first = 0; first < shown; first += height) {
    if (shape.length > 2) text += ` ${paint.dim(sliceName(shape, first / height))}\n`
    const last = Math.min(first + height, shown)
    const columns = Array.from({ length: width }, (_, column) => ({
      name: '',
      cells: Array.from({ length: last - first }, (_, row) =>
        short(data[(first + row) * width + column]!, precision),
      ),
    }))
    text += grid(columns, style)
  }
  const more = say(moreRows(total - shown, 'json'))
  return more === '' ? text : `${text} ${paint.dim(more)}\n`
}

/** [1, 0, :, :] of the matrix with this number. */
function sliceName(shape: readonly number[], matrix: number): string {
  const indices: (number | string)[] = [':', ':']
  let rest = matrix
  for (let axis = shape.length - 3; axis >= 0; axis--) {
    indices.unshift(rest % shape[axis]!)
    rest = Math.floor(rest / shape[axis]!)
  }
  return `[${indices.join(', ')}]`
}
