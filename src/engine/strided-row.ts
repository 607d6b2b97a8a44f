import type { Row } from '../tensor.ts'

/** The classes of one position of a tensor (N, C, d1, ..., dK): a window, or a copy where they do not lie together. */
export class Column {
  readonly #data: Float64Array
  readonly #classes: number
  readonly #inner: number
  readonly #row: Row

  constructor(data: Float64Array, classes: number, inner: number) {
    this.#data = data
    this.#classes = classes
    this.#inner = inner
    this.#row = { data: inner === 1 ? data : new Float64Array(classes), start: 0, length: classes }
  }

  #start(i: number): number {
    return Math.floor(i / this.#inner) * this.#classes * this.#inner + (i % this.#inner)
  }

  at(i: number): Row {
    if (this.#inner === 1) this.#row.start = i * this.#classes
    else {
      const start = this.#start(i)
      for (let c = 0; c < this.#classes; c++) this.#row.data[c] = this.#data[start + c * this.#inner]!
    }
    return this.#row
  }

  put(row: Float64Array, i: number, out: Float64Array): void {
    const start = this.#start(i)
    for (let c = 0; c < row.length; c++) out[start + c * this.#inner] = row[c]!
  }
}
