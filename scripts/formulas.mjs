/** The formula of every loss as MathML, by its LaTeX, for pages: made here, since it is known here. */
import { resolve } from 'node:path'
import { build } from 'rolldown'
import temml from 'temml'

/** LaTeX with each choice of its optional parts, `[w|w_c\,]` or `[!w|1]`; of hot and soft there is one. */
function variants(latex) {
  const names = [...new Set([...latex.matchAll(/\[!?(\w+)\|/g)].map(([, name]) => name))]
  const free = names.filter((name) => name !== 'soft')
  const found = []
  for (let bits = 0; bits < 2 ** free.length; bits++) {
    const given = new Set(free.filter((_, i) => bits & (1 << i)))
    if (names.includes('soft') && !given.has('hot')) given.add('soft')
    found.push(
      latex.replaceAll(/\[(!?)(\w+)\|([^\]]*)\]/g, (_all, not, name, part) =>
        given.has(name) === (not === '') ? part : '',
      ),
    )
  }
  return found
}

/** Every form of every loss, with the LaTeX of its spellings. */
const source = `import { formsOf, spellingsOf } from './src/losses/forms.ts'
import { loadAll } from './src/losses/registry.ts'
const forms = (await loadAll()).flatMap((loss) => [...formsOf(loss).values()])
export const all = forms.flatMap((form) => [form, ...spellingsOf(form).values()]).map(({ latex }) => latex)`

export async function formulas() {
  const { output } = await build({
    input: 'formulas',
    plugins: [
      {
        name: 'formulas',
        resolveId: (id) => (id === 'formulas' ? resolve('formulas.ts') : undefined),
        load: (id) => (id === resolve('formulas.ts') ? source : undefined),
      },
    ],
    platform: 'node',
    logLevel: 'warn',
    write: false,
    output: { format: 'esm', codeSplitting: false },
  })
  const { all } = await import(
    `data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`
  )
  const texts = [...new Set(all.flatMap(variants))].sort()
  return Object.fromEntries(
    texts.map((latex) => {
      const mathml = temml.renderToString(latex, { displayMode: true, throwOnError: true, strict: true })
      // Styles in attributes would need a policy that allows them.
      return [latex, mathml.replaceAll(/ (?:style|class)="[^"]*"/g, '')]
    }),
  )
}
