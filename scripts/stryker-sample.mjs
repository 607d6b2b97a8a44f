/**
 * Some of the statements that Stryker may change, drawn at random: `npm run stryker -- --mutate "$(node
 * scripts/stryker-sample.mjs 0.15 1)"` takes 15 %, the same for the same number. Whole statements of a file, since a
 * change lies in one of them.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const [share = '0.1', seed = '1'] = process.argv.slice(2)
/** mulberry32 */
let state = Number(seed)
function random() {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

const drawn = []
for (const room of ['numerics', 'losses', 'engine', 'data']) {
  const paths = readdirSync(join('src', room), { recursive: true, encoding: 'utf8' })
  for (const path of paths.filter((name) => name.endsWith('.ts')).sort()) {
    const file = `src/${room}/${path}`
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
    const place = (at) => {
      const { line, character } = source.getLineAndCharacterOfPosition(at)
      return `${line + 1}:${character}`
    }
    for (const one of source.statements) {
      if (ts.isImportDeclaration(one) || ts.isTypeAliasDeclaration(one) || ts.isInterfaceDeclaration(one))
        continue
      if (random() < Number(share)) drawn.push(`${file}:${place(one.getStart(source))}-${place(one.end)}`)
    }
  }
}
console.log(drawn.join(','))
