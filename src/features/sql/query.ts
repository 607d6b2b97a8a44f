import { symbolOf, symbolOfOption } from '../../losses/given-parts.ts'
import type { Tensor } from '../../tensor.ts'
import { SqlColumns } from './columns.ts'
import { type SqlArgument, Compiler } from './compile.ts'
import { timesText } from './guards.ts'
import { checkedLayer, cleanColumns, elementsOf, givenLayer, rowColumns, stateColumns } from './layers.ts'
import { treesFor } from '../../losses/formula/trees.ts'
import { anyNumber, type ValueRange } from './range.ts'
import { givenColumns, reducedSelect } from './reduce.ts'
import { dividesMean, type SqlRequest, takesLabels } from './request.ts'
import { readsAllClasses } from '../../losses/formula/tree.ts'

export function queryOf(request: SqlRequest): string {
  const { form, options, dialect: d, perSample } = request
  const lines = treesFor(form, options, takesLabels(request))!
  const args = argumentsOf(request)
  const columns = new SqlColumns(stateColumns(request))
  const spec = form.options.weight
  const classWeights = spec?.type === 'tensor' && spec.as === 'classes' && spec.divides
  const compiler = new Compiler(
    {
      dialect: d,
      classes: request.classes,
      arguments: args,
      options: optionsByName(request),
      lines,
      ...(takesLabels(request) && { target: 't' }),
    },
    columns,
  )
  const loss = compiler.line('loss')
  const share =
    classWeights && options.weight !== undefined && takesLabels(request) ? compiler.atTarget('w') : undefined
  const watched = form.one !== 'row' || readsAllClasses('loss', lines)
  const fence = d.fence ?? ''
  const layers: [string, string][] = [
    ['given', givenLayer(request)],
    ['checked', checkedLayer(request, watched) + fence],
    ['clean', `SELECT ${cleanColumns(request).join(',\n    ')}\n  FROM checked${fence}`],
  ]
  let from = 'clean'
  columns.steps().forEach((step, i) => {
    const name = `step_${i + 1}`
    const own = step.map(({ name: column, text }) => `${text} AS ${column}`)
    layers.push([name, `SELECT *,\n    ${own.join(',\n    ')}\n  FROM ${from}${fence}`])
    from = name
  })
  layers.push(['losses', lossesLayer(request, loss.text, share?.text, from)])
  const last = perSample ? sampleSelect(request) : reducedSelect(request, layers)
  const withs = layers.map(([name, text]) => `${name} AS (\n  ${text}\n)`)
  return `WITH ${withs.join(', ')}\n${last};\n`
}

function argumentsOf({ form, options, columns, array, classes }: SqlRequest): Record<string, SqlArgument> {
  const args: Record<string, SqlArgument> = {}
  for (const [name, argument] of Object.entries(form.takes)) {
    const { min = -Infinity, max = Infinity, values } = argument.given?.(options) ?? argument.domain
    const range: ValueRange = values
      ? { low: Math.min(...values), high: Math.max(...values), tiny: 1 }
      : { low: min, high: max, tiny: anyNumber.tiny }
    const symbol = symbolOf(name)
    const overClasses =
      argument.kind === 'classes' || (argument.kind === 'index' && columns[name]!.length > 1)
    if (overClasses && array) args[symbol] = { is: 'array', column: symbol, range }
    else if (overClasses) {
      const own = Array.from({ length: classes }, (_, c) => `${symbol}_${c}`)
      args[symbol] = { is: 'columns', columns: own, range: argument.kind === 'index' ? anyNumber : range }
    } else args[symbol] = { is: 'number', column: symbol, range }
  }
  if (form.one === 'element') {
    for (const [name, spec] of Object.entries(form.options)) {
      if (spec.type !== 'tensor' || spec.as !== 'factor' || !options[name]) continue
      const { data } = options[name] as Tensor
      const sizes = [...data].map(Math.abs).filter((size) => size > 0)
      const range = { low: Math.min(...data), high: Math.max(...data), tiny: Math.min(...sizes) }
      args[spec.symbol ?? name] = { is: 'number', column: spec.symbol ?? name, range }
    }
  }
  return args
}

function optionsByName({ form, options }: SqlRequest): Record<string, number | Tensor> {
  const named: Record<string, number | Tensor> = {}
  for (const [name, value] of Object.entries(options)) {
    if (typeof value === 'number' || (typeof value === 'object' && form.one === 'row'))
      named[symbolOfOption(form, name)] = value
  }
  return named
}

/** The loss of each row, and what divides the mean in addition to its own weight. */
function lossesLayer(request: SqlRequest, loss: string, share: string | undefined, from: string): string {
  const { dialect: d, form, options, weightCol } = request
  const own = form.one === 'element' && options.weight !== undefined ? 'w' : undefined
  const weighted = own === undefined ? loss : timesText(d, own, loss)
  const factor = share ?? (dividesMean(request) ? own : undefined)
  const value = `CASE WHEN state = 'used' THEN CASE WHEN odd = 1 THEN ${d.number(Number.NaN)} ELSE ${weighted} END WHEN state = 'ignored' THEN ${d.number(0)} END`
  const columns = [
    ...rowColumns(request),
    'state',
    ...(weightCol === undefined ? [] : ['row_weight']),
    `${value} AS loss_of_row`,
    ...(factor === undefined ? [] : [`${factor} AS target_weight`]),
  ]
  return `SELECT ${columns.join(',\n    ')}\n  FROM ${from}`
}

function sampleSelect(request: SqlRequest): string {
  const { dialect: d, id, groupBy, weightCol } = request
  const shown = [
    ...givenColumns(d, 'id', id),
    ...givenColumns(d, 'group', groupBy),
    ...(elementsOf(request) > 1 ? ['element'] : []),
    'loss_of_row AS loss',
    ...(weightCol === undefined ? [] : ['row_weight AS weight']),
    'state',
  ]
  return `SELECT ${shown.join(', ')}\nFROM losses`
}
