/** Dots of a cell of braille by column and row, as bits of its number. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const

/** Curves as text: two by four dots in a cell, and which curve came last in each. */
export class Braille {
  readonly #columns: number
  readonly #rows: number
  readonly #cells: Uint8Array
  readonly #owners: Int32Array

  constructor(columns: number, rows: number) {
    this.#columns = columns
    this.#rows = rows
    this.#cells = new Uint8Array(columns * rows)
    this.#owners = new Int32Array(columns * rows).fill(-1)
  }

  /** A curve through places in [0, 1] x [0, 1]; what lies outside is not drawn. */
  curve(points: readonly (readonly [number, number])[], owner: number): void {
    const width = 2 * this.#columns - 1
    const height = 4 * this.#rows - 1
    for (let i = 1; i < points.length; i++) {
      const [x0, y0] = points[i - 1]!
      const [x1, y1] = points[i]!
      const steps = Math.ceil(Math.max(Math.abs(x1 - x0) * width, Math.abs(y1 - y0) * height, 1))
      for (let s = 0; s <= steps && steps < 1e5; s++) {
        const part = s / steps
        this.#dot(x0 + part * (x1 - x0), y0 + part * (y1 - y0), owner)
      }
    }
  }

  #dot(x: number, y: number, owner: number): void {
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return
    const column = Math.round(x * (2 * this.#columns - 1))
    const row = Math.round((1 - y) * (4 * this.#rows - 1))
    const cell = (row >> 2) * this.#columns + (column >> 1)
    this.#cells[cell]! |= DOTS[column & 1]![row & 3]!
    this.#owners[cell] = owner
  }

  /** Rows of text from the top; `paint` colours what belongs to a curve. */
  lines(paint: (text: string, owner: number) => string): string[] {
    return Array.from({ length: this.#rows }, (_, row) => {
      let line = ''
      for (let c = row * this.#columns; c < (row + 1) * this.#columns; c++) {
        const dots = this.#cells[c]!
        const owner = this.#owners[c]!
        line += dots === 0 ? ' ' : paint(String.fromCharCode(0x2800 + dots), owner)
      }
      return line.trimEnd()
    })
  }
}
