import { visibleWhole } from './text.ts'

/** Text for an attribute or an element of XML; characters that it cannot hold are shown as what they are. */
export function xml(text: string): string {
  const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return visibleWhole(text)
    .replace(/[&<>"]/g, (character) => named[character]!)
    .replace(/[\ufffe\uffff]/g, '?')
}
