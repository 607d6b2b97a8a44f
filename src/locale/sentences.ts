/**
 * Sentences of the program in another language, by the English ones. In the English, `{file}` is a gap for a text that
 * stays as it is, `{n}` for a number, `{why*}` for a text that is said in the language too; `{is|are}` and `{|s}` are
 * forms of one word. The other language takes the gaps by their names, `{file}` and `{why}`, in any order.
 */
export type Sentences = Readonly<Record<string, string>>

type GapsOf<Text extends string> = Text extends `${string}{${infer Gap}}${infer Rest}`
  ? (Gap extends `${string}|${string}` ? never : Gap extends `${infer Name}*` ? Name : Gap) | GapsOf<Rest>
  : never

/** Sentences whose gaps the compiler compares: the other language has none that the English lacks. */
export function sentences<const Pairs extends Record<string, string>>(
  pairs: Pairs & {
    [English in keyof Pairs & string]: GapsOf<Pairs[English]> extends GapsOf<English> ? string : never
  },
): Sentences {
  return pairs
}

interface Pattern {
  readonly shape: RegExp
  readonly gaps: readonly string[]
  readonly other: string
  /** Letters that are no gap: of two that fit, the one that says more is meant. */
  readonly letters: number
}

/** A line as a sentence with its gaps filled. */
interface Found {
  readonly other: string
  /** Texts of the gaps by their names; the names of those that are said in the language end with a star. */
  readonly gaps: ReadonlyMap<string, string>
}

/** Finds the sentence that a line is; undefined for others. */
export function finder(all: Sentences): (line: string) => Found | undefined {
  const whole = new Map<string, string>()
  const patterns: Pattern[] = []
  for (const [english, other] of Object.entries(all)) {
    if (english.includes('{')) patterns.push(patternOf(english, other))
    else whole.set(english, other)
  }
  patterns.sort((a, b) => b.letters - a.letters)
  return (line) => {
    const known = whole.get(line)
    if (known !== undefined) return { other: known, gaps: new Map() }
    for (const { shape, gaps, other } of patterns) {
      const found = shape.exec(line)
      if (found) return { other, gaps: new Map(gaps.map((gap, i) => [gap, found[i + 1]!])) }
    }
    return undefined
  }
}

/** Says a text in the language of the sentences, line by line; what they do not hold stays as it is. */
export function translator(all: Sentences): (english: string) => string {
  const find = finder(all)
  const say = (line: string): string => {
    const found = line === '' ? undefined : find(line)
    if (!found) return line
    return found.other.replaceAll(
      /\{(\w+)\}/g,
      (_all, name: string) => found.gaps.get(name) ?? say(found.gaps.get(`${name}*`)!),
    )
  }
  return (english) => english.split('\n').map(say).join('\n')
}

function patternOf(english: string, other: string): Pattern {
  const gaps: string[] = []
  let letters = 0
  const shape = english.split(/\{([^}]*)\}/).map((part, i) => {
    if (i % 2 === 0) {
      letters += part.length
      return escaped(part)
    }
    if (part.includes('|')) return `(?:${part.split('|').map(escaped).join('|')})`
    gaps.push(part)
    return part === 'n' ? String.raw`(\S*?)` : '(.*?)'
  })
  return { shape: new RegExp(`^${shape.join('')}$`, 's'), gaps, other, letters }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
