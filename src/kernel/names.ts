import type { Kernel } from './kernel.ts'

const SLOT = 8
const NAME = 8
/** Read and written beyond the end of a copy. */
const SLACK = 8

/**
 * Numbers for texts, in the order in which they first came: memory is for each text that is another, however often it
 * comes. Texts are told apart by their bytes as they stand in the file, so `"a"` and `a` have two numbers.
 */
export class NameTable {
  readonly #kernel: Kernel
  #size: number
  #slots: number
  #names: number
  #count = 0
  #heap: number
  #heapEnd: number

  /** `size` is a power of two: twice as many as texts are expected. */
  constructor(kernel: Kernel, size = 256) {
    this.#kernel = kernel
    this.#size = size
    this.#slots = kernel.reserve(SLOT * size)
    this.#names = kernel.reserve((NAME * size) / 2)
    this.#heap = kernel.reserve(16 * size)
    this.#heapEnd = this.#heap + 16 * size
  }

  get count(): number {
    return this.#count
  }

  /**
   * Stores the numbers of texts at `out`, as doubles. A text is where it begins and ends, two unsigned 32-bit addresses;
   * the first one is at `texts`, the others each `stride` bytes after the one before. Memory may grow, and move.
   */
  index(texts: number, stride: number, rows: number, out: number): void {
    const { naming } = this.#kernel
    for (let done = 0; ;) {
      done += naming.indexNames(
        texts + done * stride,
        stride,
        rows - done,
        out + 8 * done,
        this.#slots,
        this.#size,
        this.#names,
        this.#count,
        this.#heap,
        this.#heapEnd,
      )
      this.#count = naming.namesCount.value as number
      this.#heap = (naming.namesEnd.value as number) >>> 0
      if (done === rows) return
      if (2 * this.#count >= this.#size) this.#grow()
      else {
        const [start, end] = new Uint32Array(this.#kernel.memory.buffer, texts + done * stride, 2)
        this.#addHeap(end! - start!)
      }
    }
  }

  /** The bytes of the name with a number, in the kernel's memory. */
  bytes(number: number): Uint8Array {
    const { buffer } = this.#kernel.memory
    const [start, end] = new Uint32Array(buffer, this.#names + NAME * number, 2)
    return new Uint8Array(buffer, start, end! - start!)
  }

  #grow(): void {
    const { naming, memory } = this.#kernel
    const size = 2 * this.#size
    const slots = this.#kernel.reserve(SLOT * size)
    const names = this.#kernel.reserve((NAME * size) / 2)
    naming.moveNames(this.#slots, this.#size, slots, size)
    new Uint8Array(memory.buffer).copyWithin(names, this.#names, this.#names + NAME * this.#count)
    this.#size = size
    this.#slots = slots
    this.#names = names
  }

  /** A heap that is twice as large, and has room for a text of some length. */
  #addHeap(length: number): void {
    const size = Math.max(16 * this.#size, 2 * (length + SLACK))
    this.#heap = this.#kernel.reserve(size)
    this.#heapEnd = this.#heap + size
  }
}
