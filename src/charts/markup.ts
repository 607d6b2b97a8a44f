/** Text that is markup already; made by `element` and `joined` alone, so that no text gets in without being escaped. */
export interface Markup {
  readonly markup: string
}

export type Child = Markup | string | number | false | undefined | readonly Child[]
type Attributes = Readonly<Record<string, string | number | false | undefined>>

/** Elements of HTML that have no end. */
const alone = new Set(['meta', 'br', 'hr', 'input'])

/** An element; texts are escaped, numbers of attributes rounded, what is false or undefined left out. */
export function element(name: string, attributes: Attributes, ...children: readonly Child[]): Markup {
  let text = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue
    text += ` ${key}="${typeof value === 'number' ? rounded(value) : escaped(value)}"`
  }
  const end = alone.has(name) ? '' : `</${name}>`
  return { markup: `${text}>${joined(children).markup}${end}` }
}

export const joined = (children: readonly Child[]): Markup => ({ markup: children.map(textOf).join('') })

function textOf(child: Child): string {
  if (child === false || child === undefined) return ''
  if (typeof child === 'string') return escaped(child)
  if (typeof child === 'number') return escaped(String(child))
  return 'markup' in child ? child.markup : child.map(textOf).join('')
}

/** Markup that a program made at build time. */
export const trusted = (markup: string): Markup => ({ markup })

/** Controls, and marks that turn the direction of writing: they would show as nothing, or as something else. */
const hidden = /(?![\t\n\r])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu
const lonely = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

function escaped(text: string): string {
  return text
    .replaceAll(hidden, '\ufffd')
    .replaceAll(lonely, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** At most two decimals, no -0. @throws RangeError for a number that is not finite */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`an attribute is ${value}`)
  return String(Math.round(value * 100) / 100 + 0)
}

/** A place in percent of the width, so that charts fill what room there is and texts never scale. */
export const percent = (part: number): string => `${rounded(100 * part)}%`
