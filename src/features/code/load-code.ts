import { LossError } from '../../error.ts'
import { booleans } from '../../data/classes.ts'
import type { Named } from '../../data/pairs.ts'
import { wordsForOne } from '../../readers/truth-words.ts'
import { visible } from '../../writers/text.ts'

const quote = (text: string) => `'${[...text].map(inQuotes).join('')}'`

function inQuotes(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`
  return visible(character).replace(/^\\u\{(\w+)\}$/, (_, hex: string) => `\\U${hex.padStart(8, '0')}`)
}

/** Readers of pandas by the format. */
const frames: Readonly<Record<string, (file: string, encoding: string, layout: string) => string>> = {
  csv: (file, encoding, layout) => `pd.read_csv(${quote(file)}${layout}${encoding})`,
  tsv: (file, encoding, layout) => `pd.read_csv(${quote(file)}, sep='\\t'${layout}${encoding})`,
  parquet: (file) => `pd.read_parquet(${quote(file)})`,
  ndjson: (file, encoding, layout) => `pd.read_json(${quote(file)}, lines=True${layout}${encoding})`,
  arrow: (file) => `pd.read_feather(${quote(file)})`,
}

/** Encodings that Python calls otherwise; its names of the others are the same. */
const inPython: Readonly<Record<string, string>> = {
  latin1: 'cp1252',
  'windows-1252': 'cp1252',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
}

/** Names that pandas takes for something else. */
const misread = /^[-+.\d#<]|^(?:true|false|inf(?:inity)?|n\/?a|nan|null|none|)$/i

/** What pandas is told of another delimiter than a comma. */
function delimiterOf(notes: Named['notes']): string {
  const [, mark = ','] = notes.map((note) => /^delimiter: (.)$/.exec(note)).find(Boolean) ?? []
  return mark === ',' || mark === '\t' ? '' : `, sep=${quote(mark)}`
}

/**
 * An argument as Python reads it. `lists`: whether a column holds a list in each row. `classes`: the names of the classes, where targets are names.
 *
 * @throws LossError E104 for what Python reads in no line or two
 */
export function loadedBy(
  { name: file, format, selected, notes }: Named,
  classes: readonly string[] | undefined,
  encoding?: string,
  lists = false,
): { imports: readonly string[]; value: string } {
  // Of UTF-16 that its mark tells Python leaves out the mark under this name alone.
  const marked = notes.some((note) => note.startsWith('encoding: utf-16')) ? 'utf-16' : undefined
  const named = encoding === undefined ? marked : (inPython[encoding] ?? encoding)
  const written = named === undefined ? '' : `, encoding=${quote(named)}`
  if (notes.includes('inline')) {
    const list = file.replaceAll(/\btensor|\barray/g, '')
    return { imports: [], value: list.replaceAll(/"?([-+]?)(nan|inf)\w*"?/gi, "float('$1$2')") }
  }
  const [path, member] = file.split('#') as [string, string | undefined]
  if (format === 'npy') return { imports: ['import numpy as np'], value: `np.load(${quote(file)})` }
  if (format === 'npz' && member !== undefined)
    return { imports: ['import numpy as np'], value: `np.load(${quote(path)})[${quote(member)}]` }
  if (format === 'json' && member === undefined && !selected)
    return { imports: ['import json'], value: `json.load(open(${quote(path)}${written}))` }
  const frame = frames[format]
  if (frame && selected) {
    const [column] = selected as [string]
    const one = selected.length === 1
    const bare = notes.includes('header: no')
    const key = bare ? (name: string) => name : quote
    const columns = one ? key(column) : `[${selected.map(key).join(', ')}]`
    const names = classes && `[${classes.map(quote).join(', ')}]`
    // pandas reads such names as numbers, booleans or nothing: 01 as 1.
    const texts = names && classes !== booleans && classes!.some((name) => misread.test(name))
    const kept = format === 'ndjson' ? ', dtype=False' : ', dtype=str, keep_default_na=False'
    const layout = `${delimiterOf(notes)}${bare ? ', header=None' : ''}${texts ? kept : ''}`
    const chosen = `${frame(file, written, layout)}[${columns}]`
    const imports = ['import pandas as pd']
    if (classes === booleans)
      return {
        imports,
        value: `${chosen}.astype(str).str.lower().isin([${wordsForOne.map(quote).join(', ')}])`,
      }
    const typed = texts && !/^[ct]sv$/.test(format) ? '.astype(str)' : ''
    if (names) return { imports, value: `[${names}.index(name) for name in ${chosen}${typed}]` }
    return { imports, value: `${chosen}.${one && lists ? 'tolist' : 'to_numpy'}()` }
  }
  if (format === 'csv' || format === 'tsv') {
    const header = notes.includes('header: yes') ? ', skiprows=1' : ''
    const delimiter = format === 'tsv' ? '\\t' : ','
    return {
      imports: ['import numpy as np'],
      value: `np.loadtxt(${quote(file)}, delimiter='${delimiter}'${header}${written})`,
    }
  }
  throw new LossError('E104', `--code knows no line of Python that reads ${file} (${format})`, {
    tries: ['numbers in NPY, CSV, Parquet or JSON, or inline: [[1, 2], [3, 4]]'],
  })
}
