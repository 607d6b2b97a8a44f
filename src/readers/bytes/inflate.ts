import type { Transform } from 'node:stream'
import type { Bytes } from './bytes.ts'

/**
 * Bytes out of one of node's decompressors, one piece ahead of those taken. Its errors are given to `refuse`. No stream of
 * Node's holds the pieces: the lists of those live long, and with them whatever they once held.
 */
export async function* unpacked(
  bytes: Bytes,
  engine: Transform,
  refuse: (error: Error) => never,
): AsyncGenerator<Uint8Array> {
  const taps = new Taps(engine)
  const source = bytes[Symbol.asyncIterator]()
  void feed(source, engine, taps)
  try {
    for (let piece = await taps.take(); piece; piece = await taps.take()) yield piece
  } catch (error) {
    refuse(error as Error)
  } finally {
    taps.close()
    engine.destroy()
    // Not awaited: a pipe that says nothing more would be waited for.
    void Promise.resolve(source.return?.()).catch(() => {})
  }
}

/** Packed bytes go in as they are wanted. */
async function feed(source: AsyncIterator<Uint8Array>, engine: Transform, taps: Taps): Promise<void> {
  try {
    for (;;) {
      const next = await source.next()
      if (taps.closed) return
      if (next.done) return void engine.end()
      if (!engine.write(next.value)) await taps.drained()
    }
  } catch (error) {
    taps.close(error as Error)
  }
}

class Taps {
  readonly #engine: Transform
  #piece: Uint8Array | undefined
  #error: Error | undefined
  closed = false
  #onPiece = (): void => {}
  #onDrain = (): void => {}

  constructor(engine: Transform) {
    this.#engine = engine
    engine.on('data', (piece: Uint8Array) => {
      this.#piece = piece
      engine.pause()
      this.#onPiece()
    })
    engine.on('drain', () => this.#onDrain())
    engine.on('end', () => this.close())
    engine.on('error', (error) => this.close(error))
  }

  /** The next piece, while the one after it is unpacked; undefined at the end. */
  async take(): Promise<Uint8Array | undefined> {
    this.#engine.resume()
    while (!this.#piece && !this.closed) await new Promise<void>((resolve) => (this.#onPiece = resolve))
    const piece = this.#piece
    this.#piece = undefined
    if (piece) return piece
    if (this.#error) throw this.#error
    return undefined
  }

  async drained(): Promise<void> {
    if (!this.closed) await new Promise<void>((resolve) => (this.#onDrain = resolve))
  }

  close(error?: Error): void {
    this.#error ??= error
    this.closed = true
    this.#onPiece()
    this.#onDrain()
  }
}
