import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import type { Command } from '../../command/command.ts'
import { write } from '../../command/io.ts'
import { readLanguage } from '../../command/language.ts'
import { pendingOutput } from '../../command/output.ts'

/** `loss-calc playground -o page.html`: the page to play with, as it came with the package. */
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
    const page = brotliDecompressSync(readFileSync(join(io.packageFolder, 'dist', 'playground.html.br')))
      .toString()
      .replace('<html lang="en">', `<html lang="${readLanguage(lang, io.env)}">`)
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
