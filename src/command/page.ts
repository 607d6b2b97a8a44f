import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { commandLine, instead, LossError } from '../error.ts'
import { placeOf } from './output-place.ts'
import { type PendingOutput, pendingOutput } from './output.ts'
import type { RawFlags } from './read-flags.ts'
import { type Io, write } from './io.ts'
import { type Language, loadSay } from '../locale/locale.ts'
import type { PageWords } from '../locale/page-en.ts'
import type { Reduction } from '../report.ts'
import { visible } from '../writers/text.ts'

/** A page that is asked for: it exists as a whole at the end, or not at all. */
export interface PendingPage extends Pick<PendingOutput, 'commit' | 'discard'> {
  write(text: string): void
  /** Says on stderr that it is there, and how large it is. */
  say(): Promise<void>
}

/** The file of --report; undefined without it. @throws LossError E104 for what has no page */
export function readPage({ report: path }: RawFlags, reduction: Reduction): string | undefined {
  if (typeof path !== 'string') return undefined
  if (path === '-')
    throw new LossError('E104', '--report takes the name of a file, since stdout has the result', {
      tries: ['--report report.html'],
    })
  if (/\.(?:pdf|png|jpe?g|svg|md|docx)$/i.test(path))
    throw new LossError('E101', `--report ${path}: a page is HTML, which a browser prints as PDF`, {
      tries: [instead(path.replace(/\.\w+$/, '.html'), path)],
    })
  if (reduction === 'none')
    throw new LossError(
      'E104',
      '--report shows what the loss is reduced to, which --reduction none does not',
      { tries: ['--reduction mean'] },
    )
  return path
}

/**
 * Opens the file of a page. `files` are those that the command line names to be read, `output` the file of --output,
 * `language` that in which the page is told of; undefined: it is not.
 *
 * @throws LossError E104 if it is where the result goes, E110 if it cannot be written or is one of the files
 */
export function openPage(
  path: string,
  files: readonly string[],
  output: string | undefined,
  language: Language | undefined,
  io: Parameters<typeof pendingOutput>[2],
): PendingPage {
  const file = pendingOutput(path, files, io, '--report')
  if (output === undefined && isStandardOutput(path)) {
    file.discard()
    throw new LossError('E104', `--report ${path} is where the result goes`, {
      why: 'one would replace or follow the other',
      tries: ['--report report.html'],
    })
  }
  let size = 0
  return {
    commit: () => file.commit(),
    discard: () => file.discard(),
    write(text) {
      size = Buffer.byteLength(text)
      file.write(text)
    },
    async say() {
      if (language === undefined) return
      const say = await loadSay(language)
      await write(io.stderr, `${visible(say(`report: ${path} (${Math.ceil(size / 1000)} KB)`))}\n`)
    },
  }
}

function isStandardOutput(path: string): boolean {
  const place = placeOf(path)
  return place.is === 'descriptor' && place.descriptor === 1
}

export async function pageWords(language: Language): Promise<PageWords> {
  return language === 'zh'
    ? (await import('../locale/page-zh.ts')).pageZh
    : (await import('../locale/page-en.ts')).pageEn
}

/** The loss as MathML, which the build makes of its LaTeX; undefined where there was none. */
export function mathmlOf(latex: string, { packageFolder }: Io): string | undefined {
  try {
    const packed = readFileSync(join(packageFolder, 'dist', 'formulas.json.br'))
    const formulas = JSON.parse(brotliDecompressSync(packed).toString()) as Readonly<Record<string, string>>
    return Object.hasOwn(formulas, latex) ? formulas[latex] : undefined
  } catch {
    return undefined
  }
}

/** The command line without the page, as a shell reads it. */
export function commandOf(argv: readonly string[]): string {
  return commandLine(
    argv.filter(
      (word, i) => word !== '--report' && argv[i - 1] !== '--report' && !word.startsWith('--report='),
    ),
  )
}
