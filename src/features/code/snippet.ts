import type { Named } from '../../data/pairs.ts'
import { LossError } from '../../error.ts'
import { formsOf, inputOf, spellingsOf } from '../../losses/forms.ts'
import { treesFor } from '../../losses/formula/trees.ts'
import { symbolOf, symbolOfOption } from '../../losses/given-parts.ts'
import type { PlainLoss } from '../../losses/loss.ts'
import { pythonCalls } from '../../losses/python-calls.ts'
import { loadedLoss } from '../../losses/registry.ts'
import { type AnyOptionValues, snakeCase } from '../../options.ts'
import { isMean, type Report } from '../../report.ts'
import { sameShape, sizeOf } from '../../tensor.ts'
import { arrayLibraries, numberText, pythonName, type CodeScene, statements } from './array-code.ts'
import { loadedBy } from './load-code.ts'

export const codeLibraries = ['torch', 'numpy', 'sklearn', 'keras', 'jax'] as const
type CodeLibrary = (typeof codeLibraries)[number]

/** A run, and what a report does not hold. */
interface Told {
  readonly report: Report
  readonly args: Readonly<Record<string, Named>>
  readonly classes: readonly string[] | undefined
  /** How the text of the files is written, where somebody said so. */
  readonly encoding?: string
  /** The number of the same probabilities, cut as the library does by itself. */
  readonly cut?: number | undefined
}

/**
 * A program in Python that gives the number of a run, which stands in its last line as a comment.
 *
 * @throws LossError E104 where the library has no such loss, or Python no such reader
 */
export function snippetOf(library: CodeLibrary, told: Told): string {
  const { report } = told
  const form = formOf(report)
  const names = Object.keys(form.takes)
  const body = bodyOf(library, told, form)
  const loads = names.map((name) => {
    const { shape } = report.args[name]!
    const used = usedShape(name, told, form)
    const fits = sameShape(shape, used) || (used.length === 1 && isColumn(name, told))
    const { module, value } = loadedBy(told.args[name]!, {
      shape: fits ? used : shape,
      lists: shape[1]! > 1,
      classes: name === 'target' ? told.classes : undefined,
      encoding: told.encoding,
    })
    const reshaped = fits ? '' : `.reshape(${[-1, ...used.slice(1)].join(', ')})`
    return { module, line: `${pythonName(symbolOf(name))} = ${body.read(name, value)}${reshaped}` }
  })
  const late = (line: string) => Number(/^from /.test(line))
  const imports = [
    ...new Set([...body.imports, ...loads.flatMap(({ module }) => (module ? `import ${module}` : []))]),
  ].sort((a, b) => late(a) - late(b) || (a < b ? -1 : 1))
  const lines = [
    ...imports,
    '',
    ...body.setup,
    ...loads.map(({ line }) => line),
    ...body.lines,
    `print(${body.value})${report.value === undefined ? '' : `  # ${numberText(report.value)}${library === 'keras' ? '; Keras rounds to float32' : ''}`}`,
  ]
  return `${lines.join('\n')}\n`
}

/** Whether an argument is a table of one column, which may be a vector; arrays have their shape. */
function isColumn(name: string, { report, args }: Told): boolean {
  const { shape } = report.args[name]!
  return shape.length === 2 && shape[1] === 1 && !/^np[yz]|^json$/.test(args[name]!.format)
}

/** The shape in which an argument is used, which may be another than that of its file. */
function usedShape(name: string, told: Told, form: PlainLoss): readonly number[] {
  const { args } = told.report
  const { shape, kind } = args[name]!
  const takes = form.takes[name]!
  const [rows = 1, ...more] = Object.values(args)[0]!.shape
  const indices = kind === 'indices' && form.one === 'row'
  if (indices && more.length > 0) return [rows, ...more.slice(1)]
  const isVector = (other: string) => args[other]!.shape.length === 1
  const names = form.one === 'element' ? Object.keys(args) : []
  const flat = names.some(isVector) && names.every((other) => isVector(other) || isColumn(other, told))
  if (indices || flat || takes.kind === 'perRow') return shape.slice(0, 1)
  // One number per row.
  return takes.fits && shape.length === more.length ? [...shape, 1] : shape
}

function formOf({ loss, mode = '', from }: Report): PlainLoss {
  const own = formsOf(loadedLoss(loss)!).get(mode)!
  return from === undefined ? own : spellingsOf(own).get(from)!
}

interface Body {
  readonly imports: readonly string[]
  readonly setup: readonly string[]
  read(name: string, value: string): string
  readonly lines: readonly string[]
  readonly value: string
}

