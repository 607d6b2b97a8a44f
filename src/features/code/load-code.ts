import { LossError } from '../../error.ts'
import { booleans } from '../../data/classes.ts'
import type { Named } from '../../data/pairs.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import { wordsForOne } from '../../readers/truth-words.ts'
import { showShape } from '../../tensor.ts'
import { visible } from '../../writers/text.ts'

const quote = (text: string) => `'${[...text].map(inQuotes).join('')}'`

function inQuotes(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`
  return visible(character).replace(/^\\u\{(\w+)\}$/, (_, hex: string) => `\\U${hex.padStart(8, '0')}`)
}

/** How pandas calls the formats. */
const frames: Readonly<Record<string, string>> = {
  csv: 'csv',
  tsv: 'csv',
  parquet: 'parquet',
  ndjson: 'json',
  arrow: 'feather',
}

/** Python calls some encodings otherwise; its names of the others are the same. */
const inPython = (encoding: string) =>
  encoding === 'latin1' ? 'cp1252' : encoding.replace(/^(?:gb.*|cp936)$/, 'gb18030')

/** What divides the cells: a character, or the name of one that is not seen. */
const delimiterOf = (notes: Named['notes']) => /^delimiter: (.+)$/m.exec(notes.join('\n'))?.[1] ?? ','

function sepOf(mark: string): string {
  if (mark === ',') return ''
  return `, sep=${mark === 'tab' ? "'\\t'" : mark.length > 1 ? "r'\\s+'" : quote(mark)}`
}

/** How an argument is used, beside where it lies. */
interface Wanted {
  readonly shape: readonly number[]
  /** Whether a column holds a list in each row. */
  readonly lists?: boolean
  /** The names of the classes, where targets are names. */
  readonly classes?: readonly string[] | undefined
  readonly encoding?: string | undefined
}

/** What Python reads an argument by, and imports for it; numbers in the command line need nothing. */
interface Loaded {
  readonly module?: 'numpy as np' | 'pandas as pd' | 'json'
  readonly value: string
}

/**
 * An argument as Python reads it.
 *
 * @throws LossError E104 for what Python reads in no line or two
 */
export function loadedBy(
  { name: file, format, selected, notes }: Named,
  { shape, lists = false, classes, encoding }: Wanted,
): Loaded {
  // Of UTF-16 that its mark tells Python leaves out the mark under this name alone.
  const marked = notes.some((note) => note.startsWith('encoding: utf-16')) ? 'utf-16' : undefined
  const named = encoding === undefined ? marked : inPython(encoding)
  const written = named === undefined ? '' : `, encoding=${quote(named)}`
  const numpy = (value: string) => ({ module: 'numpy as np', value }) as const
  if (notes.includes('inline')) {
    // The same for each element.
    const number = shape.length > 0 ? parseDecimal(file) : undefined
    if (number !== undefined) return numpy(`np.full(${showShape(shape)}, ${number})`)
    const list = file.replaceAll(/\btensor|\barray/g, '')
    return { value: list.replaceAll(/"?([-+]?)(nan|inf)\w*"?/gi, "float('$1$2')") }
  }
  const [path, member] = file.split('#') as [string, string | undefined]
  const text = format === 'csv' || format === 'tsv'
  // pandas unpacks texts, numpy those of gzip.
  const packed = /\.(?:gz|gzip|zstd?)$/.exec(path)?.[0]
  const unpacked = selected ? text || format === 'ndjson' : text && packed === '.gz'
  if (packed && !(unpacked && /^\.(?:gz|zst)$/.test(packed))) refuse(file, `${format}${packed}`)
  if (format === 'npy') return numpy(`np.load(${quote(file)})`)
  if (format === 'npz' && member !== undefined) return numpy(`np.load(${quote(path)})[${quote(member)}]`)
  if (format === 'json' && member === undefined && !selected)
    return { module: 'json', value: `json.load(open(${quote(path)}${written}))` }
  const frame = frames[format]
  const bare = notes.includes('header: no')
  const mark = delimiterOf(notes)
  if (frame && selected) {
    const [column] = selected as [string]
    const one = selected.length === 1
    const key = bare ? (name: string) => name : quote
    const flat = one && (classes !== undefined || lists || shape.length < 2)
    const columns = flat ? key(column) : `[${selected.map(key).join(', ')}]`
    const names = classes && `[${classes.map(quote).join(', ')}]`
    // As texts: pandas reads 01 as a number, and None as nothing.
    const texts = names && classes !== booleans
    // Blanks after a delimiter are no part of a name.
    const how = text
      ? `${sepOf(mark)}, skipinitialspace=True${bare ? ', header=None' : ''}${texts ? ', dtype=str, keep_default_na=False' : ''}`
      : `, lines=True${texts ? ', dtype=False' : ''}`
    const options = text || format === 'ndjson' ? how + written : ''
    const chosen = `pd.read_${frame}(${quote(file)}${options})[${columns}]`
    const pandas = (value: string) => ({ module: 'pandas as pd', value }) as const
    if (classes === booleans)
      return pandas(
        `${chosen}.astype(str)${text ? '.str.strip()' : ''}.str.lower().isin([${wordsForOne.map(quote).join(', ')}])`,
      )
    const typed = texts && !text ? '.astype(str)' : ''
    if (names) return pandas(`[${names}.index(name) for name in ${chosen}${typed}]`)
    return pandas(`${chosen}.${one && lists ? 'tolist' : 'to_numpy'}()`)
  }
  if (text) {
    const header = bare ? '' : ', skiprows=1'
    // A dimension of 1 would be left out. Where nothing is said blanks divide.
    const rank = shape.includes(1) ? `, ndmin=${shape.length}` : ''
    const delimiter = mark.length > 1 ? '' : `, delimiter=${quote(mark)}`
    return numpy(`np.loadtxt(${quote(file)}${delimiter}${header}${rank}${written})`)
  }
  return refuse(file, format)
}

function refuse(file: string, format: string): never {
  throw new LossError('E104', `--code reads NPY, CSV, Parquet or JSON, not ${file} (${format})`)
}
