import { type Child, element, joined, type Markup } from '../../charts/markup.ts'
import { type Color, fills } from '../../charts/plot.ts'
import { visible } from '../text.ts'
import { widest } from '../width.ts'

/** A column of a table: a name, how it looks, and its cells. */
export interface PageColumn {
  readonly name: string
  /** Numbers stand to the right. */
  readonly number?: boolean
  /** Left out where there is little room. */
  readonly minor?: boolean
  readonly bars?: boolean
  readonly cells: readonly Child[]
}

/** Makes the columns of a table that has a row for each of some things: of numbers, unless `look` says otherwise. */
export function columnsFor<T>(rows: readonly T[]) {
  return (name: string, cell: (of: T) => Child, look: Partial<PageColumn> = {}): PageColumn => ({
    name,
    number: true,
    cells: rows.map(cell),
    ...look,
  })
}

/** Names of tables, which readers by ear go by, in the order of the page. */
export class Tables {
  #count = 0

  /** The first column names the rows. */
  table(columns: readonly PageColumn[]): Markup {
    const label = `${++this.#count}. ${columns.map((column) => column.name).join(', ')}`
    const classOf = ({ number, minor, bars, cells }: PageColumn) =>
      [number && 'n', minor && 'hide-s', bars && 'barcell', !number && !bars && roomFor(cells)]
        .filter(Boolean)
        .join(' ') || undefined
    const head = columns.map((column) =>
      column.name === ''
        ? element('td', { class: classOf(column) })
        : element('th', { scope: 'col', class: classOf(column) }, column.name),
    )
    const row = (i: number) =>
      columns.map((column, c) =>
        c === 0
          ? element('th', { scope: 'row', class: classOf(column) }, column.cells[i])
          : element('td', { class: classOf(column) }, column.cells[i]),
      )
    const rows = columns[0]?.cells.map((_, i) => element('tr', {}, row(i))) ?? []
    return element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
      element('table', {}, element('thead', {}, element('tr', {}, head)), element('tbody', {}, rows)),
    )
  }

  /** What is said of some things, one line each. */
  pairs(rows: readonly (readonly [string, Child])[]): Markup {
    return element(
      'table',
      { class: 'kv' },
      element(
        'tbody',
        {},
        rows.map(([name, value]) =>
          element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value)),
        ),
      ),
    )
  }
}

/** Short texts stay on one line, longer ones get room before they are broken: bars would take it all. */
function roomFor(cells: readonly Child[]): string {
  const texts = cells.map((cell) =>
    joined([cell])
      .markup.replaceAll(/<[^>]*>/g, '')
      .replaceAll(/&#\d+;/g, '-'),
  )
  return widest(texts) <= 12 ? 'short' : 'names'
}

/** The numbers of a picture, where they are asked for. */
export function foldedTable(summary: string, table: Markup): Markup {
  return element('details', { class: 'data' }, element('summary', {}, summary), table)
}

export function legend(keys: readonly { color: Color; words: string }[]): Markup {
  return element(
    'ul',
    { class: 'legend' },
    keys.map(({ color, words }) =>
      element(
        'li',
        {},
        element(
          'svg',
          { class: 'key', width: 11, height: 11, 'aria-hidden': 'true' },
          element('rect', { class: `f${color}`, fill: fills[color], width: 11, height: 11 }),
        ),
        words,
      ),
    ),
  )
}

export function section(title: string, lead: Child, ...children: readonly Child[]): Markup {
  const intro = lead === undefined || lead === '' ? undefined : element('p', { class: 'lead' }, lead)
  return element('section', {}, element('h2', {}, title), intro, children)
}

export function two(first: Child, second: Child): Markup {
  return element('div', { class: 'two' }, element('div', {}, first), element('div', {}, second))
}

const LONGEST = 80

/** A text of the data: harmless, and cut where it is long; the rest is its title. */
export function label(text: string): Markup {
  const shown = visible(text)
  const characters = [...shown]
  if (characters.length <= LONGEST) return joined([shown])
  return element(
    'span',
    { title: characters.slice(0, 1000).join('') },
    `${characters.slice(0, LONGEST).join('')}…`,
  )
}

/** The same where there is no room for a title. */
export function cut(text: string, longest = LONGEST): string {
  const characters = [...visible(text)]
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`
}

/** The number that a page is about; a long one is smaller, so that it fits a phone. */
export function bigNumber(text: string): Markup {
  return element('div', { class: text.length > 9 ? 'big long' : 'big' }, text)
}
