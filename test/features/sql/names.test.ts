import { describe, expect, it } from 'vitest'
import { run } from '../../transcript.ts'

const base = ['sql', 'bce-logits', '--table', 'preds', '--input-cols', 'x0,x1', '--target-cols', 'y0,y1']
const forms: Readonly<Record<string, readonly string[]>> = {
  '--group-by': ['--weight-col', 'w', '--missing', 'skip'],
  '--id': ['--weight-col', 'w', '--per-sample'],
}

async function query(dialect: string, option: string, name: string): Promise<string> {
  const { stdout } = await run([...base, '--dialect', dialect, ...forms[option]!, option, name])
  return stdout
}

/** What a query calls its own columns, and words that it takes without quotes. */
const ownNames = (text: string) => [...text.matchAll(/\bAS ([a-z]\w*)/g)].map(([, name]) => name!)
const bareWords = (text: string) => new Set(text.replaceAll(/"[^"]*"|`[^`]*`|'[^']*'/g, '').match(/\w+/g))

/** ClickHouse takes a name for what SELECT calls so, though FROM has a column of that name. */
describe.each(['duckdb', 'postgres', 'clickhouse', 'spark'])('a query for %s', (dialect) => {
  it.each(Object.keys(forms))(
    'means its own columns, whatever the column of %s is called',
    async (option) => {
      const names = new Set(ownNames(await query(dialect, option, 'zzz')))
      expect(names.size).toBeGreaterThan(10)
      for (const name of [...names].filter((one) => !/^(?:double|decimal|float\d*)$/i.test(one))) {
        const text = await query(dialect, option, name)
        const shown = [...text.slice(text.lastIndexOf('\nSELECT')).matchAll(/ AS ["`]([^"`]*)["`]/g)]
        expect(shown).toHaveLength(1)
        const last = text.slice(text.lastIndexOf('\nSELECT'))
        expect(bareWords(last), last).not.toContain(shown[0]![1])
      }
    },
  )
})
