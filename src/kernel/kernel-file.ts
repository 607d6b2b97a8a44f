import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOfHex } from './hex.ts'

/**
 * The compiled kernel, when it is needed: its digits would be a third of all that a start loads. They are those of the
 * library's module, of which the package has one copy.
 */
export const kernelBytes = (): Uint8Array<ArrayBuffer> => {
  const module = readFileSync(join(__dirname, '../library/kernel/wasm.generated.js'), 'latin1')
  // Buffer reads up to what is no digit.
  return bytesOfHex(module.slice(module.indexOf('0061736d')))
}
