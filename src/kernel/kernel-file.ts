import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The compiled kernel from the package, when it is needed: its digits would be a third of all that a start loads. */
export const kernelBytes = (): Uint8Array<ArrayBuffer> => readFileSync(join(__dirname, '../kernel.wasm'))
