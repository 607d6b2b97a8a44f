/** Text that a writer gives in pieces, as one. */
export function wholeText(text: string | Iterable<string | Uint8Array>): string {
  if (typeof text === 'string') return text
  return Array.from(text, (piece) =>
    typeof piece === 'string' ? piece : Buffer.from(piece).toString(),
  ).join('')
}
