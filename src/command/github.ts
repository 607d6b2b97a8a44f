import { appendFileSync } from 'node:fs'
import type { Say } from '../locale/say.ts'
import { type Io, write } from './io.ts'

/** Checks that were made, as GitHub Actions shows them. */
interface MadeChecks {
  /** What was run: `loss-calc ce`. */
  readonly title: string
  /** Of each check that failed a sentence. */
  readonly failed: readonly string[]
  /** Markdown for the summary of the job. */
  readonly summary: string
}

/** Where the program runs under GitHub Actions: an annotation for each check that failed, and a part of the summary. */
export async function tellGitHub(told: MadeChecks, say: Say, io: Io): Promise<void> {
  if (!runsOnGitHub(io)) return
  const lines = told.failed.map((text) => `::error title=${told.title}::${annotated(text)}\n`)
  await write(io.stderr, lines.join(''))
  const path = io.env.GITHUB_STEP_SUMMARY
  if (path === undefined || path === '') return
  try {
    appendFileSync(path, told.summary)
  } catch (error) {
    // A summary that cannot be written changes no verdict.
    await write(io.stderr, `${say(`the summary ${path} cannot be written: ${(error as Error).message}`)}\n`)
  }
}

/** The text of an annotation, in one line. */
export const annotated = (text: string): string =>
  text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')

export const runsOnGitHub = ({ env }: Io): boolean => env.GITHUB_ACTIONS === 'true'
