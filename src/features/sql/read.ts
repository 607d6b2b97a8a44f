import { choice, type RawFlags } from '../../command/read-flags.ts'
import { readLossRequest } from '../../command/loss-request.ts'
import { refuseIndexBase } from '../../data/classes.ts'
import { instead, LossError } from '../../error.ts'
import { formsOf, spellingsOf } from '../../losses/forms.ts'
import type { Loss, PlainLoss } from '../../losses/loss.ts'
import { flagName, resolveOptions, type AnyOptionValues } from '../../options.ts'
import { selectorOf, splitNames } from '../../selector.ts'
import { showShape, type Tensor } from '../../tensor.ts'
import type { SqlDialect } from './dialect.ts'
import { dividesMean, type SqlRequest } from './request.ts'

/** From how many classes on labels in arrays are looked up, not listed. */
const MOST_CLASSES = 100_000

/**
 * The request as the flags say it.
 *
 * @throws LossError E103 for columns that are missing, E104 for options that exclude each other, E105 for a loss
 * without SQL, E311 for weights that do not fit
 */
export function readSqlRequest(
  loss: Loss,
  given: Readonly<Record<string, unknown>>,
  dialect: SqlDialect,
  flags: RawFlags,
): SqlRequest {
  const { mode, from, meanBy, reduction } = readLossRequest(loss, flags)
  if (reduction === 'none')
    throw new LossError('E101', '--reduction must be mean, sum or batchmean here', {
      tries: ['loss-calc sql ... --per-sample, for the loss of each row'],
    })
  const columns = (form: PlainLoss) =>
    Object.fromEntries(Object.keys(form.takes).map((name) => [name, namesIn(flags, `${name}Cols`)]))
  const form = formFor(loss, mode, from, flags)
  const own = columns(form)
  for (const [name, names] of Object.entries(own)) {
    if (names.length === 0)
      throw new LossError('E103', `--${flagName(name)}-${name === 'target' ? 'col' : 'cols'} is missing`, {
        tries: [exampleQuery(loss)],
      })
  }
  const options = resolveOptions(form.name, form.options, given) as AnyOptionValues
  for (const [name, value] of Object.entries(options)) {
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new LossError('E101', `--${flagName(name)} must be finite in a query, got ${value}`)
  }
  const [input, others] = [Object.values(own)[0]!, own.target]
  const { classes, names } = classesOf(flags, form, input)
  const indexBase = Number(choice('index-base', flags.indexBase ?? '0', ['0', '1'] as const))
  if (names) refuseIndexBase(names, indexBase)
  const array = form.one === 'row' && input.length === 1 && classes > 1
  const request: SqlRequest = {
    dialect,
    loss: loss.name,
    form,
    options,
    table: tableOf(flags, dialect),
    columns: own,
    classes,
    array,
    ...(names && { names }),
    indexBase,
    ...(typeof flags.weightCol === 'string' && { weightCol: namesIn(flags, 'weightCol').join() }),
    groupBy: namesIn(flags, 'groupBy'),
    id: namesIn(flags, 'id'),
    perSample: flags.perSample === true,
    fast: flags.fast === true,
    missing: choice('missing', flags.missing ?? 'error', ['error', 'skip'] as const),
    meanBy,
    batchmean: reduction === 'batchmean',
  }
  checkColumns(request, others)
  checkWeights(request)
  return request
}

/** @throws LossError E105 for a loss that has no formulas for other engines */
function formFor(loss: Loss, mode: string | undefined, from: string | undefined, flags: RawFlags): PlainLoss {
  const forms = formsOf(loss)
  const inputs = namesIn(flags, 'inputCols').length
  const targets = namesIn(flags, 'targetCols').length
  // One target beside several inputs, or an array, is a class.
  const chosen =
    mode ??
    (loss.one !== 'form'
      ? ''
      : loss.choose(
          [1, flags.classes === undefined ? inputs : Math.max(inputs, 2)],
          targets === 1 && (inputs > 1 || flags.classes !== undefined) ? [1] : [1, inputs],
        ))
  const own = forms.get(choice('mode', chosen, [...forms.keys()]))!
  const spellings = spellingsOf(own)
  if (from !== undefined && !spellings.has(from)) {
    const words = [...spellings.keys()]
    throw new LossError(
      words.length > 0 ? 'E101' : 'E105',
      words.length > 0
        ? `--from must be one of ${words.join(', ')}, got ${from}`
        : `${loss.name} has no --from`,
    )
  }
  const form = from === undefined ? own : spellings.get(from)!
  if (form.stable !== undefined) return form
  throw new LossError('E105', `${loss.name} has no SQL`, {
    why: `it needs whole vectors or the whole batch, for which the engines have no formula in common; loss-calc ${loss.name} reads rows that a query exports`,
    tries: [`loss-calc ${loss.name} -h`],
  })
}

function namesIn(flags: RawFlags, flag: string): string[] {
  const text = flags[flag]
  if (typeof text !== 'string') return []
  const items = splitNames(text).filter((item) => item.quoted || item.text !== '')
  const found = items.find((item) => item.without || (!item.quoted && /[*]|^!|^\d*:\d*$/.test(item.text)))
  const pattern = found?.without ? `!${selectorOf(found.text)}` : found?.text
  if (pattern !== undefined)
    throw new LossError('E104', `${pattern} is a pattern, and a query names each column`, {
      why: 'the columns of the table are not known here: nothing is connected to; a column that is named so stands in double quotes',
      tries: [instead('p0,p1,p2', pattern)],
    })
  return items.map((item) => item.text)
}

