import { appendFileSync, closeSync, constants, openSync } from 'node:fs'
import type { Say } from '../locale/locale.ts'
import { unwritable } from '../readers/bytes/temporary-file.ts'
import { visible } from '../writers/text.ts'
import { type Io, write } from './io.ts'
import { written } from './output.ts'
import { inputThatIsOutput, placeOf } from './output-place.ts'
import { tell } from './screen.ts'

/** Checks that were made, as GitHub Actions shows them. */
interface MadeChecks {
  /** What was run: `loss-calc ce`. */
  readonly title: string
  /** Of each check that failed a sentence. */
  readonly failed: readonly string[]
  /** What was read: the summary is not added to it. */
  readonly files: readonly string[]
  summary(): string | Promise<string>
}

/**
 * Says which checks failed. Where the program runs under GitHub Actions, each has an annotation, too, and all of them a
 * part of the summary.
 */
export async function tellChecks(told: MadeChecks, say: Say, io: Io): Promise<void> {
  await tell(told.failed.map((text) => `check failed: ${text}\n`).join(''), say, io)
  if (!runsOnGitHub(io)) return
  const lines = told.failed.map((text) => `::error title=${told.title}::${annotated(say(text))}\n`)
  await write(io.stderr, lines.join(''))
  const path = io.env.GITHUB_STEP_SUMMARY
  if (path === undefined || path === '') return
  const summary = await told.summary()
  try {
    append(path, summary, told.files)
  } catch (error) {
    // A summary that cannot be written changes no verdict.
    const { message } = unwritable(`GITHUB_STEP_SUMMARY ${path}`, error)
    await write(io.stderr, `${visible(say(message))}\n`)
  }
}

/** A pipe in the place of the file would keep the program waiting. */
function append(path: string, text: string, files: readonly string[]): void {
  if (inputThatIsOutput(placeOf(path), [...files, ...written]) !== undefined)
    throw new Error('this run reads or writes it')
  const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK = 0 } = constants
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o666)
  try {
    appendFileSync(file, text)
  } finally {
    closeSync(file)
  }
}

/** The text of an annotation, in one line. */
export const annotated = (text: string): string =>
  text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')

export const runsOnGitHub = ({ env }: Io): boolean => env.GITHUB_ACTIONS === 'true'
