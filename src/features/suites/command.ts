import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { answerOf } from './answer.ts'
import { ownAnswer } from './own-answer.ts'
import { type RunningPort, portOfLines, portPerCase } from './port.ts'
import { record } from './record.ts'
import { runSuite } from './run-suite.ts'
import type { Suite } from './suite.ts'
import { findSuite, readSuite, whatIsSuite } from './suite-file.ts'
import { instead, LossError } from '../../error.ts'
import { knownElsewhere, loadAll } from '../../losses/registry.ts'
import { nearest } from '../../data/nearest.ts'
import { isLink, placeOfExample, unreadable } from '../../readers/bytes/bytes.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import { type NarrowFloat, narrowFloats } from '../../numerics/narrow-floats.ts'
import { countOutcomes, type Outcome, shifted } from './outcome.ts'
import { type ReporterName, reporters } from './reporters.ts'
import { noPaint } from '../../writers/paint.ts'
import { counted } from '../../writers/number.ts'
import { visible } from '../../writers/text.ts'
import { addToleranceFlags, readTolerance } from '../../command/tolerance.ts'
import { readLanguage } from '../../command/language.ts'
import { widthOf, writeText } from '../../command/screen.ts'
import { loadSay, type Say } from '../../locale/locale.ts'
import { choice, type RawFlags } from '../../command/read-flags.ts'
import { type Io, write } from '../../command/io.ts'
import { pendingOutput } from '../../command/output.ts'
import { unwritable } from '../../readers/bytes/temporary-file.ts'
import { pipesApart, refuseTwice } from '../../command/pipes.ts'
import { filesOfEach } from '../../command/patterns.ts'
import { addColorFlags, paintFor, readColor } from '../../command/output-flags.ts'
import type { Command } from '../../command/command.ts'

const description = `Runs suites of cases and compares: this program, or with --impl any other.

A suite is JSON (loss-calc schema suite); a folder stands for the suites in it. loss-calc help examples lists those of the package.

--impl runs a program of yours for each expectation. It reads one object from standard input:
  {"name": "seed", "loss": "bce-logits",
   "reduction": "mean", "input": [[...]], "target": [[...]],
   "params": {"pos_weight": [...]}, "grad": false}
and prints one: {"value": 0.7193}, or the losses before they are reduced {"per_sample": [[...]]}, or both,
and "grad" if it can. What JSON has no number for is spelled "NaN", "Infinity", "-Infinity".`

/** `loss-calc check <suites...>`: cases with known losses, for this program or a port. */
export const check: Command = {
  configure(command) {
    command.description(description).optionsGroup('Port')
    command
      .option('--impl <command>', 'run this program instead, once per expectation; no shell is involved')
      .option('--impl-stream', 'run it once for all: a line in, a line out')
      .option('--timeout <seconds>', 'how long an answer may take (default: 10)')
      .option(
        `--dtype <${Object.keys(narrowFloats).join('|')}>`,
        'the port computes in this: inputs are rounded to it first, and answers judged in its ulp',
      )
      .option(
        '--ulps <n>',
        'how many ulp of --dtype an answer may be off (default: 16 of float32, 4 of bfloat16)',
      )
      .optionsGroup('Cases')
      .option('--only <pattern>', 'only cases whose name contains this')
      .option('--bail', 'stop at the first failure')
      .optionsGroup('Comparison')
    addToleranceFlags(command)
    command
      .optionsGroup('Output')
      .option(`--reporter <${Object.keys(reporters).join('|')}>`, 'default: pretty')
      .option('-q, --quiet', 'only what fails, and the count')
      .option('--write', "put this program's numbers into the suites instead")
    addColorFlags(command)
  },
  async run(args, flags, io) {
    const reporter = choice('reporter', flags.reporter ?? 'pretty', Object.keys(reporters) as ReporterName[])
    const port = await portFrom(flags)
    if (port && flags.write)
      throw new LossError('E104', '--write and --impl exclude each other', {
        why: "suites hold this program's numbers",
      })
    const dtype = dtypeFrom(flags)
    const places: string[] = []
    // One after the other: the first that is none ends it.
    for (const path of args) places.push(await placeOfSuite(path, io))
    const paths = filesOfEach(places).flat()
    refuseTwice(paths)
    const [, [pipe]] = pipesApart(paths)
    if (flags.write && pipe !== undefined) throw unwritable(pipe, new Error('it is a pipe'))
    const read = new Map<string, Suite[]>()
    for (const path of pipesApart(paths).flat()) read.set(path, await readSuites(path, flags, io))
    const all = paths.flatMap((path) => read.get(path)!)
    const chosen = typeof flags.only === 'string' ? only(all, flags.only) : all
    const suites = dtype ? await inDtype(dtype, chosen, flags) : chosen
    if (flags.write) return writeSuites(suites, io)
    let outcomes: Outcome[] = []
    const bail = flags.bail === true
    try {
      const answer = port ? answerOf(port) : ownAnswer
      const jobs = flags.implStream || !port ? 1 : Math.max(await io.cores, 1)
      for (const suite of suites) {
        for (const outcome of await runSuite(suite, { answer, jobs, bail })) outcomes.push(outcome)
        if (bail && countOutcomes(outcomes).failed > 0) break
      }
      if (await port?.finish()) outcomes = shifted(outcomes)
    } finally {
      port?.close()
    }
    const paint = reporter === 'pretty' ? await paintFor(readColor(flags), io.stdout, io.env) : noPaint
    const text = reporters[reporter](outcomes, {
      paint,
      quiet: flags.quiet === true,
      width: widthOf(io.stdout),
      say: await sayIn(flags, io),
    })
    if (reporter === 'pretty') await writeText(text, flags, io)
    else await write(io.stdout, text)
    const rest = suites.flatMap(({ cases }) => cases).reduce((sum, { expected }) => sum + expected.size, 0)
    if (outcomes.length < rest) {
      const left = `not run after the first failure: ${counted(rest - outcomes.length, 'expectation')}`
      await write(io.stderr, `${(await sayIn(flags, io))(left)}\n`)
    }
    return countOutcomes(outcomes).failed > 0 ? 1 : 0
  },
}

