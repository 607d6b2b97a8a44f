import { LossError } from '../../error.ts'
import type { Words } from '../../locale/words-en.ts'
import { json } from '../../writers/json.ts'
import { latex } from './latex.ts'
import { workedMarkdown } from './worked-markdown.ts'
import { workedTable } from './worked-table.ts'
import type { MakeWriter } from '../../writers/writer.ts'

/** The formats of worked examples, loaded with --explain. */
const layouts: Readonly<Record<string, (words: Words) => MakeWriter>> = {
  table: workedTable,
  markdown: workedMarkdown,
  latex,
  json: () => json,
}

/** @throws LossError E104 for a format that lists samples */
export function explainedFormat(format: string, words: Words): MakeWriter {
  const layout = layouts[format]
  if (layout) return layout(words)
  throw new LossError('E104', `--explain has no ${format} format`, {
    why: `it can be shown as ${Object.keys(layouts).join(', ')}`,
  })
}
