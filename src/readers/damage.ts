/** What the library of a format says of damaged bytes; what JavaScript says of them helps nobody. */
export function damageIn(error: unknown): string {
  const { message } = error as Error
  const ofJavaScript =
    error instanceof TypeError || error instanceof RangeError || /\bundefined\b/.test(message)
  return ofJavaScript ? 'its parts do not fit together' : message
}
