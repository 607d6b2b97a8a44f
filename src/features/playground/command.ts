import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '../../command/command.ts'
import { type Io, write } from '../../command/io.ts'
import { readLanguage } from '../../command/language.ts'
import { pendingOutput } from '../../command/output.ts'
import { style } from '../../writers/page/style.ts'
import { linked } from './linked.ts'
import { playgroundShell } from './shell.ts'
import { playgroundStyle } from './style.ts'

/** `loss-calc playground -o page.html`: the page to play with, of the library's modules. */
export const playground: Command = {
  configure(command) {
    command
      .description(
        'A page to play with losses: numbers and options to change, each loss and gradient, the curve, every step in\n' +
          'words, in English and Chinese. It works from a file, without a server; its address holds what was changed.',
      )
      .option('-o, --output <file>', 'write there instead; nothing is left if the run fails (atomic)')
  },
  async run(_args, { output, lang }, io) {
    const page = pageOf(io, readLanguage(lang, io.env))
    if (typeof output !== 'string') {
      await write(io.stdout, page)
      return 0
    }
    const file = pendingOutput(output, [], io)
    try {
      file.write(page)
      await file.commit()
    } catch (error) {
      file.discard()
      throw error
    }
    return 0
  },
}

function pageOf({ packageFolder, version = '' }: Io, language: string): string {
  const script = linked('playground.js', (path) =>
    readFileSync(join(packageFolder, 'dist/library', path), 'utf8'),
  )
  const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`
  return playgroundShell({ script, style: `${style}\n${playgroundStyle}` }, hash, version, language)
}
