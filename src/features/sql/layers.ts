import { ignoredFrom } from '../../data/targets.ts'
import type { Tensor } from '../../tensor.ts'
import type { Domain } from '../../losses/takes.ts'
import { symbolOf } from '../../losses/given-parts.ts'
import { type SqlRequest, takesLabels } from './request.ts'

/** A column that is read as numbers: as it is given, and under which name it goes on. */
interface Read {
  readonly symbol: string
  readonly domain: Domain
  readonly array: boolean
  readonly label: boolean
}

/** How many numbers of the loss a row of the table holds. */
export function elementsOf({ form, columns }: SqlRequest): number {
  if (form.one !== 'element') return 1
  return Math.max(...Object.values(columns).map(({ length }) => length))
}

/** Names that no step may take. */
export function stateColumns(request: SqlRequest): string[] {
  const reads = readsOf(request).map(({ symbol }) => symbol)
  return [
    ...reads,
    ...reads.map((symbol) => `given_${symbol}`),
    'state',
    'odd',
    'missing',
    'row_weight',
    'w',
    'p',
    'element',
    'c',
    'v',
    'a',
    'share',
    'loss_of_row',
  ]
}

/** The columns of the table as doubles. A row with several elements becomes as many rows. */
export function givenLayer(request: SqlRequest): string {
  const { dialect: d, id, groupBy, weightCol, table, form, options } = request
  const elements = elementsOf(request)
  const source = (name: string) => `source.${d.quote(name)}`
  const all = Array.from({ length: elements }, (_, k) => givenColumns(request, k))
  // A row that misses a value is left out with all its elements, as the program does.
  const missing = new Set(all.flat().flatMap((given) => given.missing))
  if (weightCol !== undefined) missing.add(`${source(weightCol)} IS NULL`)
  const parts = all.map((given, k) => {
    const factors = Object.entries(form.options).flatMap(([name, spec]) => {
      const tensor = options[name] as Tensor | undefined
      if (form.one !== 'element' || spec.type !== 'tensor' || !tensor) return []
      const { data } = tensor
      return [`${d.number(data[data.length === 1 ? 0 : k]!)} AS ${spec.symbol ?? name}`]
    })
    const columns = [
      ...id.map((name, i) => `${source(name)} AS id_${i}`),
      ...groupBy.map((name, i) => `${source(name)} AS group_${i}`),
      ...(elements > 1 ? [`${k} AS element`] : []),
      ...given.map(({ name, text }) => `${text} AS ${name}`),
      ...factors,
      ...(weightCol === undefined ? [] : [`${d.toDouble(source(weightCol))} AS row_weight`]),
      `CASE WHEN ${[...missing].join(' OR ')} THEN 1 ELSE 0 END AS missing`,
    ]
    return `SELECT ${columns.join(',\n    ')}\n  FROM ${table} AS source`
  })
  return parts.join('\n  UNION ALL\n  ')
}

interface GivenColumn {
  readonly name: string
  readonly text: string
  /** When a value is missing. */
  readonly missing: readonly string[]
}

function givenColumns(request: SqlRequest, k: number): GivenColumn[] {
  const { dialect: d, form, columns, array, classes } = request
  const source = (name: string) => `source.${d.quote(name)}`
  return Object.entries(form.takes).flatMap(([name, argument]): GivenColumn[] => {
    const own = columns[name]!
    const symbol = symbolOf(name)
    if (form.one === 'element') {
      const column = source(own[own.length === 1 ? 0 : k]!)
      return [{ name: `given_${symbol}`, text: d.toDouble(column), missing: [`${column} IS NULL`] }]
    }
    if (argument.kind === 'index' && own.length === 1 && !(array && !takesLabels(request))) {
      const column = source(own[0]!)
      return [{ name: 'given_t', text: labelOf(request, column), missing: [`${column} IS NULL`] }]
    }
    if (array) {
      const column = source(own[0]!)
      const { arrays } = d
      const nulls = classesWhere(request, `${arrays.at(column, 'c')} IS NULL`)
      return [
        {
          name: `given_${symbol}`,
          text: arrays.numbers(column, classes),
          missing: [`(${arrays.length(column)} = ${classes} AND ${nulls} > 0)`],
        },
        { name: `length_${symbol}`, text: arrays.length(column), missing: [] },
      ]
    }
    return own.map((column, c) => ({
      name: `given_${symbol}_${c}`,
      text: d.toDouble(source(column)),
      missing: [`${source(column)} IS NULL`],
    }))
  })
}

/** The index of a class as a double: of its name, or as it is written. */
function labelOf(request: SqlRequest, column: string): string {
  const { dialect: d, names, indexBase, options } = request
  const ignored = options.ignoreIndex as number | undefined
  if (names) {
    const cases = names.map((name, c) => `WHEN '${name.replaceAll("'", "''")}' THEN ${d.number(c)}`)
    const skip = ignored === undefined ? '' : ` WHEN '${ignored}' THEN ${d.number(ignored)}`
    return `CASE ${d.toText(column)} ${cases.join(' ')}${skip} END`
  }
  const index = d.toDouble(column)
  if (indexBase === 0) return index
  const first = d.number(indexBase)
  return `CASE WHEN ${index} = ${d.number(ignored ?? -100)} THEN ${d.number(ignoredOf(request) ?? -100)} WHEN ${index} >= ${first} THEN ${index} - ${first} END`
}

/** What stands for the ignored index where classes count from `indexBase`. */
function ignoredOf({ indexBase, options }: SqlRequest): number | undefined {
  const ignoreIndex = options.ignoreIndex as number | undefined
  return ignoreIndex === undefined ? undefined : ignoredFrom({ indexBase, ignoreIndex })
}

