import type { Bytes, RegularFile } from './bytes/bytes.ts'

/** An input whose format is known: where its bytes come from, and which part of it is wanted. */
export interface Input {
  /** As messages name it: `dump.npz#logits`, `stdin`. */
  readonly name: string
  /** All bytes from the first on, once. */
  readonly bytes: Bytes
  /** A regular file that holds these very bytes, for a reader that jumps; absent for pipes. */
  readonly path?: string | undefined
  /** The same, opened for `bytes`. */
  readonly file?: RegularFile | undefined
  /** How its text was written, where that was no UTF-8. */
  readonly encoding?: string | undefined
  /** What stands after # in the argument: an array's name, a JSON pointer. */
  readonly member?: string | undefined
}
