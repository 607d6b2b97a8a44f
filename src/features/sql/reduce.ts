import type { SqlDialect } from './dialect.ts'
import { guardedOver, timesText } from './guards.ts'
import { elementsOf } from './layers.ts'
import { anyNumber } from './range.ts'
import { dividesMean, type SqlRequest, takesLabels } from './request.ts'

/** The last part of a query of one row, or one per group; adds the layers it needs. */
export function reducedSelect(request: SqlRequest, layers: [string, string][]): string {
  const { dialect: d, form, options, groupBy, weightCol, fast, missing, meanBy } = request
  // Probabilities as targets are divided by their rows, whatever the weights of the classes.
  const ownCounts =
    dividesMean(request) && options.weight !== undefined && (form.one === 'element' || takesLabels(request))
  const weighted = weightCol !== undefined || ownCounts
  const byWeights = meanBy === 'weights' || (meanBy === 'torch' && weighted && !request.batchmean)
  const addend = weightCol === undefined ? 'loss_of_row' : timesText(d, 'row_weight', 'loss_of_row')
  const factors = [
    ...(weightCol === undefined ? [] : ['row_weight']),
    ...(ownCounts ? ['target_weight'] : []),
  ]
  const share = factors.length === 2 ? timesText(d, factors[0]!, factors[1]!) : factors[0]
  const groups = groupBy.map((_, i) => `group_${i}`)
  const used = (value: string, name: string) => `CASE WHEN state = 'used' THEN ${value} END AS ${name}`
  const columns = [...groups, 'state', used(addend, 'addend'), ...(byWeights ? [used(share!, 'share')] : [])]
  layers.push(['addends', `SELECT ${columns.join(',\n    ')}\n  FROM losses`])
  const total = sumOf(d, 'addend', fast)
  const shares = byWeights ? sumOf(d, 'share', fast) : undefined
  const kept = ['used', 'ignored', 'invalid', ...(missing === 'skip' ? ['skipped'] : [])]
  const totals = [
    ...groups,
    ...countsOf(d, kept),
    ...[...total.columns, ...(shares?.columns ?? [])].map(({ name, text }) => `${text} AS ${name}`),
  ]
  const by = groups.length > 0 ? `\n  GROUP BY ${groups.join(', ')}` : ''
  layers.push(['totals', `SELECT ${totals.join(',\n    ')}\n  FROM addends${by}`])
  const rows = elementsOf(request)
  const elements = `CAST(used AS ${d.double})`
  const allRows = `CAST(used + ignored AS ${d.double}) / ${d.number(rows)}`
  const denominator = shares ? shares.total : meanBy === 'rows' || request.batchmean ? allRows : elements
  const sum = `CASE WHEN invalid > 0 THEN NULL WHEN nans > 0 OR (above > 0 AND below > 0) THEN ${d.number(Number.NaN)} WHEN above > 0 THEN ${d.number(Infinity)} WHEN below > 0 THEN ${d.number(-Infinity)} ELSE ${total.total} END`
  const digits = fast ? [] : [`${digitsOf([total.low, shares?.low])} AS digits`]
  // A group of which nothing counts is none, as in the program.
  const some = by && ' WHERE used + invalid > 0'
  layers.push([
    'results',
    `SELECT ${[...groups, `${sum} AS total`, `${denominator} AS divisor`, ...kept, ...digits].join(',\n    ')}\n  FROM totals${some}${d.fence ?? ''}`,
  ])
  const nan = d.number(Number.NaN)
  const mean = guardedOver(
    { ...d, raises: { ...d.raises, zero: true } },
    { text: 'total', range: anyNumber },
    { text: 'divisor', range: { ...anyNumber, low: 0 } },
  )
  const shown = [
    ...givenColumns(d, 'group', groupBy),
    `CASE WHEN total IS NULL THEN NULL WHEN ${d.isNaN('total')} THEN ${nan} ELSE ${mean} END AS mean`,
    'total AS sum',
    'divisor AS denominator',
    ...kept,
    ...(fast ? [] : ['digits']),
  ]
  const order = groupBy.length > 0 ? `\nORDER BY ${groups.join(', ')}` : ''
  return `SELECT ${shown.join(',\n  ')}\nFROM results${order}`
}

