import { selectorOf } from '../../selector.ts'
import { instead, LossError, type Place } from '../../error.ts'
import { CLOSE, OPEN, OPEN_OBJECT, type Scanner } from './json-scanner.ts'
import type { JsonStream } from './json-stream.ts'
import { checkEnd } from './json-text.ts'

/** Keys that an error lists at most. */
const LISTED = 8

/**
 * The steps of a JSON pointer, `/eval/logits`.
 *
 * Source: RFC 6901.
 * @throws LossError E101 unless it starts with /
 */
export function parsePointer(file: string, pointer: string): string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/'))
    throw new LossError('E101', `after # a part of a JSON file is named by a JSON pointer, got ${pointer}`, {
      tries: [instead(`${file}#/${pointer}`, `${file}#${pointer}`)],
    })
  const steps = pointer.slice(1).split('/')
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The way to a part of a document, and from there to its end. What lies aside is only passed over. */
export class JsonPath {
  readonly #stream: JsonStream
  readonly #levels: { closer: number; step: string; at: Place }[] = []

  constructor(stream: JsonStream) {
    this.#stream = stream
  }

  /** @throws LossError E200 if there is no such part, E204 malformed JSON */
  async enter(steps: readonly string[]): Promise<void> {
    for (const step of steps) await this.#enter(step)
  }

  async #enter(step: string): Promise<void> {
    const stream = this.#stream
    const opener = await stream.step((scanner) => {
      const byte = scanner.peek()
      if (byte === OPEN || byte === OPEN_OBJECT) scanner.at++
      else scanner.fail('E200', `there is no ${JSON.stringify(step)} in a value without parts`)
      return byte
    })
    const closer = opener + 2
    const seen: string[] = []
    for (let n = 0; ; n++) {
      const ended = await stream.step((scanner) =>
        n === 0 ? scanner.take(closer) : !scanner.separator(closer, scanner.at),
      )
      if (ended) await this.#refuse(step, closer, seen, n)
      const at = await stream.step((scanner) => {
        scanner.peek()
        const start = scanner.at
        const name = closer === CLOSE ? String(n) : scanner.key()
        if (name === step) return scanner.place(start)
        if (seen.length <= LISTED) seen.push(name)
        return undefined
      })
      if (at) {
        this.#levels.push({ closer, step, at })
        return
      }
      await stream.pass()
    }
  }

  async #refuse(step: string, closer: number, seen: readonly string[], count: number): Promise<never> {
    const more = seen.length > LISTED ? ', ...' : ''
    const names = `${seen.slice(0, LISTED).map(selectorOf).join(', ')}${more}`
    const why =
      closer === CLOSE
        ? `the list has ${count} ${count === 1 ? 'entry' : 'entries'}, counted from 0`
        : `the keys are ${names || '(none)'}`
    return this.#stream.step((scanner) =>
      scanner.failAt(scanner.at - 1, 'E200', `there is no ${JSON.stringify(step)}`, { why }),
    )
  }

  /**
   * Reads what follows the part to the end of the document.
   *
   * @throws LossError E204 malformed JSON, or a key of the path that occurs twice
   */
  async leave(): Promise<void> {
    const stream = this.#stream
    for (let level = this.#levels.pop(); level; level = this.#levels.pop()) {
      const { closer, step, at: first } = level
      while (await stream.step((scanner) => scanner.separator(closer, scanner.at))) {
        await stream.step((scanner) => {
          if (closer === CLOSE) return
          scanner.peek()
          const { at } = scanner
          if (scanner.key() === step) refuseDuplicate(scanner, at, step, first)
        })
        await stream.pass()
      }
    }
    await stream.step(checkEnd)
  }
}

/** @throws LossError E204 */
export function refuseDuplicate(scanner: Scanner, at: number, key: string, first: Place): never {
  scanner.failAt(at, 'E204', `the key ${JSON.stringify(key)} stands twice in one object`, {
    why: `it stands first at ${first.line}:${first.column}`,
  })
}