function bodyOf(library: CodeLibrary, told: Told, form: PlainLoss): Body {
  if (library === 'sklearn' || library === 'keras') return calledBody(library, told, form)
  return (library === 'torch' && torchBody(told, form)) || formulaBody(library, told, form)
}

/** torch's own function, where its input is written as it takes it; undefined where it is not, or torch has none. */
function torchBody({ report }: Told, form: PlainLoss): Body | undefined {
  const [, name] = /^torch\.nn\.functional\.(\w+)$/.exec(form.torch ?? '') ?? []
  const { denominator, reduction } = report
  const own = spellingsOf(form).keys().next().value
  const byWeights = denominator.kind === 'weights'
  const usual =
    !isMean(reduction) ||
    reduction === 'batchmean' ||
    (denominator.kind !== 'rows' && byWeights === dividesIn(report, form))
  // torch takes a function for a distance.
  const distance = optionOf(report, 'distance') ?? 'pairwise'
  if (
    name === undefined ||
    distance !== 'pairwise' ||
    !usual ||
    (report.from !== undefined && report.from !== own)
  )
    return undefined
  const { array, indices, value } = arrayLibraries.torch
  const options = Object.entries(form.options).flatMap(([option, spec]) => {
    const given = optionOf(report, option)
    if (given === undefined || ('default' in spec && spec.default === given)) return []
    return [
      `${snakeCase(option)}=${spec.type === 'tensor' || typeof given === 'object' ? array(JSON.stringify(given)) : pythonValue(given)}`,
    ]
  })
  if (form.reduction !== 'none') {
    if (reduction !== 'mean') options.push(`reduction='${reduction}'`)
  } else if (reduction !== 'none') return undefined
  const args = Object.keys(form.takes).map((one) => pythonName(symbolOf(one)))
  const call = `F.${name}(${[...args, ...options].join(', ')})`
  return {
    imports: ['import torch', 'import torch.nn.functional as F'],
    setup: [],
    read: (argument, text) =>
      (form.takes[argument]!.kind === 'index' && report.args[argument]!.kind === 'indices') ||
      form.takes[argument]!.domain.indices ||
      (form.takes[argument]!.kind === 'whole' && argument !== 'input')
        ? indices(text)
        : array(text),
    lines: [],
    value: reduction === 'none' ? call : value(call),
  }
}

/** Whether torch divides the mean by a weight. */
function dividesIn(report: Report, form: PlainLoss): boolean {
  const counts = form.one === 'element' || report.args.target?.kind === 'indices'
  const divides = Object.entries(form.options).some(
    ([name, spec]) => spec.type === 'tensor' && spec.divides && optionOf(report, name) !== undefined,
  )
  return isMean(report.reduction) && counts && divides
}

function formulaBody(library: keyof typeof arrayLibraries, { report }: Told, form: PlainLoss): Body {
  const options = optionsOf(report, form)
  const indices = report.args.target?.kind === 'indices'
  const trees = treesFor(form, options, indices)
  if (!trees) throw noCode(library, report)
  const own = arrayLibraries[library]
  const m = own.module
  const overClasses = form.one === 'row'
  const shape = Object.values(report.args)[0]!.shape
  const classes = overClasses ? (shape.length === 1 ? shape[0]! : shape[1]!) : 0
  const scene: CodeScene = {
    library: own,
    lines: trees,
    classes,
    numbers: Object.fromEntries(
      Object.entries(options).flatMap(([name, value]) =>
        typeof value === 'number' ? [[symbolOfOption(form, name), value] as const] : [],
      ),
    ),
    perRowAndClass: new Set(overClasses ? ['x', ...(indices ? [] : ['t'])] : []),
    perClass: new Set(
      Object.entries(options).flatMap(([name, value]) =>
        overClasses && typeof value === 'object' ? [symbolOfOption(form, name)] : [],
      ),
    ),
  }
  const tensors = Object.entries(options).filter(([, value]) => typeof value === 'object')
  const weight = Object.entries(form.options).find(
    ([, spec]) => spec.type === 'tensor' && spec.as === 'weight',
  )
  const lines = tensors.map(
    ([name]) =>
      `${pythonName(symbolOfOption(form, name))} = ${own.array(JSON.stringify(report.params[name]))}`,
  )
  lines.push(...flattened(shape, overClasses, indices, m))
  const ignores = report.ignored > 0
  // In a list of all losses an ignored row keeps its place.
  const inPlace = ignores && report.reduction === 'none'
  if (ignores) lines.push(`keep = t != ${String(options.ignoreIndex)}`)
  if (ignores) lines.push(inPlace ? `t = ${m}.where(keep, t, 0)` : 'x, t = x[keep], t[keep]')
  lines.push(...statements(scene))
  if (weight && options[weight[0]]) lines.push('loss = w * loss')
  if (inPlace) lines.push(`loss = ${m}.where(keep, loss, 0.0)`)
  return {
    imports: own.imports,
    setup: library === 'jax' ? ["jax.config.update('jax_enable_x64', True)"] : [],
    read: (name, text) => (name === 'target' && indices ? own.indices(text) : own.array(text)),
    lines,
    value: reducedBy(report, form, overClasses, own, m),
  }
}

