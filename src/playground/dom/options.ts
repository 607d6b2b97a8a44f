import type { PlaygroundWords } from '../../locale/playground-en.ts'
import { reductionsOf } from '../../losses/forms.ts'
import type { Loss, PlainLoss } from '../../losses/loss.ts'
import { flagName, type OptionSpec } from '../../options.ts'
import type { Reduction } from '../../report.ts'
import { choiceOf, type OptionChoice, type PlaygroundState, takesIt } from '../state.ts'
import { el } from './element.ts'

/** Sets an option; undefined for its default. */
type ChangeOption = (name: string, value: OptionChoice | undefined) => void

/** A control for every option of the loss, as its declaration says what it takes. */
export function buildOptions(
  { options, reduction }: PlaygroundState,
  loss: Loss,
  form: PlainLoss,
  own: PlaygroundWords,
  set: ChangeOption,
  reduce: (reduction: Reduction) => void,
): readonly HTMLElement[] {
  const hidden = (spec: OptionSpec) =>
    (spec.type === 'tensor' && spec.exact === true) || (spec.type === 'integer' && spec.ignores === true)
  const controls = Object.entries(form.options)
    .filter(([, spec]) => !hidden(spec))
    .map(([name, spec]) =>
      line(`--${flagName(name)}`, `o-${name}`, spec.help, control(name, spec, options[name], own, set)),
    )
  const reductions = reductionsOf(loss).filter((word) => word !== 'none')
  const pick = words(reductions, reduction, 'r-reduction', (word) => reduce(word as Reduction))
  return [...controls, line('--reduction', 'r-reduction', '', [pick])]
}

function line(label: string, id: string, help: string, parts: readonly HTMLElement[]): HTMLElement {
  const name = el('label', { for: id, ...(help === '' ? {} : { title: help }) }, label)
  return el('div', { class: 'opt' }, name, ...parts)
}

function control(
  name: string,
  spec: OptionSpec,
  value: OptionChoice | undefined,
  own: PlaygroundWords,
  set: ChangeOption,
): readonly HTMLElement[] {
  const id = `o-${name}`
  if (spec.type === 'flag') {
    const box = el('input', { type: 'checkbox', id })
    box.checked = (value ?? spec.default) === true
    box.addEventListener('change', () => set(name, box.checked === spec.default ? undefined : box.checked))
    return [box]
  }
  if (spec.type === 'choice' || spec.type === 'set') {
    const all = spec.type === 'choice' ? spec.words : spec.values.map(String)
    const pick = (word: string) => set(name, word === String(spec.default) ? undefined : choiceOf(spec, word))
    return [words(all, String(value ?? spec.default), id, pick)]
  }
  const range = sliderOf(spec)
  return range ? slider(name, spec, range, value, set) : [typed(name, spec, value, own, set)]
}

function words(all: readonly string[], now: string, id: string, pick: (word: string) => void): HTMLElement {
  const made = el('select', { id })
  for (const word of all) made.append(el('option', { value: word }, word))
  made.value = now
  made.addEventListener('change', () => pick(made.value))
  return made
}

interface SliderRange {
  readonly min: number
  readonly max: number
  readonly step: number
  readonly start: number
}

/** Ends of a slider; none for an option without a number to start from, or of a tiny one such as eps. */
function sliderOf(spec: OptionSpec): SliderRange | undefined {
  // A factor that is not given is 1.
  if (spec.type === 'tensor' && spec.as === 'factor') return { min: 0.1, max: 10, step: 0.1, start: 1 }
  if (spec.type !== 'number' && spec.type !== 'scale') return undefined
  const start = spec.default
  if (start === undefined || (start > 0 && start < 0.01)) return undefined
  const max = spec.max ?? Math.max(5, 2.5 * start)
  const step = max - (spec.min ?? 0) <= 1 ? 0.01 : 0.1
  const { min, above = -Infinity } = spec
  return { min: min ?? (Number.isFinite(above) ? above + step : -max), max, step, start }
}

function slider(
  name: string,
  spec: OptionSpec,
  { min, max, step, start }: SliderRange,
  value: OptionChoice | undefined,
  set: ChangeOption,
): readonly HTMLElement[] {
  const single = typeof value === 'object' ? value[0] : value
  const now = String(typeof single === 'number' ? single : start)
  const ends = { min: String(min), max: String(max), step: String(step) }
  const input = el('input', { type: 'range', id: `o-${name}`, ...ends, value: now })
  const shown = el('output', { for: `o-${name}` }, String(value ?? start))
  input.addEventListener('input', () => {
    const next = Number(input.valueAsNumber.toFixed(4))
    shown.textContent = String(next)
    const value = spec.type === 'tensor' ? [next] : next
    if (takesIt(name, spec, value)) set(name, next === start ? undefined : value)
  })
  return [input, shown]
}

/** A number, or several with commas; empty is not set. */
function typed(
  name: string,
  spec: OptionSpec,
  value: OptionChoice | undefined,
  own: PlaygroundWords,
  set: ChangeOption,
): HTMLElement {
  const several = spec.type === 'tensor' || spec.type === 'scale'
  const start = 'default' in spec ? spec.default : undefined
  const placeholder = start === undefined ? (several ? own.list : own.unset) : String(start)
  const text = typeof value === 'object' ? value.join(', ') : String(value ?? '')
  const input = el('input', { type: 'text', id: `o-${name}`, placeholder, autocomplete: 'off', value: text })
  input.addEventListener('input', () => {
    const bare = input.value.replaceAll(/\s/g, '')
    const next = bare === '' ? undefined : choiceOf(spec, bare)
    const fits = bare === '' || (next !== undefined && takesIt(name, spec, next))
    input.setAttribute('aria-invalid', String(!fits))
    if (fits) set(name, next)
  })
  return input
}
