import { canonicalDecimal } from '../numerics/exact-decimal.ts'
import type { Notice } from '../report.ts'
import type { TableSource, TextColumn } from '../table.ts'

/** Whether a column holds numbers and no text, as far as it is looked at. */
export async function holdsNumbers({ columns, look }: TableSource, column: number): Promise<boolean> {
  return columns[column]!.type === 'number' && (await look(column)).texts === 0
}

/** Ids that are paired as numbers, until a text comes after the rows that were looked at. */
export class LateIds {
  #text: string | undefined
  #alike: readonly [string, string] | undefined

  /** One key for all that spell the same number. */
  keyOf(text: string): string {
    const key = canonicalDecimal(text)
    if (key === text) this.#text ??= text
    return key
  }

  /** The ids of rows that were paired. */
  see([own, ...others]: readonly TextColumn[]): void {
    if (this.#alike) return
    for (const { texts } of others) {
      const row = texts.findIndex((text, row) => text !== own!.texts[row])
      if (row < 0) continue
      this.#alike = [own!.texts[row]!, texts[row]!]
      return
    }
  }

  /** H121 where texts are among ids, and two numbers were paired that are no equal texts. */
  notice(by: string): Notice | undefined {
    if (this.#text === undefined || !this.#alike) return undefined
    const [a, b] = this.#alike
    return {
      code: 'H121',
      message: `--id ${by} paired ${a} with ${b} as one number, but later holds texts, as ${this.#text}`,
    }
  }
}
