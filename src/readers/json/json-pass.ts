import { CLOSE_OBJECT, MAX_DEPTH, OPEN, OPEN_OBJECT, QUOTE, type Scanner } from './json-scanner.ts'

/** Passes over a value without building it, token by token. */
export class JsonPass {
  /** What closes each list and object around the current token. */
  readonly #closers: number[] = []
  #behindValue = false

  /**
   * Runs to the end of the value; `save` is called wherever the run may be taken up again.
   *
   * @throws LossError E204 malformed JSON
   */
  run(scanner: Scanner, save?: () => void): void {
    do {
      if (this.#behindValue) this.#between(scanner)
      else this.#value(scanner)
      save?.()
    } while (this.#closers.length > 0 || !this.#behindValue)
  }

  #value(scanner: Scanner): void {
    const byte = scanner.peek()
    if (byte !== OPEN && byte !== OPEN_OBJECT) {
      if (byte === QUOTE) scanner.string()
      else if (!scanner.plain()) scanner.word()
      this.#behindValue = true
      return
    }
    if (this.#closers.length === MAX_DEPTH)
      scanner.fail('E204', `lists and objects are nested deeper than ${MAX_DEPTH}`)
    scanner.at++
    const close = byte + 2
    if (scanner.take(close)) {
      this.#behindValue = true
      return
    }
    if (close === CLOSE_OBJECT) scanner.passKey()
    this.#closers.push(close)
  }

  #between(scanner: Scanner): void {
    const close = this.#closers.at(-1)!
    const more = scanner.separator(close, scanner.at)
    if (more && close === CLOSE_OBJECT) scanner.passKey()
    if (more) this.#behindValue = false
    else this.#closers.pop()
  }
}
