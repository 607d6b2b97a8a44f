import type { Pieces } from './writer.ts'

/** Text that a writer gives in pieces, as one. */
export async function wholeText(text: Pieces): Promise<string> {
  if (typeof text === 'string') return text
  let whole = ''
  for await (const piece of text) whole += textOf(piece)
  return whole
}

export function textOf(piece: string | Uint8Array): string {
  return typeof piece === 'string' ? piece : Buffer.from(piece).toString()
}
