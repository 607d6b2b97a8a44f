import type { RawFlags } from './read-flags.ts'
import type { Io } from './io.ts'

/** A command by its name: what it takes, and what it does. */
export interface Command {
  /** Words that its first argument takes, if those are known: a shell completes them. */
  readonly words?: readonly string[]
  /** What to say where an option of a loss is asked of it, if that goes another way. */
  ofLosses?(loss: string, option: string): { readonly why: string; readonly tries: readonly string[] }
  /** Declares description and flags; some depend on the words of the command line. */
  configure(command: Declaration, argv: readonly string[]): void | Promise<void>
  /** Does the work and returns the exit status: 0, or 1 for a check that failed. `argv` is the line as typed. */
  run(args: readonly string[], flags: RawFlags, io: Io, argv: readonly string[]): Promise<number>
}

export interface DeclaredFlag {
  /** As the help shows it: `-f, --format <table|json>`; a value in `<>` must follow, one in `[]` may. */
  readonly flags: string
  readonly description: string
  /** `-f`, `--format`; the last one names the value. */
  readonly names: readonly string[]
  /** The heading it stands under in the help. */
  readonly group: string
  /** It is read, but no longer in the help. */
  readonly hidden: boolean
  /** Every value counts, not only the last. */
  readonly repeated: boolean
  /** A list, which a second one goes on. */
  readonly listed: boolean
}

/** Options that would do nothing beside others. */
interface NoPlace {
  /** `--quiet`, `--format csv`. */
  readonly beside: string
  readonly names: readonly string[]
  /** Beside these they do something all the same. */
  readonly unless: readonly string[]
}

/** What a command says of itself and the flags it takes, in the order of its help. */
export class Declaration {
  about = ''
  readonly options: DeclaredFlag[] = []
  readonly noPlaces: NoPlace[] = []
  #group = 'Options'

  description(text: string): this {
    this.about = text
    return this
  }

  /** The heading of the options that follow. */
  optionsGroup(heading: string): this {
    this.#group = heading
    return this
  }

  option(
    flags: string,
    description: string,
    { hidden = false, repeated = false, listed = false } = {},
  ): this {
    const names = flags.split(' ').flatMap((word) => (word.startsWith('-') ? word.replace(',', '') : []))
    this.options.push({ flags, description, names, group: this.#group, hidden, repeated, listed })
    return this
  }

  /** Options that would do nothing beside another are refused there. */
  noPlace(beside: string, names: readonly string[], unless: readonly string[] = []): this {
    this.noPlaces.push({ beside, names, unless })
    return this
  }

  has(name: string): boolean {
    return this.options.some(({ names }) => names.includes(name))
  }
}
