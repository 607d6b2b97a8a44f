import type { Samples, Survey } from '../report.ts'
import { Groups } from './groups.ts'
import { Spread } from './spread.ts'
import { Worst } from './worst.ts'

/** Rows of results, with what each adds to the sum and to its divisor. */
export interface SurveyRows {
  readonly samples: Samples
  readonly sums: Float64Array
  readonly shares: Float64Array
  /** The losses of each row, where it has several; and what each adds to the divisor, if that is not even. */
  readonly values?: Float64Array | undefined
  readonly valueShares?: Float64Array | undefined
  /** Targets of single losses that are 0, 1 or between. */
  readonly sides?: Float64Array | undefined
}

export interface SurveyRequest {
  /** How many of the worst samples are kept. */
  readonly top: number | undefined
  readonly order: 'loss' | 'row'
  readonly perClass: boolean
  /** Columns of the samples that group them. */
  readonly groupBy: readonly string[]
  readonly quantiles: readonly number[] | undefined
  readonly bins: number | undefined
  /** Names of the columns of an input whose rows hold several losses. */
  readonly columns: readonly string[] | undefined
}

/** Watches the samples of a run go by, and sums up what they say together. */
export class Surveyor {
  readonly #request: SurveyRequest
  readonly #worst: Worst | undefined
  readonly #groups: readonly { readonly by: string; readonly groups: Groups }[]
  readonly #classes: Groups | undefined
  readonly #spread: Spread | undefined
  #counted = 0
  #correct = 0
  #names: readonly string[] | undefined

  constructor(request: SurveyRequest) {
    this.#request = request
    this.#worst = request.top === undefined ? undefined : new Worst(request.top)
    this.#groups = request.groupBy.map((by) => ({ by, groups: new Groups() }))
    this.#classes = request.perClass ? new Groups() : undefined
    this.#spread = request.quantiles || request.bins !== undefined ? new Spread(request.bins ?? 1) : undefined
  }

  add({ samples, sums, shares, values, valueShares, sides }: SurveyRows): void {
    const losses = samples.get('loss') as Float64Array
    const target = samples.get('target')
    const predicted = samples.get('predicted')
    const rows = losses.length
    const counted: number[] = []
    for (let row = 0; row < rows; row++) {
      const guess = predicted?.[row]
      const ignored = shares[row] === 0 && (guess === '' || Number.isNaN(guess ?? 0))
      if (ignored) continue
      counted.push(losses[row]!)
      this.#worst?.add(samples, row, losses[row]!, sums[row]!)
      const correct = target && predicted ? guess === target[row] : undefined
      if (correct !== undefined) {
        this.#counted++
        if (correct) this.#correct++
      }
      for (const { by, groups } of this.#groups) {
        groups.add(String(samples.get(by)![row]), sums[row]!, shares[row]!, correct)
      }
      const own = target ? String(target[row]) : sides && sideName(sides[row]!)
      if (own !== undefined) this.#classes?.add(own, sums[row]!, shares[row]!, correct)
    }
    if (!target && !sides && this.#classes && values)
      this.#addColumns(values, (i, width) => valueShares?.[i] ?? shares[Math.floor(i / width)]! / width, rows)
    this.#spread?.add(counted)
  }

  /** Without a target of a row, each column is a class. */
  #addColumns(values: Float64Array, share: (i: number, width: number) => number, rows: number): void {
    const width = values.length / rows
    this.#names ??= Array.from({ length: width }, (_, c) => this.#request.columns?.[c] ?? String(c))
    for (let i = 0; i < values.length; i++) {
      this.#classes!.add(this.#names[i % width]!, values[i]!, share(i, width), undefined)
    }
  }

  /** `total` is the sum of all losses. */
  survey(total: number, classes?: readonly string[]): Survey {
    const { quantiles, bins, order } = this.#request
    const numbers = (groups: Groups) => {
      const found = groups.groups(total, classes ?? this.#names)
      const whole = found.every(({ name }) => /^\d+$/.test(name))
      return whole ? [...found].sort((a, b) => Number(a.name) - Number(b.name)) : found
    }
    const top = this.#worst?.samples(order)
    return {
      ...(this.#counted > 0 && { accuracy: { correct: this.#correct, counted: this.#counted } }),
      ...(top && { top, topShare: this.#worst!.sum() / total }),
      ...(this.#classes && { perClass: numbers(this.#classes) }),
      ...(this.#groups.length > 0 && {
        groupBy: this.#groups.map(({ by, groups }) => ({ by, groups: groups.groups(total) })),
      }),
      ...(quantiles && { quantiles: this.#spread!.quantiles(quantiles) }),
      ...(bins !== undefined && { histogram: this.#spread!.histogram() }),
    }
  }
}

function sideName(target: number): string {
  return target === 0 || target === 1 ? String(target) : 'between 0 and 1'
}
