/**
 * The part of the WebAssembly JavaScript interface that the kernel uses. Node has it, but TypeScript types it
 * only in its library for browsers, most of which Node does not have.
 */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number })
    readonly buffer: ArrayBuffer
    /** Adds `pages` of 64 KiB and detaches the old buffer; returns the number of pages before. */
    grow(pages: number): number
  }

  interface Global {
    readonly value: number
  }

  class Module {
    constructor(bytes: Uint8Array)
  }

  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>)
    readonly exports: Record<string, unknown>
  }
}
