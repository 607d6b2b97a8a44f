type Child = Node | string

/** An element of the page; texts are texts, never markup. */
export function el<N extends keyof HTMLElementTagNameMap>(
  name: N,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[N] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

export function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: Child[]
) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  made.append(...children)
  return made
}

/** A place of the page by its id, which the shell has. */
export const at = (id: string): HTMLElement => document.getElementById(id)!

export function button(words: string, press: () => void, attributes: Readonly<Record<string, string>> = {}) {
  const made = el('button', { type: 'button', ...attributes }, words)
  made.addEventListener('click', press)
  return made
}
