import { english, type Language, loadSay, type Say } from '../locale/locale.ts'
import type { Output } from './io.ts'

/** Shown after this time, in milliseconds, and updated this often. */
const PATIENCE = 1000
const EVERY = 200

/** A line on a terminal that says how far a run has come; nothing anywhere else. */
export class Progress {
  readonly #wanted: boolean
  readonly #open: () => Output
  /** Bytes of all inputs; undefined if one is not a file. */
  readonly #total: () => number | undefined
  // Not performance.now(), whose module takes 2 ms to load.
  readonly #from = Date.now()
  #done = 0
  #shown = 0
  #stderr: Output | undefined
  readonly #language: Language
  #say: Say | undefined

  /** `stderr` is only asked for where a line may be shown. */
  constructor(
    stderr: () => Output,
    total: () => number | undefined,
    wanted: boolean,
    language: Language = 'en',
  ) {
    this.#language = language
    this.#wanted = wanted
    this.#open = stderr
    this.#total = total
  }

  readonly add = (bytes: number): void => {
    this.#done += bytes
    const now = Date.now()
    if (!this.#wanted || now - this.#from < PATIENCE || now - this.#shown < EVERY) return
    this.#shown = now
    this.#stderr ??= this.#open()
    if (this.#stderr.isTTY === true) {
      if (!this.#say) {
        this.#say = english
        void loadSay(this.#language).then((say) => (this.#say = say))
      }
      void this.#stderr.write(
        `\r${this.#say(progressLine(this.#done, this.#total(), now - this.#from))}\x1b[K`,
      )
    }
  }

  end(): void {
    if (this.#shown > 0 && this.#stderr?.isTTY === true) void this.#stderr.write('\r\x1b[K')
    this.#shown = 0
  }
}

/** `42 %   310 MB/s   3 s left` */
export function progressLine(done: number, total: number | undefined, milliseconds: number): string {
  const rate = done / milliseconds
  const speed = `${(rate / 1000).toFixed(0)} MB/s`
  if (total === undefined || total < done) return `${(done / 1e6).toFixed(0)} MB   ${speed}`
  const left = (total - done) / rate / 1000
  const time = left < 90 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`
  return `${Math.floor((100 * done) / total)} %   ${speed}   ${time} left`
}
