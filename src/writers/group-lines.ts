import { type Kernel, kernelIfAvailable, MAX_NUMBER_TEXT } from '../kernel/kernel.ts'
import type { Group } from '../survey.ts'

/** From how many groups on the kernel is worth its start. */
const WORTH = 256
/** Names that stand in JSON as they are. */
const PLAIN = /^[ !#-[\]-~]*$/
const [BEFORE, AFTER] = ['{"name":"', '","count":']
/** Numbers of a group at most, and room for the text after each. */
const [MOST, GAP] = [5, 16]
/** Where numbers, the places of texts, and texts lie. */
const [PLACES, TEXTS] = [64, 128]

/** Objects of groups by the kernel, which writes doubles several times faster. */
export class GroupLines {
  #kernel: Kernel | undefined
  #size = 0
  #start = 0

  /**
   * The objects, commas between them, in memory that the next ones overwrite; undefined for odd names and numbers that are
   * not finite, and where the kernel cannot be had or is not worth it.
   */
  readonly bytes = (groups: readonly Group[]): Uint8Array | undefined => {
    const names = groups.map(({ name }) => name)
    if (groups.length < WORTH || !PLAIN.test(names.join(''))) return undefined
    const judged = groups.some(({ accuracy }) => accuracy !== undefined)
    const after = [',"mean":', ',"sum":', ',"share":', ...(judged ? [',"accuracy":'] : []), '},']
    const padded = after.map((one) => one.padEnd(GAP)).join('')
    const text = padded + BEFORE + names.join(AFTER + BEFORE) + AFTER
    const size = TEXTS + 2 * text.length + groups.length * MOST * (MAX_NUMBER_TEXT + GAP)
    if (size > this.#size) {
      this.#size = 2 * size
      this.#kernel = kernelIfAvailable(this.#size)
      this.#start = this.#kernel?.reserve(this.#size) ?? 0
    }
    if (!this.#kernel) return undefined
    const start = this.#start
    const { buffer } = this.#kernel.memory
    const texts = start + TEXTS
    new TextEncoder().encodeInto(text, new Uint8Array(buffer, texts))
    const numbers = new Float64Array(buffer, start, MOST)
    const places = new Uint32Array(buffer, start + PLACES, 2 * MOST + 2)
    places.set(
      after.flatMap((one, i) => [texts + GAP * i, one.length]),
      2,
    )
    const out = texts + text.length
    let [head, end] = [texts + padded.length, out]
    for (const { name, count, mean, sum, share, accuracy } of groups) {
      places[0] = head
      head += places[1] = BEFORE.length + name.length + AFTER.length
      numbers[0] = count
      numbers[1] = mean
      numbers[2] = sum
      numbers[3] = share
      numbers[4] = accuracy ?? NaN
      const written = this.#kernel.formatObjects(start, 1, after.length, start + PLACES, end)
      if (written.rows === 0) return undefined
      end = written.end
    }
    return new Uint8Array(buffer, out, end - out - 1)
  }
}
