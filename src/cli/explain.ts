import type { Explain } from '../engine/compute.ts'
import { LossError } from '../error.ts'
import type { Report } from '../report.ts'
import { loadWords } from '../words/words.ts'
import type { MakeWriter } from '../writers/writer.ts'
import { type RawFlags, readCount } from './flags.ts'
import { readLanguage } from './language.ts'

/** How a worked example is made and printed. */
export interface Lesson {
  readonly explain: Explain
  readonly writer: MakeWriter
  /** @throws LossError E101 if there is no such row */
  check(report: Report): void
}

/**
 * What --explain asks for; undefined without it. `--format latex` asks for it too.
 *
 * @throws LossError E101 for a bad row, E104 for a format or -q that cannot show it
 */
export async function readLesson(
  flags: RawFlags,
  format: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Lesson | undefined> {
  const { explain } = flags
  const language = readLanguage(flags.lang, env)
  if (explain === undefined && format !== 'latex') return undefined
  if (flags.quiet === true) throw new LossError('E104', '--explain and --quiet exclude each other')
  if (flags.grad === true && format !== 'json') {
    throw new LossError('E104', '--explain shows no gradient', { tries: ['loss-calc ... --json'] })
  }
  const { explainRows, FIRST_ROWS } = await import('../engine/explain.ts')
  const { explainedFormat } = await import('../writers/explained.ts')
  const text = typeof explain === 'string' ? explain : 'first'
  const row = readCount('explain', text, 'first', 999_999_999)
  const wanted = row === 'first' ? { from: 0, rows: FIRST_ROWS } : { from: row, rows: 1 }
  return {
    explain: (plan, input, target, from) => explainRows(plan, input, target, from, wanted),
    writer: explainedFormat(format, await loadWords(language)),
    check({ explanation, samples, input }) {
      if (row === 'first' || explanation!.rows.length > 0) return
      throw new LossError('E101', `there is no row ${row} to explain: ${input.name} has ${samples}`, {
        why: 'rows count from 0',
      })
    },
  }
}
