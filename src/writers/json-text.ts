/**
 * A value as JSON that steers no terminal: characters that nobody sees, or that turn the text around them, are escaped.
 * JSON.stringify does so for those below the space only. What reads it gets the same text.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  // V8 takes a millisecond to read the classes of Unicode, so they are only asked for where a text is not plain.
  if (text === undefined || /^[ -~]*$/.test(text)) return text
  return text.replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
