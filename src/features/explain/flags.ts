import { LossError, quoted } from '../../error.ts'
import type { Explain } from '../../engine/request.ts'
import type { WantedRows } from './explain.ts'
import type { WorstRows } from './worst-rows.ts'
import { explainedFormat } from './writers.ts'
import type { Report } from '../../report.ts'
import { loadWords } from '../../locale/locale.ts'
import type { MakeWriter } from '../../writers/writer.ts'
import { type RawFlags, readMost } from '../../command/read-flags.ts'
import { readLanguage } from '../../command/language.ts'

/** How a worked example is made and printed. */
export interface Lesson {
  readonly explain: Explain
  readonly writer: MakeWriter
  /** Works out the worst rows, where --top says how many; else undefined. */
  readonly worst: WorstRows | undefined
  /** @throws LossError E101 if there is no such row or sample */
  check(report: Report): void
}

/**
 * What --explain asks for. `--format latex` asks for it too.
 *
 * @throws LossError E101 for a bad row, E104 for a format or -q that cannot show it
 */
export async function readLesson(
  flags: RawFlags,
  format: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Lesson> {
  const language = readLanguage(flags.lang, env)
  if (flags.quiet === true) throw new LossError('E104', '--explain and --quiet exclude each other')
  if (flags.grad === true && format !== 'json')
    throw new LossError('E104', '--explain shows no gradient: --grad prints it, --json both')
  const { FIRST_ROWS, WorkedRows, WorstRows } = await import('./worst-rows.ts')
  const wanted = readRows(flags, FIRST_ROWS)
  const named = typeof flags.id === 'string'
  const worst = flags.top !== undefined && 'first' in wanted ? new WorstRows(named) : undefined
  return {
    worst,
    explain: worst?.explain ?? new WorkedRows(wanted, named),
    writer: explainedFormat(format, await loadWords(language)),
    check({ explanation, samples, args }) {
      const input = Object.values(args)[0]!
      if ('first' in wanted || explanation!.rows.samples > 0) return
      if ('row' in wanted)
        throw new LossError(
          'E101',
          `there is no row ${wanted.row} to explain: ${input.name} has ${samples}`,
          {
            why: `rows count from 0${flags.where === undefined ? '' : ' in the file, and --where leaves some out'}`,
          },
        )
      throw new LossError('E101', `there is no sample ${wanted.id} to explain`, {
        why: `its name was looked for in --id ${String(flags.id)}; a whole number is the number of a row, from 0`,
      })
    },
  }
}

/** @throws LossError E101 for what is neither a row nor, without --id, a word of its own */
function readRows(flags: RawFlags, few: number): WantedRows {
  const { explain, id, rows } = flags
  if (typeof explain !== 'string' || explain === 'first') return { first: few }
  if (explain === 'all') return { first: readMost('rows', rows ?? 20, 1e9) }
  if (/^\d{1,9}$/.test(explain)) return { row: Number(explain) }
  if (typeof id === 'string') return { id: explain }
  throw new LossError('E101', `--explain takes the number of a row, or all, got ${explain}`, {
    why: `rows count from 0; there is no file ${explain} either, and names of samples need --id`,
    tries: ['--explain 0', `loss-calc ... --id <column> --explain ${quoted(explain)}`],
  })
}