/** `@bce-logits` is the suite of that name that comes with the package. @throws LossError E200 for another name */
async function placeOfSuite(path: string, { packageFolder }: Io): Promise<string> {
  const example = placeOfExample(path, packageFolder)
  if (existsSync(path) || isLink(path) || (!path.startsWith('@') && /[*?./\\]/.test(path))) return example
  const folder = join(packageFolder, 'fixtures', 'suites')
  const names = readdirSync(folder).map((name) => name.replace('.json', ''))
  const name = path.replace(/^@/, '')
  if (path.startsWith('@') && names.includes(name)) return join(folder, `${name}.json`)
  const loss = (await knownElsewhere(name))?.name
  const near = names.includes(loss ?? '') ? loss : (nearest(name, names) ?? names[0]!)
  throw new LossError('E200', `the package has no suite ${path}`, {
    why: `its suites: ${names.map((one) => `@${one}`).join(', ')}`,
    tries:
      loss === undefined || loss === near
        ? [instead(`@${near}`, path)]
        : [`loss-calc port new ${loss} --lang python`],
  })
}

/** @throws LossError E101 for a bad command or time, E103 for --impl-stream or --timeout alone */
async function portFrom({ impl, implStream, timeout }: RawFlags): Promise<RunningPort | undefined> {
  if (typeof impl !== 'string') {
    if (implStream) throw new LossError('E103', '--impl-stream says how to run --impl, which is missing')
    if (timeout !== undefined) throw new LossError('E103', '--timeout is that of --impl, which is missing')
    return undefined
  }
  const seconds = parseDecimal(String(timeout ?? 10)) ?? Number.NaN
  if (!(seconds > 0 && seconds <= 86_400))
    throw new LossError(
      'E101',
      `--timeout must be a number of seconds up to 86400, and above 0, got ${String(timeout)}`,
      { takes: { option: 'timeout', values: [10] } },
    )
  const options = { words: await wordsOf(impl), seconds }
  return implStream ? portOfLines(options) : portPerCase(options)
}

/** @throws LossError E101 for another format, E103 without a port to judge, or --ulps without a format */
function dtypeFrom({ dtype, impl, ulps }: RawFlags): NarrowFloat | undefined {
  if (dtype === undefined) {
    if (ulps === undefined) return undefined
    throw new LossError('E103', '--ulps counts units of --dtype, which is missing', {
      tries: ['--dtype float32'],
    })
  }
  const found = choice('dtype', dtype, Object.keys(narrowFloats) as NarrowFloat[])
  if (typeof impl === 'string') return found
  throw new LossError('E103', '--dtype says how to judge --impl, which is missing')
}

