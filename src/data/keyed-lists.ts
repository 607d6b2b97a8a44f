import { inPython, LossError, through } from '../error.ts'
import type { TableSource } from '../table.ts'
import type { Chosen } from './chosen.ts'

/** @throws LossError E104 where the columns of the input are called as the rows of the targets: lists of an object are columns */
export async function refuseKeyedLists(tables: readonly TableSource[], input: Chosen): Promise<void> {
  const [{ name: file, columns }, second] = tables as [TableSource, TableSource?]
  const key = second?.columns.findIndex(({ name, index }) => index === true && name === 'key') ?? -1
  const names = key < 0 ? [] : input.columns.map((column) => columns[column]!.name)
  if (names.length < 2) return
  const { cells } = await second!.look(key)
  if (!names.every((name) => cells.includes(name))) return
  const program = `import json; [print(json.dumps(dict(key=k, value=v))) for k, v in json.load(open('${inPython(file)}')).items()]`
  throw new LossError('E104', `the columns of ${file} are called as the rows of ${second!.name}`, {
    why: 'each list of an object is a column',
    tries: [through(`python -c "${program}" |`, file)],
  })
}
