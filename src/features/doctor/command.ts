import type { Command } from '../../command/command.ts'
import { type Io, write } from '../../command/io.ts'
import { addColorFlags, readColor } from '../../command/output-flags.ts'
import { writeText } from '../../command/screen.ts'
import type { RawFlags } from '../../command/read-flags.ts'
import { jsonText } from '../../writers/json-text.ts'
import { examine, type Finding } from './examine.ts'

/** `loss-calc doctor`: what the machine and its settings mean for loss-calc. */
export const doctor: Command = {
  configure(command) {
    command
      .description(
        'What the machine offers: versions, kernel, threads, language, colour, completion, cache; what is slow, and why.',
      )
      .optionsGroup('Output')
      .option('--json', 'one object with every digit')
    addColorFlags(command)
  },
  run: (_args, flags, io) => diagnose(flags, io),
}

/** Also what `--version --verbose` prints. */
export async function diagnose(flags: RawFlags, io: Io): Promise<number> {
  const findings = await examine(io, readColor(flags), flags.lang)
  if (flags.json === true) await write(io.stdout, `${jsonText(Object.fromEntries(findings.map(asPair)))}\n`)
  else await writeText(textOf(findings), flags, io)
  return 0
}

function asPair({ name, value, slow }: Finding) {
  return [name, slow === undefined ? { value } : { value, slow }] as const
}

function textOf(findings: readonly Finding[]): string {
  const slow = findings.filter((finding) => finding.slow !== undefined)
  const lines = findings.map(({ name, value }) => `${name.padEnd(11)} ${value}\n`)
  const told =
    slow.length === 0
      ? ['nothing here is slower than it need be\n']
      : slow.map(({ slow }) => `slow: ${slow!}\n`)
  return `${lines.join('')}\n${told.join('')}`
}
