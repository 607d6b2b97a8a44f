import { main } from '../../src/cli/main.ts'
import { LossError } from '../../src/error.ts'
import { type InputFormat, inputFormats, readAll } from '../../src/readers/open.ts'

/** What the fuzzer can call: every reader, and the program with the words of a command line between NUL bytes. */
export const targets = [...Object.keys(inputFormats), 'options']

/** @throws Error for everything but an answer or a LossError: a find */
export async function fuzz(target: string, data: Buffer): Promise<void> {
  if (target === 'options') return options(data)
  try {
    await read(target as InputFormat, data)
  } catch (error) {
    if (!(error instanceof LossError)) throw error
  }
}

/** Reads bytes as numbers, each member of several, and as a table, in two pieces cut where the last byte says. */
async function read(format: InputFormat, data: Buffer): Promise<void> {
  const cut = data.length === 0 ? 0 : data.at(-1)! % data.length
  const input = (member?: string) => ({
    name: member === undefined ? 'fuzz' : `fuzz#${member}`,
    path: undefined,
    member,
    bytes: (async function* () {
      if (cut > 0) yield data.subarray(0, cut)
      yield data.subarray(cut)
    })(),
  })
  const { open } = inputFormats[format]
  const refusal = await refused(async () => readAll(await open(input(), {})))
  const members = /^fuzz holds \d+ arrays?: ([^]*)/.exec(refusal?.message ?? '')?.[1]?.split(', ') ?? []
  for (const member of members) await refused(async () => readAll(await open(input(member), {})))
  const { columns } = await (await open(input(), {})).table()
  const each = columns.map(({ type }, column) => ({
    columns: [column],
    as: type === 'text' ? ('texts' as const) : ('numbers' as const),
  }))
  const together = columns.flatMap(({ type }, column) => (type === 'text' ? [] : [column]))
  const texts = columns.flatMap(({ type }, column) => (type === 'list' ? [] : [column]))
  for (const selections of [
    each,
    [{ columns: together, as: 'numbers' as const }],
    texts.map((column) => ({ columns: [column], as: 'texts' as const })),
  ]) {
    if (selections.length === 0 || selections[0]!.columns.length === 0) continue
    await refused(async () => {
      const found = await (await open(input(), {})).table()
      for await (const columns of found.read(selections, 'skip')) void columns
    })
  }
}

/** The refusal that a step ends with. */
async function refused(step: () => Promise<unknown>): Promise<LossError | undefined> {
  try {
    await step()
    return undefined
  } catch (error) {
    if (error instanceof LossError) return error
    throw error
  }
}

/** Words that read or write files, or start programs, are left out. */
const outside = /^(?:-o|--output|--impl|--write|check|-$)|[/\\]/

async function options(data: Buffer): Promise<void> {
  const words = data.toString().split('\0').slice(0, 12)
  if (words.some((word) => outside.test(word))) return
  let stderr = ''
  const output = (hear: (text: string) => void) => ({
    isTTY: false,
    write: async (text: string | Uint8Array) => hear(text.toString()),
  })
  const status = await main(
    words,
    {
      stdin: (async function* () {})(),
      stdout: output(() => {}),
      stderr: output((text) => (stderr += text)),
      env: {},
      cores: 1,
      packageFolder: process.cwd(),
    },
    '0.0.0',
  )
  if (![0, 1, 2, 3].includes(status)) throw new Error(`status ${status}: ${stderr}`)
}
