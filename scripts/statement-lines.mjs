import { parseAst } from 'rolldown/parseAst'

/**
 * Each statement of a built file on a line of its own: an error that nobody catches is shown with its line, which
 * should not be the whole library.
 */
export const statementLines = {
  name: 'statement-lines',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue
      const { code } = chunk
      const starts = parseAst(code).body.map(({ start }) => start)
      chunk.code = starts.map((start, i) => code.slice(i === 0 ? 0 : start, starts[i + 1])).join('\n')
    }
  },
}
