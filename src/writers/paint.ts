type Style = (text: string) => string

/** The few styles of the program. Each wraps one line of text. */
export interface Paint {
  /** The number looked for. */
  readonly strong: Style
  /** Scaffolding: headers, rules, arrows. */
  readonly dim: Style
  readonly error: Style
  readonly hint: Style
  /** Something to type. */
  readonly code: Style
}

const identity: Style = (text) => text

export const noPaint: Paint = {
  strong: identity,
  dim: identity,
  error: identity,
  hint: identity,
  code: identity,
}