/** Names of the query: a column called so would hide another, as ClickHouse reads what SELECT names before it reads FROM. */
const taken =
  /^(?:mean|sum|total|divisor|denominator|used|ignored|invalid|skipped|digits|loss|loss_of_row|state|element|(?:row_)?weight|(?:group|id)_\d+)$/i

/** Columns of the table beside the results. */
export function givenColumns(d: SqlDialect, kind: 'group' | 'id', names: readonly string[]): string[] {
  return names.map((name, i) => `${kind}_${i} AS ${d.quote(taken.test(name) ? `${name}_given` : name)}`)
}

/** How many rows have each state, and how many addends are not finite. */
function countsOf(d: SqlDialect, states: readonly string[]): string[] {
  return [
    ...states.map((state) => [`state = '${state}'`, state]),
    [d.isNaN('addend'), 'nans'],
    [`addend = ${d.number(Infinity)}`, 'above'],
    [`addend = ${d.number(-Infinity)}`, 'below'],
  ].map(([condition, name]) => `count(CASE WHEN ${condition} THEN 1 END) AS ${name}`)
}

/** Whether the sums hold all their digits, by the conditions under which they do not. */
function digitsOf(conditions: readonly (string | undefined)[]): string {
  const lows = conditions.filter((low) => low !== undefined)
  return lows.length === 0 ? "'full'" : `CASE WHEN ${lows.join(' OR ')} THEN 'low' ELSE 'full' END`
}

/** Columns of a query with totals, and what is read from them. */
interface SumColumns {
  readonly columns: readonly { readonly name: string; readonly text: string }[]
  /** The total of the finite numbers, a double. */
  readonly total: string
  /** Whether the total owes digits to numbers that were added as doubles; absent where none can be. */
  readonly low?: string
}

/** From this share of the total on, numbers that were added as doubles tell in its last digits. */
const TELLS = 1e-10

/** The sum of a column: exact in parts, or the engine's own. Infinity, NaN and NULL do not count. */
function sumOf(d: SqlDialect, column: string, fast: boolean): SumColumns {
  const { sums } = d
  const finite = `abs(${column}) < ${d.number(Infinity)}`
  if (fast) {
    const text = `coalesce(sum(CASE WHEN ${finite} THEN ${column} END), ${d.number(0)})`
    return { columns: [{ name: `${column}_sum`, text }], total: `${column}_sum` }
  }
  if (!sums.parts) {
    const name = `${column}_sum`
    const text = `coalesce(${sums.sum(`CASE WHEN ${finite} THEN ${column} END`)}, 0)`
    return { columns: [{ name, text }], total: sums.toDouble(name) }
  }
  const inParts = sums.parts.map(
    ({ from, below }) => `abs(${column}) >= ${d.number(from)} AND abs(${column}) < ${d.number(below)}`,
  )
  const parts = sums.parts.map(({ times }, i) => {
    const value = times === 1 ? column : `${column} * ${d.number(times)}`
    return { name: `${column}_sum_${i + 1}`, text: sums.sum(`CASE WHEN ${inParts[i]} THEN ${value} END`) }
  })
  const name = `${column}_sum_rest`
  const outside = inParts.map((part) => `WHEN ${part} THEN NULL`)
  const rest = { name, text: `sum(CASE ${outside.join(' ')} WHEN ${finite} THEN ${column} END)` }
  const zero = d.number(0)
  const terms = sums.parts.map(({ times }, i) => {
    const total = `coalesce(${sums.toDouble(parts[i]!.name)}, ${zero})`
    return times === 1 ? total : `${total} / ${d.number(times)}`
  })
  const total = [...terms, `coalesce(${name}, ${zero})`].join(' + ')
  return {
    columns: [...parts, rest],
    total,
    low: `abs(coalesce(${name}, ${zero})) > ${d.number(TELLS)} * abs(${total})`,
  }
}