async function inDtype(dtype: NarrowFloat, suites: readonly Suite[], flags: RawFlags): Promise<Suite[]> {
  const { readUlps, suiteIn } = await import('./in-dtype.ts')
  const count = readUlps(flags.ulps, dtype)
  return Promise.all(suites.map((suite) => suiteIn(dtype, suite, count, readTolerance(flags))))
}

/** What stands in single quotes, where a backslash quotes nothing already; other backslashes. */
const plainBackslashes = /"[^"]*"|'[^']*'|\\/g
const backslashesKept = (part: string) => (part.startsWith("'") ? part : part.replaceAll('\\', '\\\\'))

/**
 * A command as the words of a program and its arguments, quoted as in a POSIX shell; on Windows a backslash is part of a
 * path and quotes nothing.
 *
 * @throws LossError E101 for an open quote or nothing at all
 */
export async function wordsOf(command: string, platform: string = process.platform): Promise<string[]> {
  const { split } = await import('shlex')
  let words: string[]
  try {
    words = split(platform === 'win32' ? command.replace(plainBackslashes, backslashesKept) : command)
  } catch (error) {
    throw new LossError('E101', `--impl ${command}: ${(error as Error).message}`)
  }
  if (!words[0]) throw new LossError('E101', '--impl is empty')
  return words
}

/**
 * The file's suite, or those of a folder's .json files by name; other files are skipped, with a message.
 *
 * @throws LossError E200 for a folder without .json files, E204 without suites, and as `readSuite`
 */
async function readSuites(path: string, flags: RawFlags, io: Io): Promise<Suite[]> {
  // Causes of wrong numbers are looked for among all losses.
  await loadAll()
  const [tolerance, empty] = [readTolerance(flags), flags.write === true]
  const inside = namesIn(path)
  if (!inside) return [await readSuite(path, tolerance, empty)]
  const names = inside.filter((name) => name.endsWith('.json'))
  if (names.length === 0) throw new LossError('E200', `there is no .json file in ${path}`)
  const found: Suite[] = []
  const skipped: string[] = []
  for (const name of names.toSorted()) {
    const stat = statSync(join(path, name), { throwIfNoEntry: false })
    if (stat && !stat.isFile() && !stat.isDirectory()) {
      // A pipe might never be written.
      skipped.push(`${join(path, name)} is no file`)
      continue
    }
    const suite = await findSuite(join(path, name), tolerance, empty)
    if (typeof suite === 'string') skipped.push(suite)
    else found.push(suite)
  }
  if (found.length === 0)
    throw new LossError('E204', `no .json file in ${path} is a suite`, { why: whatIsSuite })
  const say = await sayIn(flags, io)
  for (const why of skipped) await write(io.stderr, `${say(`skipped, as no suite: ${visible(why)}`)}\n`)
  return found
}

/** What a folder holds; undefined for a file, and for what cannot be looked at, which is refused when it is read. */
function namesIn(path: string): string[] | undefined {
  try {
    if (!statSync(path).isDirectory()) return undefined
  } catch {
    return undefined
  }
  try {
    return readdirSync(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

const sayIn = (flags: RawFlags, io: Io): Promise<Say> => loadSay(readLanguage(flags.lang, io.env))

/** @throws LossError E101 if no case is left */
function only(suites: readonly Suite[], pattern: string): Suite[] {
  const left = suites
    .map((suite) => ({ ...suite, cases: suite.cases.filter(({ name }) => name.includes(pattern)) }))
    .filter(({ cases }) => cases.length > 0)
  if (left.length > 0) return left
  const count = suites.reduce((sum, { cases }) => sum + cases.length, 0)
  throw new LossError('E101', `--only ${pattern}: none of the ${counted(count, 'case')} has that in its name`)
}

async function writeSuites(suites: readonly Suite[], io: Io): Promise<number> {
  const recorded = []
  for (const suite of suites) recorded.push({ suite, ...(await record(suite)) })
  let said = ''
  for (const { suite, text, changed } of recorded) {
    const { file } = suite.document
    if (changed > 0) {
      const out = pendingOutput(file, [], io, '--write')
      out.write(text)
      await out.commit()
    }
    said += `${visible(file)}: ${changed === 0 ? 'unchanged' : `wrote ${counted(changed, 'case')}`}\n`
  }
  await write(io.stdout, said)
  return 0
}
