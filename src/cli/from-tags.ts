import { inPython, quoted } from '../error.ts'
import { namesRows } from '../data/column-names.ts'
import { lossMistakenAs } from '../losses/registry.ts'
import { selectorOf } from '../selector.ts'
import type { TableSource } from '../table.ts'

const BETWEEN = [', ', ',', ';', '|', ' ']

/**
 * What makes a column of 0 and 1 for each class of a column that names the several classes of a row, `person;dog` or
 * `['person', 'dog']`; a row without any has none of them. Undefined where that is not what it names.
 */
export async function fromTags(
  { columns, look }: TableSource,
  field: string | undefined,
  file: string,
  argv: readonly string[],
): Promise<string | undefined> {
  const at = columns.findIndex(({ name }) => name === field)
  const classes = columns.filter((one) => one.type === 'number' && !namesRows(one)).map(({ name }) => name)
  if (at < 0 || classes.length < 2 || classes.length > 99 || !/\.csv$/i.test(file)) return undefined
  const cells = (await look(at)).cells.flatMap((cell) => (cell === undefined || cell === '' ? [] : [cell]))
  const fits = (words: (cell: string) => readonly string[]) =>
    cells.every((cell) => words(cell).every((word) => classes.includes(word)))
  const lists = cells.length > 0 && cells.every((cell) => /^\[.*\]$/s.test(cell))
  const between = lists ? '|' : BETWEEN.find((sign) => fits((cell) => cell.split(sign)))
  const inList = (cell: string) => [...cell.matchAll(/'(.*?)'/g)].map(([, word]) => word!)
  if (between === undefined || (lists && !fits(inList)) || !cells.some((cell) => !classes.includes(cell)))
    return undefined
  const list = classes.map((name) => `'${inPython(name)}'`).join(',')
  const table = `'${inPython(file)}',dtype=str,keep_default_na=False`
  const words = `d['${inPython(field!)}']${lists ? String.raw`.str.findall('\x27(.*?)\x27').str.join('|')` : ''}`
  const python = `import pandas;d=pandas.read_csv(${table});t=${words}.str.get_dummies('${between}');assert {*t}<={'',${list}},{*t};print(d.join(t.reindex(columns=[${list}],fill_value=0).add_prefix('is_')).to_csv(index=False))`
  if (/[$`\n]/.test(python)) return undefined
  const single = await lossMistakenAs('classes of logits')
  const several = await lossMistakenAs('binary of logits')
  const own = argv.flatMap((word, i) =>
    /^--target-cols?(?:=|$)/.test(word) || /^--target-cols?$/.test(argv[i - 1] ?? '')
      ? []
      : [word === file ? '-' : word === single ? several : word],
  )
  const selected = (prefix: string) => quoted(classes.map((name) => selectorOf(prefix + name)).join(','))
  const input = own.some((word) => /^--input-cols?(?:=|$)/.test(word)) ? '' : ` --input-cols ${selected('')}`
  return `python -c ${JSON.stringify(python)} | loss-calc ${own.map(quoted).join(' ')}${input} --target-cols ${selected('is_')}`
}
