import type { KernelRoom } from '../table.ts'

/**
 * The functions of the WebAssembly module. Addresses are byte offsets into the kernel's memory. They return
 * signed 32-bit integers: an address from 2 GiB on comes back negative until `>>> 0`.
 */
export interface KernelExports
  extends Pick<KernelRoom, 'interleave' | 'unpackBits' | 'findTexts'>, LossLoops, NameLoops {
  countNewlines(start: number, end: number): number
  /** Number of line ends in [start, end): newlines, and carriage returns that none follows. */
  countLineEnds(start: number, end: number): number
  afterNewline(start: number, end: number, nth: number): number
  parseRows(start: number, end: number, out: number, columns: number, delimiter: number): number
  parseRecords(
    start: number,
    end: number,
    columns: number,
    delimiter: number,
    roles: number,
    out: number,
    texts: number,
  ): number
  findRecords(start: number, end: number, most: number): number
  unpackSnappy(start: number, end: number, out: number, outEnd: number): number
  largest(start: number, count: number): number
  formatRows(values: number, rows: number, columns: number, delimiter: number, out: number): number
  formatObjects(values: number, rows: number, columns: number, texts: number, out: number): number
  formatCells(columns: number, count: number, rows: number, texts: number, out: number): number
  parseObjects(start: number, end: number, shape: number, count: number, out: number, texts: number): number
  freeMemoryStart(): number
  readonly objectsWritten: WebAssembly.Global
  readonly objectsEnd: WebAssembly.Global
  readonly rowsEnd: WebAssembly.Global
  readonly recordsEnd: WebAssembly.Global
  readonly recordsFound: WebAssembly.Global
}

/** Logits against class indices; what the results mean, src/kernel/assembly/class-losses.ts says. */
type RowsOfLogits = [
  ...[x: number, t: number, out: number, rows: number, classes: number],
  ...[ignored: number, predicted: number, pTarget: number],
]

/** The loops over losses; src/kernel/assembly/losses.ts and class-losses.ts say what they do, src/engine/kernel-loops.ts where they may. */
export interface LossLoops {
  setTables(exp: number, log: number, softplus: number): void
  bceWithLogits(x: number, t: number, out: number, n: number): number
  weightedBceWithLogits(x: number, t: number, p: number, out: number, n: number): number
  binaryCrossEntropy(x: number, t: number, out: number, n: number): number
  crossEntropy(...rows: RowsOfLogits): number
  smoothedCrossEntropy(...rows: [...RowsOfLogits, coefficients: number]): number
  focusedCrossEntropy(...rows: [...RowsOfLogits, scales: number, gamma: number]): number
  focal(x: number, t: number, out: number, n: number, gamma: number, side0: number, side1: number): number
  squaredErrors(x: number, t: number, out: number, n: number): number
  addAll(values: number, n: number, bins: number): number
  addEach(
    sums: number,
    rows: number,
    n: number,
    values: number,
    first: number,
    size: number,
    most: number,
    bins: number,
  ): number
  gather(bins: number): number
  allWithin(values: number, n: number, low: number, high: number): number
  countSides(x: number, t: number, n: number, even: number, counts: number): void
  countRight(x: number, t: number, n: number, classes: number, ignored: number, counts: number): number
}

/** The functions of src/kernel/names.ts. */
export interface NameLoops {
  indexNames(
    texts: number,
    stride: number,
    rows: number,
    out: number,
    slots: number,
    size: number,
    names: number,
    count: number,
    heap: number,
    heapEnd: number,
  ): number
  moveNames(from: number, size: number, to: number, newSize: number): void
  hashTexts(texts: number, stride: number, rows: number, out: number): void
  readonly namesCount: WebAssembly.Global
  readonly namesEnd: WebAssembly.Global
}
