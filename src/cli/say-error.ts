import { errorCodes } from '../error-codes.ts'
import { LossError, skipMissing } from '../error.ts'
import { paintFor } from '../command/output-flags.ts'
import { runsOnGitHub } from '../command/github.ts'
import { type Io, write } from '../command/io.ts'
import { languageOfError } from '../command/language.ts'
import { type Language, loadHelp, loadSay } from '../locale/locale.ts'
import { widthOf } from '../command/screen.ts'
import { pasteable } from '../command/suggested-commands.ts'
import { unreadable } from '../readers/bytes/bytes.ts'
import { errorJson, renderError } from '../writers/error.ts'
import { find } from './commands.ts'
import { commandIn, optionsIn } from './program.ts'

const ISSUES = 'https://github.com/loss-calc/loss-calc/issues'

/** Prints whatever was thrown, a bug where nobody expected it, and returns the exit status. */
export async function sayAnyError(error: unknown, argv: readonly string[], io: Io): Promise<number> {
  const known = error instanceof LossError ? error : (tooLittleMemory(error) ?? refusedBySystem(error))
  return sayError(known ? await pasteableError(known, argv, io) : (denied(error) ?? bug(error)), argv, io)
}

export async function sayError(error: LossError, argv: readonly string[], io: Io): Promise<number> {
  await printError(error, argv, io)
  return error.exit
}

/** V8's ways to say that there is no memory, as an error of the data. */
function tooLittleMemory(error: unknown): LossError | undefined {
  if (!(error instanceof RangeError)) return undefined
  const { message } = error
  if (!/allocat|memory|Invalid (?:typed )?array length|Invalid string length/i.test(message)) return undefined
  return new LossError('E207', `there is not enough memory: ${message}`, {
    why: 'the data are larger than this process may hold; a limit such as ulimit -v counts too',
  })
}

/** What the system refused where nobody expected it: no folder to stand in, no more open files. */
function refusedBySystem(error: unknown): LossError | undefined {
  if (!(error instanceof Error && 'syscall' in error)) return undefined
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'EMFILE' && path !== undefined) return unreadable(path, error)
  return new LossError('E200', `the system refused what is needed: ${error.message}`)
}

/** What `node --permission` keeps from the program; steps are not looked for, which would be denied too. */
function denied(error: unknown): LossError | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED')) return undefined
  const resource = 'resource' in error && error.resource ? ` (${String(error.resource)})` : ''
  return new LossError('E200', `the system refused what is needed: ${error.message}${resource}`)
}

/**
 * An error that leaves one alone says more: one of the command where its help is, one of the data that says neither why
 * nor what to try the help of its code.
 */
async function helpful(error: LossError, argv: readonly string[], language: Language): Promise<LossError> {
  const { code, message, details, exit } = error
  if (exit === 2 && (details.tries ?? []).length === 0) {
    const name = commandIn(argv)
    const page = name === undefined ? 'loss-calc --help' : `loss-calc ${name} --help`
    const { commandsWithout, fittingCommand } = await import('./fitting-value.ts')
    const fitting = fittingCommand(details.takes, argv)
    const better =
      fitting === undefined && /^E10[45]$/.test(code)
        ? commandsWithout(message, argv, await optionsIn(argv))
        : [fitting].filter((line) => line !== undefined)
    return new LossError(code, message, { ...details, tries: [...better, page] })
  }
  if (exit !== 3 || details.why !== undefined || (details.tries ?? []).length > 0) return error
  const codes = language === 'zh' ? (await loadHelp('zh')).errors : errorCodes
  return new LossError(code, message, { ...details, why: codes[code]!.help })
}

/** What an error of some codes may lead on to, found in the files of the command line; the first way that finds it counts. */
const ways = [
  [/^E(?:103|120|20[135]|307)$/, 'fromChoices'],
  [/^E307$/, 'fromNamedScores'],
  [/^E(?:20[1-4]|307)$/, 'fromCells'],
  [/^E(?:103|200)$/, 'fromOperands'],
  [/^E103$/, 'fromTable'],
  [/^E321$/, 'stateInstead'],
  [/^E104$/, 'fromWeights'],
  [/^E301$/, 'fromFirstLine'],
  [/^E3(?:01|07|10)$/, 'fromValues'],
  [/^E310$/, 'fromIds'],
  [/^E(?:103|203|205)$/, 'fromTokens'],
] as const

