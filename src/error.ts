import type { ErrorCode } from './error-codes.ts'

export type { ErrorCode }

/** The status of a code, without the table: few runs and small programs need its texts. */
export function exitOf(code: ErrorCode): number {
  if (code[1] === '7') return 70
  return code[1] === '1' && code !== 'E110' ? 2 : 3
}

/** A spot in an input: lines and columns count from 1, rows from 0. */
export interface Place {
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly row?: number | undefined
  /** Name of the column in the header, or its number from 0. */
  readonly field?: string | undefined
  /** The line itself, and how many characters the spot is wide. */
  readonly source?: string | undefined
  readonly width?: number | undefined
}

/** Words, some numbers, or any of a range. */
interface OptionTakes {
  readonly option: string
  readonly type?: string
  readonly words?: readonly string[]
  /** The word in place of one of them. */
  readonly got?: string
  readonly values?: readonly number[]
  readonly min?: number
  readonly max?: number
  readonly above?: number
  readonly below?: number
}

export interface ErrorDetails {
  readonly at?: Place | undefined
  readonly why?: string | undefined
  /** Whether a number stands in quotes, where it is a text. */
  readonly inQuotes?: boolean | undefined
  /** What the option takes that got something else. */
  readonly takes?: OptionTakes | undefined
  /** Commands or steps to take. */
  readonly tries?: readonly string[] | undefined
}

/** What the program refuses. */
export class LossError extends Error {
  override readonly name = 'LossError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message)
    this.code = code
    this.details = details
  }

  get exit(): number {
    return exitOf(this.code)
  }
}

/** Passes over what is refused, where another way is tried then; what is wrong otherwise is thrown on. */
export function passRefused(error: unknown): undefined {
  if (!(error instanceof LossError)) throw error
}

/** What to try where a value is missing. */
export const skipMissing: readonly string[] = ['loss-calc ... --missing skip']

/** What to say of a cell without a value, be it of an input, an id or a condition. */
export const noValue: ErrorDetails = {
  why: 'nothing stands in for a missing value, neither 0 nor an empty text',
  tries: skipMissing,
}

/** What to say of a number that stands in quotes. */
export const inQuotes: ErrorDetails = { why: 'it is a text: write it without quotes', inQuotes: true }

/** What to try where a word of the command line was mistyped: the same with another. */
export const instead = (right: string, wrong: string): string =>
  `loss-calc ... with ${JSON.stringify(right)} for ${JSON.stringify(wrong)}`

/** The same command on what another makes of a file: `xz -dc FILE |`. */
export function through(command: string, name: string): string {
  const file = name === 'stdin' ? '-' : name
  // SQLite reads no pipe.
  const read = file === '-' && command.startsWith('sqlite3') ? 'x.db' : file
  return `${command.replace('FILE', () => quoted(read))} ${instead('-', file)}`
}

/** What to try where a file stands in the place of a loss. */
export const lossBefore = (file: string): string => `loss-calc ... with a loss before ${JSON.stringify(file)}`

/** A text of the user as a message shows it. */
export const brief = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}...` : text)

/** A word as a POSIX shell reads it back. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** A command of the program as a POSIX shell reads it. */
export const commandLine = (words: readonly string[]): string => ['loss-calc', ...words].map(quoted).join(' ')

/** The name of a file inside quotes of Python inside quotes of a shell; `FILE` for one that would end them. */
export function inPython(name: string): string {
  return name === 'stdin' ? '/dev/stdin' : /^[\w@%+=:,./ -]+$/.test(name) ? name : 'FILE'
}
