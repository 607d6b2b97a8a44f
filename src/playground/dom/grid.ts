import type { Words } from '../../locale/words-en.ts'
import type { PlaygroundWords } from '../../locale/playground-en.ts'
import type { PlainLoss } from '../../losses/loss.ts'
import type { Argument } from '../../losses/takes.ts'
import { short } from '../../writers/number.ts'
import type { ExampleTable } from '../../losses/example-numbers.ts'
import type { PlaygroundState } from '../state.ts'
import type { View } from '../view.ts'
import { button, el, svg } from './element.ts'

interface GridWords {
  readonly own: PlaygroundWords
  readonly words: Words
}

type Change = (argument: string, row: number, column: number, value: number) => void

/** What an argument is called on the page. */
function titleOf(name: string, { domain, kind, means }: Argument, { own, words }: GridWords): string {
  if (means) return means[words.language]
  if (kind === 'index') return own.targetClass
  if (name === 'target') return own.targets
  const known = (words.inputs as Readonly<Record<string, string>>)[domain.what]
  return name === 'input' ? (known ?? words.inputs.number) : name
}

/** The numbers of every argument, to be changed. Built again only when their places change. */
export function buildGrid(
  state: PlaygroundState,
  form: PlainLoss,
  said: GridWords,
  change: Change,
  choose: (row: number) => void,
): readonly HTMLElement[] {
  const names = Object.keys(form.takes)
  const [first] = Object.values(state.args)
  const blocks = names.map((name, i) => {
    const takes = form.takes[name]!
    const table = state.args[name]!
    const title = titleOf(name, takes, said)
    const width = table[0]!.length
    const look = `block c${width}${isSmall(takes, i) ? ' small' : ''}`
    const block = el('div', { class: look }, el('div', { class: 'head' }, title))
    table.forEach((numbers, row) => {
      const line = el('div', { class: 'r', 'data-row': String(row) })
      line.append(i === 0 ? chooser(row, said.own, () => choose(row)) : numberOf(row))
      numbers.forEach((value, column) => {
        const place = width === 1 ? `${title} [${row}]` : `${title} [${row}][${column}]`
        const set = (next: number) => change(name, row, column, next)
        const id = `${name}-${row}-${column}`
        line.append(cell(takes, i, { value, place, set, id, size: first![0]!.length }))
      })
      block.append(line)
    })
    return block
  })
  return form.one === 'batch' ? blocks : [...blocks, lossesBlock(state, said.own)]
}

/** Targets that are chosen rather than typed take less room. */
function isSmall({ kind, domain }: Argument, i: number): boolean {
  return i > 0 && (kind === 'index' || sidesOf(domain) !== undefined)
}

/** The two numbers that a target is one of. */
function sidesOf({ values, min, max }: Argument['domain']): readonly number[] | undefined {
  return values ?? (min === 0 && max === 1 ? [0, 1] : undefined)
}

function chooser(row: number, own: PlaygroundWords, press: () => void): HTMLElement {
  const says = own.row(row)
  return button(String(row), press, { class: 'idx', title: says, 'aria-label': `${row}: ${says}` })
}

/** The number of a row that was shown before. */
function numberOf(row: number): HTMLElement {
  return el('span', { class: 'idx again', 'aria-hidden': 'true' }, String(row))
}

interface Place {
  readonly value: number
  readonly place: string
  readonly id: string
  /** How many classes there are. */
  readonly size: number
  set(value: number): void
}

function cell({ kind, domain }: Argument, i: number, place: Place): HTMLElement {
  const sides = i > 0 ? sidesOf(domain) : undefined
  if (kind === 'index') return el('span', { class: 'tcell' }, select(place))
  if (sides) return el('span', { class: 'tcell' }, toggle(place, sides))
  const step = domain.whole ? '1' : domain.max === 1 ? '0.05' : '0.1'
  const named = { id: place.id, 'aria-label': place.place, value: String(place.value) }
  const input = el('input', { type: 'number', step, ...named })
  input.addEventListener('input', () => {
    if (input.value !== '' && Number.isFinite(input.valueAsNumber)) place.set(input.valueAsNumber)
  })
  const back = svg('svg', { class: 'back', 'aria-hidden': 'true', width: '100%', height: '100%' })
  back.append(svg('rect', { class: 'shade', width: '100%', height: '100%', 'fill-opacity': 0 }))
  const push = svg('svg', { class: 'pushbox', 'aria-hidden': 'true', width: '100%', height: 4 })
  push.append(
    svg('rect', { class: 'track', width: '100%', height: 4 }),
    svg('rect', { class: 'push', height: 4 }),
  )
  const [loss, slope] = [el('span', { class: 'under' }), el('span', { class: 'g' })]
  return el('span', { class: 'cell' }, back, input, loss, push, slope)
}

