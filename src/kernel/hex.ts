/** Bytes from hexadecimal digits, in browsers too; Buffer takes a tenth of the time, where there is one. */
export function bytesOfHex(digits: string): Uint8Array<ArrayBuffer> {
  const { Buffer } = globalThis as { Buffer?: typeof globalThis.Buffer }
  if (Buffer) return Buffer.from(digits, 'hex')
  const bytes = new Uint8Array(digits.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  return bytes
}