function readsOf(request: SqlRequest): Read[] {
  const { form, options, columns, array, classes } = request
  return Object.entries(form.takes).flatMap(([name, argument]): Read[] => {
    const domain = argument.given?.(options) ?? argument.domain
    const symbol = symbolOf(name)
    if (form.one === 'element') return [{ symbol, domain, array: false, label: false }]
    if (argument.kind === 'index' && takesLabels(request))
      return [{ symbol, domain, array: false, label: true }]
    const own = argument.kind === 'index' ? argument.probabilities! : domain
    if (array) return [{ symbol, domain: own, array: true, label: false }]
    return columns[name]!.slice(0, classes).map((_, c) => ({
      symbol: `${symbol}_${c}`,
      domain: own,
      array: false,
      label: false,
    }))
  })
}

/** Which rows count, and which of them have a NaN that decides their loss (odd). */
export function checkedLayer(request: SqlRequest, watched: boolean): string {
  const { dialect: d, missing, weightCol } = request
  const reads = readsOf(request)
  const bad = reads.flatMap((read) => badWhen(request, read))
  if (weightCol !== undefined)
    bad.push(
      `row_weight IS NULL OR NOT (row_weight >= 0 AND row_weight < ${d.number(Infinity)}) OR ${d.isNaN('row_weight')}`,
    )
  const label = reads.some((one) => one.label)
  const ignored = ignoredOf(request)
  const cases = [
    `WHEN missing = 1 THEN '${missing === 'skip' ? 'skipped' : 'invalid'}'`,
    ...(label && ignored !== undefined ? [`WHEN given_t = ${d.number(ignored)} THEN 'ignored'`] : []),
    `WHEN ${bad.join('\n        OR ')} THEN 'invalid'`,
  ]
  const nans = reads
    .filter((read) => !read.label && (watched || !read.symbol.startsWith('x')))
    .map((read) => {
      const column = `given_${read.symbol}`
      return read.array ? `${classesWhere(request, d.isNaN(d.arrays.at(column, 'c')))} > 0` : d.isNaN(column)
    })
  const odd = nans.length === 0 ? '0' : `CASE WHEN ${nans.join(' OR ')} THEN 1 ELSE 0 END`
  return `SELECT *,\n    CASE ${cases.join('\n      ')}\n      ELSE 'used' END AS state,\n    ${odd} AS odd\n  FROM given`
}

/** Conditions under which the loss is not defined for a number. */
function badWhen(request: SqlRequest, { symbol, domain, array, label }: Read): string[] {
  const { dialect: d, classes } = request
  const column = `given_${symbol}`
  if (label)
    return [
      `${column} IS NULL`,
      `NOT (${column} >= ${d.number(0)} AND ${column} < ${d.number(classes)} AND ${column} = floor(${column}))`,
    ]
  const test = outsideOf(array ? d.arrays.at(column, 'c') : column, domain, d)
  const missing = array ? `length_${symbol} IS NULL OR length_${symbol} <> ${classes}` : `${column} IS NULL`
  if (test === undefined) return [missing]
  return [missing, array ? `${classesWhere(request, test)} > 0` : test]
}

/** Of how many classes something holds. */
function classesWhere({ dialect: d, classes }: SqlRequest, test: string): string {
  const ones = d.arrays.map(classes, `CASE WHEN ${test} THEN ${d.number(1)} ELSE ${d.number(0)} END`)
  return d.arrays.sum(ones)
}

/** When a number is refused: outside its domain, where that is no matter of a warning. */
function outsideOf(
  value: string,
  { min, max, above, below, values, outside }: Domain,
  d: SqlRequest['dialect'],
): string | undefined {
  if (outside === 'warned') return undefined
  if (values) return `NOT (${values.map((one) => `${value} = ${d.number(one)}`).join(' OR ')})`
  const within = [
    ...(min === undefined ? [] : [`${value} >= ${d.number(min)}`]),
    ...(above === undefined ? [] : [`${value} > ${d.number(above)}`]),
    ...(max === undefined ? [] : [`${value} <= ${d.number(max)}`]),
    ...(below === undefined ? [] : [`${value} < ${d.number(below)}`]),
  ]
  if (within.length === 0) return undefined
  return `NOT (${within.join(' AND ')}) OR ${d.isNaN(value)}`
}

/** What tells a row from others, and its group. */
export function rowColumns(request: SqlRequest): string[] {
  return [
    ...request.id.map((_, i) => `id_${i}`),
    ...request.groupBy.map((_, i) => `group_${i}`),
    ...(elementsOf(request) > 1 ? ['element'] : []),
  ]
}

/** The columns that go on: numbers of rows that count and hold no NaN, so that no step meets any other. */
export function cleanColumns(request: SqlRequest): string[] {
  const { dialect: d, weightCol, form, options, classes } = request
  const clean = `state = 'used' AND odd = 0`
  const factors = Object.entries(form.options).flatMap(([name, spec]) =>
    form.one === 'element' && spec.type === 'tensor' && options[name] ? [spec.symbol ?? name] : [],
  )
  return [
    ...rowColumns(request),
    'state',
    'odd',
    ...factors,
    ...(weightCol === undefined ? [] : ['row_weight']),
    ...readsOf(request).map(({ symbol, array, label }) => {
      const none = array ? ` ELSE ${d.arrays.map(classes, d.number(0))}` : ''
      const own = label ? `state = 'used'` : clean
      return `CASE WHEN ${own} THEN given_${symbol}${none} END AS ${symbol}`
    }),
  ]
}
