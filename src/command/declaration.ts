/** A flag that a command takes. */
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
  /** The command needs it. */
  readonly required: boolean
}

/** What a command says of itself and the flags it takes, in the order of its help. */
export class Declaration {
  about = ''
  readonly options: DeclaredFlag[] = []
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
    { hidden = false, repeated = false, listed = false, required = false } = {},
  ): this {
    const names = flags.split(' ').flatMap((word) => (word.startsWith('-') ? word.replace(',', '') : []))
    this.options.push({ flags, description, names, group: this.#group, hidden, repeated, listed, required })
    return this
  }

  has(name: string): boolean {
    return this.options.some(({ names }) => names.includes(name))
  }
}
