import type { ValueRange } from './range.ts'

/** A piece of SQL: after which step it can be computed, and what is known of its value. */
export interface SqlValue {
  readonly text: string
  readonly step: number
  readonly range: ValueRange
  /** Whether it may be written several times: a column or a number. */
  readonly short: boolean
  /** A number that is known now. */
  readonly known?: number
  /** The array whose entry of a class it is. */
  readonly array?: string
}

/** Columns that are computed one step after another, since none can use those of its own step. */
export class SqlColumns {
  readonly #steps: { name: string; text: string }[][] = []
  readonly #names = new Set<string>()

  constructor(taken: Iterable<string>) {
    for (const name of taken) this.#names.add(name)
  }

  add(wanted: string, text: string, step: number): { readonly name: string; readonly step: number } {
    let name = wanted
    for (let i = 2; this.#names.has(name); i++) name = `${wanted}_${i}`
    this.#names.add(name)
    const steps = (this.#steps[step] ??= [])
    steps.push({ name, text })
    return { name, step: step + 1 }
  }

  steps(): readonly (readonly { readonly name: string; readonly text: string }[])[] {
    return Array.from(this.#steps, (step) => step ?? [])
  }
}
