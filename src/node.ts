/** The library under Node, Deno and Bun, where the size of a program hardly matters: with the loops in WebAssembly. */
import './fast.ts'

export * from './index.ts'
