import { withoutFlags } from '../command/split-words.ts'
import { inPython, quoted } from '../error.ts'
import { classNames } from '../data/classes.ts'
import { namesRows } from '../data/column-names.ts'
import { selectColumns } from '../data/column-selectors.ts'
import { loadLoss, lossMistakenAs, namesLoss } from '../losses/registry.ts'
import { selectorOf } from '../selector.ts'
import type { TableSource } from '../table.ts'
import { INPUT, TARGET, typed } from './typed.ts'

const BETWEEN = [', ', ',', ';', '|', ' ']

/**
 * What makes a column of 0 and 1 for each class of a column that names the several classes of a row, by their columns or
 * numbers: `person;dog`, `['person', 'dog']`, `[0, 2]`; a row without any has none of them. Undefined where that is not
 * what it names, or the loss takes no such columns.
 */
export async function fromTags(
  table: TableSource,
  field: string | undefined,
  file: string,
  argv: readonly string[],
): Promise<string | undefined> {
  const { columns, look } = table
  const at = columns.findIndex(({ name }) => name === field)
  const selector = typed(argv, ...INPUT)?.value
  const chosen =
    selector === undefined
      ? columns.filter((one) => one.type === 'number' && !namesRows(one))
      : selectColumns(selector, table).map((column) => columns[column]!)
  const loss = await loadLoss(argv.find(namesLoss) ?? '')
  const takesIndices = loss && 'takes' in loss && loss.takes.target?.domain.indices
  if (at < 0 || chosen.length < 2 || chosen.length > 99 || takesIndices || !/\.csv$/i.test(file))
    return undefined
  const cells = (await look(at)).cells.flatMap((cell) => (cell === undefined || cell === '' ? [] : [cell]))
  const lists = cells.length > 0 && cells.every((cell) => /^\[.*\]$/s.test(cell))
  const pattern = cells.every((cell) => /^\[[\d\s,]*\]$/.test(cell)) ? String.raw`(\d+)` : "'(.*?)'"
  const inList = (cell: string) => Array.from(cell.matchAll(new RegExp(pattern, 'g')), ([, word]) => word!)
  const named = [chosen.map(({ name }) => name), classNames(chosen), chosen.map((_, i) => String(i))]
  const ways = (lists ? ['|'] : BETWEEN).flatMap((sign) => named.map((classes) => ({ sign, classes })))
  const way = ways.find(({ sign, classes }) =>
    cells.every((cell) => {
      const words = lists ? inList(cell) : cell.split(sign)
      return (words.length > 0 || /^\[\s*\]$/.test(cell)) && words.every((word) => classes.includes(word))
    }),
  )
  if (!way || cells.every((cell) => way.classes.includes(cell))) return undefined
  const { sign, classes } = way
  const list = classes.map((name) => `'${inPython(name)}'`).join(',')
  const read = `'${inPython(file)}',dtype=str,keep_default_na=False`
  const found = String.raw`.str.findall('${pattern.replaceAll("'", String.raw`\x27`)}').str.join('|')`
  const words = `d['${inPython(field!)}']${lists ? found : ''}`
  const python = `import pandas;d=pandas.read_csv(${read});t=${words}.str.get_dummies('${sign}');assert {*t}<={'',${list}},{*t};print(d.join(t.reindex(columns=[${list}],fill_value=0).add_prefix('is_')).to_csv(index=False))`
  if (/[$`\n]/.test(python)) return undefined
  const single = await lossMistakenAs('classes of logits')
  const several = await lossMistakenAs('binary of logits')
  const own = withoutFlags(argv, TARGET).map((word) =>
    word === file ? '-' : word === single ? several : word,
  )
  const selected = (names: readonly string[]) => quoted(names.map(selectorOf).join(','))
  const input = selector === undefined ? ` --input-cols ${selected(named[0]!)}` : ''
  return `python -c ${JSON.stringify(python)} | loss-calc ${own.map(quoted).join(' ')}${input} --target-cols ${selected(classes.map((name) => `is_${name}`))}`
}