/** The same with steps ready to paste. */
async function pasteableError(error: LossError, argv: readonly string[], io: Io): Promise<LossError> {
  const { code, message } = error
  const forgotten = (await import('./missing-value.ts')).forgottenValue(argv, await optionsIn(argv))
  const alike = forgotten ? [] : await meantOtherwise(error, argv)
  const details = { ...error.details, ...(alike.length > 0 && { tries: alike }), ...forgotten }
  const own = forgotten ? [] : ways.filter(([codes]) => codes.test(code))
  if (own.length === 0 && !details.tries) return error
  const columns = { ...(await import('./from-columns.ts')), ...(await import('./from-values.ts')) }
  for (const [, way] of own) {
    const found = await columns[way](details, argv, io)
    if (found) return new LossError(code, message, { ...details, ...found })
  }
  if (!details.tries) return error
  const steps = await Promise.all(details.tries.map((step) => columns.fromColumns(step, argv, io)))
  const tries = steps.filter((step) => step !== undefined).map((step) => pasteable(step, argv))
  return new LossError(code, message, { ...details, tries: await Promise.all(tries) })
}

/** Command lines that were meant where a word is mistyped, a file or value is missing, no row is left, shapes do not fit, or standard input stands twice. */
async function meantOtherwise(
  { code, message, details }: LossError,
  argv: readonly string[],
): Promise<string[]> {
  if (details.takes) return (await import('./fitting-value.ts')).wordMeant(details.takes)
  if (code === 'E200') return (await import('./missing-file.ts')).fileAlike(message, argv)
  const { aligned, conditionsApart, oneStdin, rearranged } = await import('./regrouped.ts')
  if (code === 'E205') return conditionsApart(argv)
  if (code === 'E310') return [...aligned(message), ...rearranged(message, argv, await optionsIn(argv))]
  if (code === 'E301' && message.endsWith(' is NaN')) return [...skipMissing]
  return code === 'E106' && message.startsWith('two inputs are -') ? oneStdin(argv) : []
}

function bug(error: unknown): LossError {
  const message = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return new LossError('E700', `something in loss-calc went wrong: ${message}`, {
    why: stack
      .split('\n')
      .slice(1, 4)
      .map((line) => line.trim())
      .join(' | '),
    tries: [`report it at ${ISSUES}`],
  })
}

/** Whether results are asked for as JSON, by any spelling: errors are then JSON too. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some(
    (word, i) =>
      word === '--json' ||
      /^(?:--(?:format|reporter)=|-\w*f=?)json$/.test(word) ||
      (/^(?:--(?:format|reporter)|-\w*f)$/.test(word) && argv[i + 1] === 'json'),
  )
}

/** The only place that prints errors. */
async function printError(error: LossError, argv: readonly string[], io: Io): Promise<void> {
  if (wantsJson(argv)) {
    const { jsonText } = await import('../writers/json-text.ts')
    await write(io.stderr, `${jsonText({ error: errorJson(await helpful(error, argv, 'en')) })}\n`)
    return
  }
  const language = languageOfError(argv, io.env, find(commandIn(argv) ?? '')?.ownLang)
  const say = await loadSay(language)
  const when =
    argv.includes('--no-color') || /(?:^| )--color[= ]never(?: |$)/.test(argv.join(' ')) ? 'never' : 'auto'
  const paint = await paintFor(when, io.stderr, io.env)
  await write(io.stderr, renderError(await helpful(error, argv, language), paint, say, widthOf(io.stderr)))
  if (runsOnGitHub(io)) {
    const { errorAnnotation } = await import('../command/annotation.ts')
    await write(io.stderr, errorAnnotation(error, say))
  }
}
