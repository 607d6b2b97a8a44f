import { hasHan } from './han.ts'

/**
 * Sentences of the program in another language, by the English ones. In the English, `{file}` is a gap for a text that
 * stays as it is, `{n}` and `{m}` for numbers, `{why*}` for a text that is said in the language too; `{is|are}` and `{|s}` are
 * forms of one word. A key that begins with `~` is a part: it is looked for in gaps alone. The other language takes the gaps by their names, `{file}` and `{why}`, in any order.
 * A gap whose name is a plural, or `list`, holds a list, which is said in the marks of that language; `{list*}` item by item.
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
  readonly part: boolean
  /** Its first and last letter; undefined for a gap. */
  readonly first: string | undefined
  readonly last: string | undefined
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

const QUOTED = /"[^"]*"/g

/** A part of another sentence, as far as one can tell. */
const WORDS = /[a-z]{2,} [a-z]{2}/

/** Letters of a line that is said: expressions with several gaps took hours for a million. */
const LONGEST = 1 << 12

/** An object that a program reads, or its next line. */
const JSON_LINE = /^\s*(?:\{ ?)?"\w+": /

/** Whether a sentence has gaps, or is a part of others. */
const hasGaps = (english: string): boolean => /^~|\{/.test(english)

/** Finds the sentence that a line is; undefined for what is none. */
export function finder(all: Sentences): (line: string, inGap?: boolean) => Found | undefined {
  const whole = new Map<string, string>()
  const patterns: Pattern[] = []
  for (const [english, other] of Object.entries(all)) {
    if (hasGaps(english)) patterns.push(patternOf(english, other))
    else whole.set(english, other)
  }
  patterns.sort((a, b) => b.letters - a.letters)
  return (line, inGap = false) => {
    const known = whole.get(line)
    if (known !== undefined) return { other: known, gaps: new Map() }
    let doubtful: Found | undefined
    /** A sentence that begins with a name of several words may be the end of another. */
    let begins = false
    const ends = [line[0], line.at(-1)]
    for (const { shape, gaps, other, part, first, last } of patterns) {
      if (part && !inGap) continue
      // Most end here: an expression that does not fit takes ten times as long.
      if ((first ?? ends[0]) !== ends[0] || (last ?? ends[1]) !== ends[1]) continue
      const found = shape.exec(line)
      if (!found) continue
      const texts = gaps.map((gap, i) => [gap, found[i + 1]!] as const)
      // A name holds no columns of a table, unless in quotes; one of several words may be a file, unless another sentence fits.
      const names = texts.filter(([gap]) => !gap.endsWith('*'))
      if (names.some(([, text]) => /\S {2,}\S/.test(text.replaceAll(QUOTED, '""')))) continue
      const said = { other, gaps: new Map(texts) }
      if (!names.some(([, text]) => WORDS.test(text))) return said
      if (!doubtful || (first !== undefined && !begins)) [doubtful, begins] = [said, first !== undefined]
    }
    return doubtful
  }
}

/** Says a text in the language of the sentences, line by line; what they do not hold stays as it is. */
export function translator(all: Sentences): (english: string) => string {
  const find = finder(all)
  const say = (line: string, inGap: boolean): string => {
    const found = line === '' || line.length > LONGEST || JSON_LINE.test(line) ? undefined : find(line, inGap)
    if (!found) return line
    const { other } = found
    return other.replaceAll(GAPS, (all, lead: string, name: string, trail: string, at: number) => {
      const own = found.gaps.get(name)
      const text = own === undefined ? said(found.gaps.get(`${name}*`)!, name) : marked(own, name)
      if (own !== undefined && !text.startsWith('“')) return lead + text + trail
      const [before, after] = [other[at - 1], other[at + all.length]]
      return blank(before, lead, text[0]) + text + blank(after, trail, text.at(-1))
    })
  }
  const said = (part: string, name: string): string => {
    const whole = name === 'list' ? part : say(part, true)
    if (whole !== part) return whole
    if (!LIST.test(name)) return /^"[^"]*"$/.test(part) ? marked(part, name) : part
    return part
      .split(BETWEEN)
      .map((item) => say(item, true))
      .join('、')
  }
  return (english) =>
    english
      .split('\n')
      .map((line) => say(line, false))
      .join('\n')
}

/** Between the items of a list, and not within brackets. */
const BETWEEN = /, (?![^([]*[)\]])/

/** The name of a gap that holds a list. */
const LIST = /[^s]s$|list/

/** A text in quotes; what is in brackets; the end of a list that is cut; between the items of a list. */
const MARKS = /^"([^"]*)"$|"[^"]*"|\([^)]*\)|\[[^\]]*\]|, \.\.\. (\d+) more$|, |; /g

/** A text of the user with the marks of Chinese: quotes, and in a list commas. */
function marked(text: string, name: string): string {
  const list = LIST.test(name)
  // Options, formats and numbers hold no word of a user.
  if (/^(?:flags|options|numbers)$/.test(name)) text = text.replace(/ and (?:class )?/, ' 和 ')
  text = text.replace(/ and (\d+) more$/, ' 及另外 $1 个文件')
  return text.replaceAll(MARKS, (mark, quote?: string, more?: string) => {
    if (quote !== undefined || (list && mark.startsWith('"'))) return `“${mark.slice(1, -1)}”`
    if (!list) return mark
    if (more !== undefined) return ` 等，另有 ${more} 个`
    return { ', ': '、', '; ': '；' }[mark] ?? mark
  })
}

/** What parts a text in a gap from a Chinese character beside it: a blank if it is none itself, and no quote. */
function blank(beside: string | undefined, given: string, edge: string | undefined): string {
  if (beside === undefined || edge === undefined || !hasHan(beside)) return given
  return /[\w()[\]-]/.test(edge) ? ' ' : hasHan(edge) || /[“”]/.test(edge) ? '' : given
}

/** A gap of a sentence with the blanks beside it. */
const GAPS = /( ?)\{(\w+)\}( ?)/g

function patternOf(english: string, other: string): Pattern {
  const gaps: string[] = []
  let letters = 0
  const part = english.startsWith('~')
  const text = english.slice(part ? 1 : 0)
  const shape = text.split(/\{([^}]*)\}/).map((text, i) => {
    if (i % 2 === 0) {
      letters += text.length
      // The blanks that a line is indented by belong to no gap.
      return i === 0 && text.trim() === '' ? `${text}(?! )` : escaped(text)
    }
    if (text.includes('|')) return `(?:${text.split('|').map(escaped).join('|')})`
    gaps.push(text)
    return text === 'n' || text === 'm' ? String.raw`(\S*?)` : '(.*?)'
  })
  return {
    shape: new RegExp(`^${shape.join('')}$`, 's'),
    gaps,
    other,
    letters,
    part,
    first: text.startsWith('{') ? undefined : text[0],
    last: text.endsWith('}') ? undefined : text.at(-1),
  }
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
