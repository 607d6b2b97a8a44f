const NEWLINE = 0x0a
const FOUR = 0x0a0a0a0a
const LOW = 0x7f7f7f7f
const HIGH = 0x80808080 | 0

export function countNewlines(bytes: Uint8Array): number {
  if (bytes.length < 8) return countBytes(bytes, 0, bytes.length)
  const head = (4 - (bytes.byteOffset & 3)) & 3
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, (bytes.length - head) >> 2)
  let count = countBytes(bytes, 0, head) + countBytes(bytes, head + 4 * words.length, bytes.length)
  for (let i = 0; i < words.length; i++) {
    const other = words[i]! ^ FOUR
    // The high bit of each byte that is none.
    const none = (((other & LOW) + LOW) | other) & HIGH
    if (none !== HIGH) count += bitsOf(~none & HIGH)
  }
  return count
}

function countBytes(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) if (bytes[i] === NEWLINE) count++
  return count
}

function bitsOf(high: number): number {
  return (high >>> 31) + ((high >>> 23) & 1) + ((high >>> 15) & 1) + ((high >>> 7) & 1)
}
