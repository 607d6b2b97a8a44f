/** The outside world as one argument, so that a test can stand in for it. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean | undefined }
  /** Hears how many bytes were read. */
  readonly onBytes?: ((bytes: number) => void) | undefined
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Counted when it is asked for. */
  readonly cores: number | Promise<number>
  /** The command line, for commands that are suggested. */
  readonly argv?: readonly string[] | undefined
  /** Of the program, for what it writes. */
  readonly version?: string | undefined
  /** Where the package lies, with its data files. */
  readonly packageFolder: string
  /** What a worker thread runs; absent if there are no threads. */
  readonly script?: string | undefined
  /** Gives back a descriptor that was kept for telling of an error: the modules for it are files, too. */
  readonly releaseSpare?: (() => void) | undefined
}

export interface Output {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  /**
   * Takes a text. The promise ends when there is room for more, or when it is known that nobody will read it: it
   * never waits for a stream that is broken.
   *
   * @throws LossError E110 where a result cannot be written
   */
  write(text: string | Uint8Array): Promise<void>
}

/** Writes and waits where the reader is slower: memory stays bounded. */
export async function write(output: Output, text: string | Uint8Array): Promise<void> {
  if (text.length > 0) await output.write(text)
}
