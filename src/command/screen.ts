import { loadSay, type Say, sayLines } from '../locale/locale.ts'
import { fit, fold } from '../writers/fold.ts'
import { visible } from '../writers/text.ts'
import { displayWidth } from '../writers/width.ts'
import type { Screen } from '../writers/grid.ts'
import { paintFor, readColor, readPrecision } from './output-flags.ts'
import type { RawFlags } from './read-flags.ts'
import { type Io, type Output, write } from './io.ts'
import { readLanguage } from './language.ts'

/** Fewer columns show nothing. */
const LEAST = 40

/** Columns of the terminal that an output goes to; undefined for files and pipes, which take lines of any length. */
export function widthOf(output: Output): number | undefined {
  if (output.isTTY !== true) return undefined
  const { columns } = output
  return columns ? Math.max(columns, LEAST) : undefined
}

/** Standard output as the flags want it. @throws LossError E101 for bad values */
export async function screenOf(flags: RawFlags, { stdout, env }: Io): Promise<Screen> {
  const precision = readPrecision(flags)
  const say = await loadSay(readLanguage(flags.lang, env))
  return { precision, say, paint: await paintFor(readColor(flags), stdout, env), width: widthOf(stdout) }
}

/** Writes a text for people to standard output, in their language, and on a terminal in lines that fit it. */
export async function writeText(text: string, flags: RawFlags, io: Io): Promise<void> {
  const said = sayLines(text, await loadSay(readLanguage(flags.lang, io.env)))
  const width = widthOf(io.stdout)
  if (width === undefined) return write(io.stdout, said)
  await write(io.stdout, fit(said, width, true))
}

/** Writes a text for programs to standard output: on a terminal, which would obey them, unseen characters are shown. */
export async function writePlain(text: string, { stdout }: Io): Promise<void> {
  await write(stdout, stdout.isTTY === true ? text.split('\n').map(visible).join('\n') : text)
}

/** Writes lines for people to standard error; on a terminal what is left of a line stands indented below it. */
export async function tell(text: string, say: Say, io: Io): Promise<void> {
  const said = sayLines(text, say)
  const width = widthOf(io.stderr)
  if (width === undefined) return write(io.stderr, said)
  await write(
    io.stderr,
    said.replaceAll(/.+/g, (line) =>
      displayWidth(line) > width ? fold(line, width - 2).join('\n  ') : line,
    ),
  )
}
