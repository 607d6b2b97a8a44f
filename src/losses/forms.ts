import type { OptionSpec } from '../options.ts'
import { type Reduction, reductions } from '../report.ts'
import type { Loss, PlainLoss } from './loss.ts'
import type { Domain } from './takes.ts'

/** Other names that are taken for a loss: those it declares, and the class and the function of torch. */
export function aliasesOf(loss: Loss): string[] {
  return [...formsOf(loss).values()].flatMap(({ aliases = [], torch, source }) => {
    const ofTorch = [torch, source].flatMap(
      (text) => /^(?:torch|torchvision)[\w.]*\.(\w+)(?:;|$)/.exec(text ?? '')?.[1] ?? [],
    )
    return [...aliases, ...ofTorch]
  })
}

/** A form by the word of --from; the word of the form's own input is what its domain calls it. */
export function spellingsOf(form: PlainLoss): ReadonlyMap<string, PlainLoss> {
  const others =
    form.one === 'element' ? form.from?.(form) : form.one === 'row' ? form.from?.(form) : undefined
  return new Map<string, PlainLoss>(others ? [[inputWord(form), form], ...Object.entries(others)] : [])
}

/** The words that --from takes. */
export function spellingNames(loss: Loss): string[] {
  return [...new Set([...formsOf(loss).values()].flatMap((form) => [...spellingsOf(form).keys()]))]
}

function inputWord(form: PlainLoss): string {
  const { what } = inputOf(form)
  return what === 'log-probability' ? 'log-probs' : what === 'probability' ? 'probs' : 'logits'
}

/** What the first argument of a loss holds. */
export function inputOf({ takes }: PlainLoss): Domain {
  return Object.values(takes)[0]!.domain
}

/** The names of a loss's arguments, in order; a loss of several forms has those of the first. */
export function argumentsOf(loss: Loss): string[] {
  return Object.keys(formsOf(loss).values().next().value!.takes)
}

export function comparesTwo(loss: Loss): boolean {
  return argumentsOf(loss).join() === 'input,target'
}

export function reductionsOf(loss: Loss): readonly Reduction[] {
  const more = [...formsOf(loss).values()].some(({ batchmean }) => batchmean === true)
  return more ? [...reductions, 'batchmean'] : reductions
}

/** The forms of a loss by mode; a loss with one form has the mode ''. */
export function formsOf(loss: Loss): ReadonlyMap<string, PlainLoss> {
  return loss.one === 'form' ? new Map(Object.entries(loss.modes)) : new Map([['', loss]])
}

/** The options of a loss, each once, whichever of its forms has it. */
export function optionsOf(loss: Loss): ReadonlyMap<string, OptionSpec> {
  return new Map([...formsOf(loss).values()].flatMap((form) => Object.entries(form.options)))
}

export function differentiableOf(loss: Loss): string[] {
  const names = [...formsOf(loss).values()].flatMap((form) =>
    form.one === 'element' ? Object.keys(form.gradient) : form.differentiable,
  )
  return [...new Set(names)]
}

/** Whether it is one of the losses that people mean without saying so. */
export function isUsual(loss: Loss): boolean {
  return [...formsOf(loss).values()].some(({ traits }) => traits?.usual === true)
}