/** A whole command for a loss, with names that stand for those of a table. */
export function exampleQuery(loss: Loss): string {
  const [form] = formsOf(loss).values()
  const columns = Object.entries(form!.takes).map(([name, { kind }], i) => {
    const ofClasses = kind === 'classes' || kind === 'vector'
    const names =
      name === 'target'
        ? 'label'
        : ofClasses
          ? [0, 1, 2].map((c) => (i === 0 ? `x${c}` : `x${i}_${c}`)).join(',')
          : `x${i}`
    return `--${flagName(name)}-${name === 'target' ? 'col' : 'cols'} ${names}`
  })
  return `loss-calc sql ${loss.name} --dialect duckdb --table preds ${columns.join(' ')}`
}

/** A path or a pattern, or what a table is hardly called. */
const FILES = /^[^"]*(?:[/\\*]|\.(?:csv|tsv|parquet|json|ndjson|jsonl)(?:\.gz|\.zst)?$)/

/** @throws LossError E101 for files where the engine reads none, E103 without a table */
function tableOf({ table, tableSql }: RawFlags, { name, quote, file }: SqlDialect): string {
  if (typeof tableSql === 'string' && table !== undefined)
    throw new LossError('E104', '--table and --table-sql exclude each other')
  if (typeof tableSql === 'string') return `(${tableSql.replace(/;\s*$/, '')})`
  if (typeof table !== 'string' || table === '')
    throw new LossError('E103', '--table is missing', { tries: ['loss-calc sql ... --table preds'] })
  if (FILES.test(table)) {
    if (file) return file(table)
    throw new LossError('E101', `--table ${table} names files, and ${name} has tables`, {
      tries: ['loss-calc ... --dialect duckdb'],
    })
  }
  const parts = [...table.matchAll(/"((?:[^"]|"")*)"|[^.]+/g)]
  return parts
    .map(([whole, quoted]) => quote(quoted === undefined ? whole : quoted.replaceAll('""', '"')))
    .join('.')
}

/** How many classes there are, and their names where labels are texts. */
function classesOf(
  flags: RawFlags,
  form: PlainLoss,
  input: readonly string[],
): { classes: number; names?: readonly string[] } {
  if (form.one !== 'row') {
    if (flags.classes === undefined) return { classes: 0 }
    throw new LossError('E105', `${form.name} has no classes`)
  }
  const text = flags.classes
  if (typeof text === 'string' && !/^\d+$/.test(text)) {
    const names = namesIn(flags, 'classes')
    if (input.length > 1 && names.length !== input.length)
      throw new LossError(
        'E101',
        `--classes names ${names.length} classes, but --input-cols names ${input.length} columns`,
      )
    return { classes: names.length, names }
  }
  const count = typeof text === 'string' ? Number(text) : input.length
  if (input.length > 1 && count !== input.length)
    throw new LossError('E101', `--classes is ${count}, but --input-cols names ${input.length} columns`)
  if (input.length === 1 && count < 2)
    throw new LossError(
      'E103',
      `${form.name} needs a column for each class, or one of arrays and --classes`,
      { tries: ['--input-cols x0,x1,x2', '--input-cols logits --classes 10'] },
    )
  if (count > MOST_CLASSES) throw new LossError('E101', `--classes is at most ${MOST_CLASSES}, got ${count}`)
  return { classes: count }
}

/** @throws LossError E310 for columns that do not go together */
function checkColumns(
  { form, columns, classes, array, indexBase }: SqlRequest,
  target?: readonly string[],
): void {
  if (form.one === 'element') {
    const most = Math.max(...Object.values(columns).map(({ length }) => length))
    const odd = Object.entries(columns).find(([, { length }]) => length !== most)
    if (odd) throw new LossError('E310', `${odd[0]} has ${odd[1].length} columns, where others have ${most}`)
    if (indexBase !== 0) throw new LossError('E105', `${form.name} has no classes for --index-base`)
    return
  }
  const perClass = form.takes.target?.probabilities !== undefined && !array && target!.length === classes
  if (target!.length !== 1 && !perClass)
    throw new LossError(
      'E310',
      `the target has ${target!.length} columns, where ${classes} classes take 1${form.takes.target?.probabilities ? ` or ${classes}` : ''}`,
    )
}

/** @throws LossError E104 for two weights that both divide, E311 for a weight that does not fit */
function checkWeights(request: SqlRequest): void {
  const { form, options, columns, classes, weightCol, meanBy } = request
  const elements = Object.values(columns)[0]!.length
  for (const [name, spec] of Object.entries(form.options)) {
    const value = options[name]
    if (value === undefined || typeof value !== 'object') continue
    const { data, shape } = value as Tensor
    const wanted = form.one === 'row' ? classes : elements
    if (data.length !== wanted && !(form.one === 'element' && data.length === 1))
      throw new LossError(
        'E311',
        `--${flagName(name)} ${showShape(shape)} must be a number for each of the ${wanted} ${form.one === 'row' ? 'classes' : 'columns'}`,
      )
    if (
      weightCol !== undefined &&
      form.one === 'element' &&
      spec.type === 'tensor' &&
      spec.as === 'weight' &&
      dividesMean(request, spec)
    ) {
      throw new LossError('E104', `--weight and --weight-col cannot both divide the mean of ${form.name}`)
    }
  }
  if (meanBy === 'weights' && weightCol === undefined && options.weight === undefined)
    throw new LossError('E104', '--mean-by weights needs weights: --weight, or --weight-col')
}
