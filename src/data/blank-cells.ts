import { inPython, through } from '../error.ts'
import type { Notice } from '../report.ts'
import { selectorOf } from '../selector.ts'
import type { TableSource } from '../table.ts'

/** W427 where texts of CSV that rows are compared by differ in the blanks around them, which are left out there. */
export async function noticeBlanks(
  { name, format, columns, look }: TableSource,
  column: number,
  notices: Notice[],
): Promise<void> {
  const cell = columns[column]!.type === 'text' ? (await look(column)).blanks?.() : undefined
  if (cell === undefined) return
  const program = `import pandas; print(pandas.read_csv('${inPython(name)}').to_json(orient='records', lines=True))`
  notices.push({
    code: 'W427',
    message: `blanks around the cells of ${selectorOf(columns[column]!.name)} are left out, and some differ in them alone, as ${JSON.stringify(cell)}: JSON keeps them`,
    ...(format === 'csv' && { tries: [through(`python -c "${program}" |`, name)] }),
  })
}
