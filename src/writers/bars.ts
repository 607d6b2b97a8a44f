/** 13.3 %. */
export function percent(part: number): string {
  return `${Number((100 * part).toPrecision(3))} %`
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A bar of so many cells. */
export function bar(length: number): string {
  const eighth = Math.round(8 * length)
  return '█'.repeat(Math.floor(eighth / 8)) + eighths[eighth % 8]!
}
