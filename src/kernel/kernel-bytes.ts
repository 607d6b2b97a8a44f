import { bytesOfHex } from './hex.ts'
import { kernelWasm } from './wasm.generated.ts'

/** The compiled kernel, wherever a program runs; the command line has `kernel-file.ts` in its place. */
export const kernelBytes = (): Uint8Array<ArrayBuffer> => bytesOfHex(kernelWasm)