function select({ value, place, id, size, set }: Place): HTMLElement {
  const made = el('select', { 'aria-label': place, id })
  for (let index = 0; index < size; index++)
    made.append(el('option', { value: String(index) }, String(index)))
  made.value = String(value)
  made.addEventListener('change', () => set(Number(made.value)))
  return made
}

/** One of two numbers; from any other it goes to the larger. */
function toggle({ value, place, id, set }: Place, sides: readonly number[]): HTMLElement {
  const [low, high] = [Math.min(...sides), Math.max(...sides)]
  let now = value
  const press = () => {
    now = now === high ? low : high
    show()
    set(now)
  }
  const made = button('', press, { class: 'toggle', id })
  const show = () => {
    made.textContent = String(now)
    made.setAttribute('aria-label', `${now}, ${place}`)
    made.setAttribute('aria-pressed', String(now === high))
  }
  show()
  return made
}

function lossesBlock({ args }: PlaygroundState, own: PlaygroundWords): HTMLElement {
  const block = el('div', { class: 'block losses' }, el('div', { class: 'head' }, own.ofRow))
  Object.values(args)[0]!.forEach((_, row) => {
    const bar = svg('svg', { width: '100%', height: 5, 'aria-hidden': 'true' })
    bar.append(svg('rect', { class: 'fb', height: 5 }))
    const loss = el('span', { class: 'rowloss' }, el('b'), bar)
    block.append(el('div', { class: 'r', 'data-row': String(row) }, numberOf(row), loss))
  })
  return block
}

/** Shows what was computed next to the numbers. */
export function fillGrid(grid: HTMLElement, state: PlaygroundState, { losses, rows, grads }: View): void {
  Object.entries(state.args).forEach(([name, table], i) => {
    const grad = grads[name]
    fillCells(grid, name, table, { losses: i === 0 ? losses : undefined, grad })
  })
  const highest = Math.max(0, ...rows.filter(Number.isFinite))
  grid.querySelectorAll('.rowloss').forEach((node, row) => {
    const loss = rows[row]
    node.querySelector('b')!.textContent = loss === undefined ? '' : short(loss)
    const part = loss !== undefined && loss > 0 && highest > 0 ? Math.min(1, loss / highest) : 0
    node.querySelector('rect')!.setAttribute('width', `${100 * part}%`)
  })
  for (const node of grid.querySelectorAll<HTMLElement>('[data-row]'))
    node.classList.toggle('chosen', Number(node.dataset.row) === state.row)
}

function fillCells(
  grid: HTMLElement,
  name: string,
  table: ExampleTable,
  { losses, grad }: { losses: ExampleTable | undefined; grad: ExampleTable | undefined },
): void {
  const largest = (numbers: ExampleTable | undefined) =>
    Math.max(0, ...(numbers ?? []).flat().map(Math.abs).filter(Number.isFinite))
  const [highest, steepest] = [largest(losses), largest(grad)]
  table.forEach((numbers, row) =>
    numbers.forEach((_, column) => {
      const box = grid.querySelector(`#${name}-${row}-${column}`)?.parentElement
      if (!box?.classList.contains('cell')) return
      const [loss, slope] = [losses?.[row]?.[column], grad?.[row]?.[column]]
      box.querySelector('.under')!.textContent = loss === undefined ? '' : short(loss)
      box.querySelector('.g')!.textContent = slope === undefined ? '' : signed(slope)
      const shade =
        loss !== undefined && loss > 0 && highest > 0 ? Math.min(0.85, (0.85 * loss) / highest) : 0
      box.querySelector('.shade')!.setAttribute('fill-opacity', shade.toFixed(2))
      box.classList.toggle('bare', loss === undefined && slope === undefined)
      box.querySelector('.pushbox')!.classList.toggle('none', slope === undefined)
      const known = slope !== undefined && Number.isFinite(slope) && steepest > 0
      const part = known ? (50 * Math.abs(slope)) / steepest : 0
      const push = box.querySelector('.push')!
      // A positive slope pushes the number down, to the left.
      push.setAttribute('x', `${known && slope < 0 ? 50 : 50 - part}%`)
      push.setAttribute('width', `${part}%`)
    }),
  )
}

const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${short(Math.abs(value))}`
