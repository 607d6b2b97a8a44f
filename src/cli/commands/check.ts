import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { answerOf, ownAnswer } from '../../checks/answer.ts'
import { type Port, portOfLines, portPerCase } from '../../checks/port.ts'
import { record } from '../../checks/record.ts'
import { runSuite } from '../../checks/run-suite.ts'
import { readSuite, type Suite } from '../../checks/suite.ts'
import { LossError } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import { countOutcomes, type Outcome } from '../../outcome.ts'
import { loadPaint } from '../../writers/color.ts'
import { type ReporterName, reporters } from '../../writers/outcomes.ts'
import { counted } from '../../writers/number.ts'
import { visible } from '../../writers/text.ts'
import { addToleranceFlags, readTolerance } from '../checks.ts'
import { choice, colorOf, type RawFlags } from '../flags.ts'
import { type Io, write } from '../io.ts'
import { pendingFile } from '../output.ts'
import type { Command } from './command.ts'

const description = `Runs suites of cases and compares: this program, or with --impl any other.

A suite is JSON (loss-calc schema suite); a folder stands for its .json files. The package brings its own:
fixtures/suites/*.json.

--impl runs a program of yours for each expectation. It reads one object from standard input:
  {"name": "seed", "loss": "bce-logits", "reduction": "mean", "input": [[...]], "target": [[...]],
   "params": {"pos_weight": [...]}, "grad": false}
and prints one: {"value": 0.7193}, or the losses before they are reduced {"per_sample": [[...]]}, or both,
and "grad" if it can. What JSON has no number for is spelled "NaN", "Infinity", "-Infinity".`

/** `loss-calc check <suites...>`: cases with known losses, for this program or a port. */
export const check: Command = {
  configure(command) {
    command.description(description).optionsGroup('Port:')
    command
      .option('--impl <command>', 'run this program instead, once per expectation; no shell is involved')
      .option('--impl-stream', 'run it once for all: a line in, a line out')
      .option('--timeout <seconds>', 'how long an answer may take (default: 10)')
      .optionsGroup('Comparison:')
    addToleranceFlags(command)
    command
      .optionsGroup('Output:')
      .option(`--reporter <${Object.keys(reporters).join('|')}>`, 'default: pretty')
      .option('-q, --quiet', 'only what fails, and the count')
      .option('--write', "put this program's numbers into the suites instead")
      .option('--color <auto|always|never>', 'colours (default: auto)')
      .option('--no-color', 'same as --color never')
  },
  async run(args, flags, io) {
    const reporter = choice('reporter', flags.reporter ?? 'pretty', Object.keys(reporters) as ReporterName[])
    const port = await portFrom(flags)
    if (port && flags.write) {
      throw new LossError('E104', '--write and --impl exclude each other', {
        why: "suites hold this program's numbers",
      })
    }
    const suites: Suite[] = []
    for (const file of args.flatMap(suiteFiles)) {
      suites.push(await readSuite(file, readTolerance(flags), flags.write === true))
    }
    if (flags.write) return writeSuites(suites, io)
    const outcomes: Outcome[] = []
    try {
      const answer = port ? answerOf(port) : ownAnswer
      const jobs = flags.implStream || !port ? 1 : Math.max(io.cores, 1)
      for (const suite of suites) outcomes.push(...(await runSuite(suite, { answer, jobs })))
    } finally {
      port?.close()
    }
    const color = await loadPaint(reporter === 'pretty' && colorOf(flags, io.stdout, io.env))
    await write(io.stdout, reporters[reporter](outcomes, { color, quiet: flags.quiet === true }))
    return countOutcomes(outcomes).failed > 0 ? 1 : 0
  },
}

/** @throws LossError E101 for a bad command or time, E103 for --impl-stream alone */
async function portFrom({ impl, implStream, timeout }: RawFlags): Promise<Port | undefined> {
  if (typeof impl !== 'string') {
    if (implStream) throw new LossError('E103', '--impl-stream says how to run --impl, which is missing')
    return undefined
  }
  const seconds = parseDecimal(String(timeout ?? 10)) ?? Number.NaN
  if (!(seconds > 0 && seconds <= 86_400)) {
    throw new LossError(
      'E101',
      `--timeout must be a number of seconds from 0 to 86400, got ${String(timeout)}`,
    )
  }
  const options = { words: await wordsOf(impl), seconds }
  return implStream ? portOfLines(options) : portPerCase(options)
}

async function wordsOf(command: string): Promise<string[]> {
  const { split } = await import('shlex')
  let words: string[]
  try {
    words = split(command)
  } catch (error) {
    throw new LossError('E101', `--impl ${command}: ${(error as Error).message}`)
  }
  if (words.length === 0) throw new LossError('E101', '--impl is empty')
  return words
}

/** A folder's .json files by name, or the file itself. */
function suiteFiles(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => name.endsWith('.json'))
  if (names.length === 0) throw new LossError('E200', `there is no .json file in ${path}`)
  return names.toSorted().map((name) => join(path, name))
}

async function writeSuites(suites: readonly Suite[], io: Io): Promise<number> {
  const recorded = []
  for (const suite of suites) recorded.push({ suite, ...(await record(suite)) })
  for (const { suite, text, changed } of recorded) {
    const { file } = suite.document
    if (changed > 0) {
      const out = pendingFile(file, [])
      out.write(text)
      await out.commit()
    }
    await write(
      io.stdout,
      `${visible(file)}: ${changed === 0 ? 'unchanged' : `wrote ${counted(changed, 'case')}`}\n`,
    )
  }
  return 0
}
