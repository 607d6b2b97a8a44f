import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LossError } from '../error.ts'
import { type PendingOutput, pendingOutput } from './output.ts'
import type { RawFlags } from './flags.ts'
import { type Io, write } from './io.ts'
import type { Language } from '../locale/locale.ts'
import type { PageWords } from '../locale/page-en.ts'
import type { Reduction } from '../report.ts'
import { quoted } from './suggested-commands.ts'

/** A page that is asked for: it exists as a whole at the end, or not at all. */
export interface PendingPage {
  readonly path: string
  readonly file: PendingOutput
}

/**
 * The page of --report; undefined without it.
 *
 * @throws LossError E104 for what has no page, E110 if it cannot be written or is an input
 */
export function openPage(
  flags: RawFlags,
  files: readonly string[],
  reduction: Reduction,
  io: Io,
): PendingPage | undefined {
  const { report: path } = flags
  if (typeof path !== 'string') return undefined
  if (path === '-') {
    throw new LossError('E104', '--report takes the name of a file, since stdout has the result', {
      tries: ['--report report.html'],
    })
  }
  if (reduction === 'none') {
    throw new LossError(
      'E104',
      '--report shows what the loss is reduced to, which --reduction none does not',
      {
        tries: ['--reduction mean or sum'],
      },
    )
  }
  if (path === flags.output) {
    throw new LossError('E104', `--report and --output name the same file ${path}`)
  }
  return { path, file: pendingOutput(path, files, io, '--report') }
}

export async function pageWords(language: Language): Promise<PageWords> {
  return language === 'zh'
    ? (await import('../locale/page-zh.ts')).pageZh
    : (await import('../locale/page-en.ts')).pageEn
}

/** The loss as MathML, which the build makes of its LaTeX; undefined where there was none. */
export function mathmlOf(latex: string, { packageFolder }: Io): string | undefined {
  try {
    const formulas = JSON.parse(
      readFileSync(join(packageFolder, 'dist', 'formulas.json'), 'utf8'),
    ) as Readonly<Record<string, string>>
    return Object.hasOwn(formulas, latex) ? formulas[latex] : undefined
  } catch {
    return undefined
  }
}

/** The command line without the page, as a shell reads it. */
export function commandOf(argv: readonly string[]): string {
  const words: string[] = []
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === '--report') i++
    else if (!argv[i]!.startsWith('--report=')) words.push(quoted(argv[i]!))
  }
  return ['loss-calc', ...words].join(' ')
}

/** Says on stderr that the page is there, and how large it is. */
export async function sayPage(page: PendingPage, text: string, flags: RawFlags, io: Io): Promise<void> {
  if (flags.quiet === true) return
  await write(io.stderr, `report: ${page.path} (${Math.ceil(Buffer.byteLength(text) / 1000)} KB)\n`)
}