/** Classes last, one row after the other. */
function flattened(shape: readonly number[], overClasses: boolean, indices: boolean, m: string): string[] {
  if (!overClasses || shape.length === 2) return []
  if (shape.length === 1) return ['x = x[None, :]', indices ? 't = t.reshape(1)' : 't = t[None, :]']
  const last = (name: string) => `${name} = ${m}.moveaxis(${name}, 1, -1).reshape(-1, ${shape[1]})`
  return [last('x'), indices ? 't = t.reshape(-1)' : last('t')]
}

function reducedBy(
  report: Report,
  form: PlainLoss,
  overClasses: boolean,
  own: (typeof arrayLibraries)[keyof typeof arrayLibraries],
  m: string,
): string {
  const { reduction, denominator } = report
  if (reduction === 'none') return 'loss'
  if (!isMean(reduction)) return own.value(`${m}.sum(loss)`)
  if (denominator.kind !== 'weights') {
    const all = Object.values(report.args)[0]!.shape
    const usual = denominator.kind === 'rows' ? false : !overClasses || all.length === 2
    return own.value(usual ? `${m}.mean(loss)` : `${m}.sum(loss) / ${denominator.value}`)
  }
  const w = overClasses ? 'w[t]' : dividesIn(report, form) ? 'w' : `${m}.broadcast_to(w, loss.shape)`
  return own.value(`${m}.sum(loss) / ${m}.sum(${w})`)
}

function calledBody(library: 'sklearn' | 'keras', { report, cut }: Told, form: PlainLoss): Body {
  const call = pythonCalls[library]![report.loss]
  const options = optionsOf(report, form)
  const shape = Object.values(report.args)[0]!.shape
  const indices = report.args.target?.kind === 'indices'
  const usual = /^[es]/.test(report.denominator.kind) && report.ignored === 0
  // Flat numbers are not broadcast; elements and samples are what these libraries divide by, and they clip what costs much.
  const even =
    form.one !== 'element' ||
    Object.values(report.args).every(({ shape }) => sizeOf(shape) === report.elements)
  const near = library === 'keras' ? 1e-6 : 1e-12
  const clips =
    inputOf(form).what === 'probability' &&
    cut !== undefined &&
    !(Math.abs(cut - report.value!) <= near * Math.abs(cut))
  const text =
    usual &&
    even &&
    !clips &&
    (library === 'keras' || form.one === 'row' ? shape.length <= 2 : sizeOf(shape) > 0)
      ? call?.({
          options,
          reduction: report.reduction,
          from: report.from,
          classes: shape[1] ?? 1,
          indices,
          soft: report.answers === undefined,
        })
      : undefined
  if (text === undefined) throw noCode(library, report, clips)
  const flat = form.one === 'element' ? (library === 'keras' ? '.reshape(-1, 1)' : '.reshape(-1)') : ''
  const name = text.slice(0, text.indexOf('('))
  const module = library === 'sklearn' ? 'sklearn.metrics' : 'keras.losses'
  return {
    imports: ['import numpy as np', `from ${module} import ${name}`],
    setup: [],
    read: (one, value) =>
      `np.asarray(${value}, dtype=${one === 'target' && indices ? 'int' : 'float'})${flat}`,
    lines: [],
    value: `float(${text})`,
  }
}

function optionsOf(report: Report, form: PlainLoss): AnyOptionValues {
  return Object.fromEntries(
    Object.keys(form.options).map((name) => [name, optionOf(report, name)]),
  ) as AnyOptionValues
}

function optionOf({ params }: Report, name: string): unknown {
  return Object.hasOwn(params, name) ? params[name] : undefined
}

function noCode(library: string, { loss }: Report, clips = false): LossError {
  return new LossError('E104', `${library} has no ${loss} with these options`, {
    why: 'a snippet is printed only where it gives the same number',
    tries: [
      clips ? `loss-calc ... --compat ${library}` : 'loss-calc ... --code torch',
      'loss-calc ... --code numpy',
    ],
  })
}

function pythonValue(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number')
    return Number.isFinite(value) ? String(value) : `float('${numberText(value)}')`
  return `'${String(value)}'`
}
