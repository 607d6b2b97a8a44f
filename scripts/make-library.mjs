/**
 * Writes src/library/losses.generated.ts and numbers.generated.ts, which git does not keep: a function for each loss of
 * the registry, with the types and comments that its declaration gives, and one for its numbers alone.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { importSource } from './import-source.mjs'

const path = 'src/library/losses.generated.ts'
const numbersPath = 'src/library/numbers.generated.ts'
const at = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const { loadAll } = await importSource('src/losses/registry.ts')
const { formsOf, inputOf, reductionsOf, spellingsOf } = await importSource('src/losses/forms.ts')
const { overClasses } = await importSource('src/engine/fit-rows.ts')
const { describeRange } = await importSource('src/options.ts')

/** Where the registry finds each loss: its file and the name it has there, which is that of its function. */
const places = new Map(
  [
    ...readFileSync(at('src/losses/registry.ts'), 'utf8').matchAll(
      /^ {2}'?([\w-]+)'?: async \(\) => \(await import\('(.+)'\)\)\.(\w+)/gm,
    ),
  ].map(([, name, file, own]) => [name, { file: file.replace('./', '../losses/'), own }]),
)

/** The name of the numbers of a loss in its file; its own where they are not declared apart. */
const numbersIn = (text, own) => (text.includes(`const ${own}Numbers =`) ? `${own}Numbers` : own)

const capital = (name) => name[0].toUpperCase() + name.slice(1)
/** Help speaks of the command line, where a file may stand for numbers. */
const sentence = (text) =>
  `${capital(text.replace('a number, a list or a file that broadcasts', 'numbers that broadcast'))}${/[.!?]$/.test(text) ? '' : '.'}`
/** Argument names that JavaScript keeps for itself. */
const argumentName = (name) => (name === 'var' ? 'variance' : name)
const comment = (lines, indent = '') =>
  [
    `${indent}/**`,
    ...lines.map((line) => `${indent} *${line ? ` ${line.replaceAll('*/', '* /')}` : ''}`),
    `${indent} */`,
  ].join('\n')

function typeOf(spec) {
  if (spec.type === 'tensor') return 'Numbers'
  if (spec.type === 'scale') return spec.lists ? 'Numbers' : 'number'
  if (spec.type === 'choice') return spec.words.map((word) => `'${word}'`).join(' | ')
  if (spec.type === 'flag') return 'boolean'
  if (spec.type === 'set') return spec.values.join(' | ')
  return 'number'
}

function defaultOf(spec) {
  if (spec.type === 'tensor') return undefined
  if (spec.default === undefined) return spec.type === 'scale' ? `${spec.off}, which is off` : undefined
  return spec.type === 'choice' ? `'${spec.default}'` : String(spec.default)
}

/** An option of some forms; of several, the comment tells each. */
function optionLines(name, told) {
  const ranges = new Set(told.map(({ spec }) => describeRange(spec)))
  const defaults = new Set(told.map(({ spec }) => defaultOf(spec)))
  const types = new Set(told.flatMap(({ spec }) => typeOf(spec).split(' | ')))
  const type = types.has('Numbers') ? 'Numbers' : [...types].join(' | ')
  const lines = [
    ...new Set(
      told.map(
        ({ mode, spec }) => `${told.length > 1 && mode ? `${capital(mode)}: ` : ''}${sentence(spec.help)}`,
      ),
    ),
  ]
  const [range] = ranges
  if (
    ranges.size === 1 &&
    !['numbers', 'true or false', 'a number'].includes(range) &&
    !range.startsWith('one of')
  )
    lines.push(sentence(range))
  const [first] = defaults
  if (first !== undefined)
    lines.push(
      `@default ${defaults.size === 1 ? first : told.map(({ mode, spec }) => `${defaultOf(spec)} (${mode})`).join(', ')}`,
    )
  const body = lines.length === 1 ? `  /** ${lines[0]} */` : comment(lines, '  ')
  return `${body}\n  readonly ${name}?: ${type}`
}

/** What fits and runs a form: a name of `engine/kinds.ts`. */
const kindOf = (form) =>
  ({ element: 'elements', row: overClasses(form) ? 'classes' : 'vectors', batch: 'batches' })[form.one]
/** What computes the numbers of a loss alone; a loss of the whole batch, or of several forms, has no such function. */
const numbersBy = { elements: 'ofElements', classes: 'ofClasses', vectors: 'ofVectors' }
const imports = []
const parts = []
/** The same of the functions for numbers alone. */
const small = { imports: [], types: [], parts: [] }
const names = []
for (const loss of await loadAll()) {
  const { file, own } = places.get(loss.name)
  const forms = [...formsOf(loss)]
  const [[, first]] = forms
  const options = new Map()
  for (const [mode, form] of forms)
    for (const [name, spec] of Object.entries(form.options))
      options.set(name, [...(options.get(name) ?? []), { mode, spec }])
  const members = [...options].map(([name, told]) => optionLines(name, told))
  if (loss.one === 'form') {
    members.unshift(
      `  /** Which form; left out, the shapes decide. */\n  readonly mode?: ${forms.map(([mode]) => `'${mode}'`).join(' | ')}`,
    )
  }
  const words = [...new Set(forms.flatMap(([, form]) => [...spellingsOf(form).keys()]))]
  if (words.length > 0) {
    members.push(
      `  /** How the input is written, if not as ${`${inputOf(first).what}s`.replace('ys', 'ies')}. */\n  readonly from?: ${words.map((word) => `'${word}'`).join(' | ')}`,
    )
  }
  const usual = loss.one === 'form' ? 'mean' : (loss.reduction ?? 'mean')
  const reductions = reductionsOf(loss)
  members.unshift(
    `${comment([`How the losses are reduced.`, `@default '${usual}'`], '  ')}\n  readonly reduction?: ${reductions.map((word) => `'${word}'`).join(' | ')}`,
  )
  const type = `${capital(own)}Options`
  const taken = Object.keys(first.takes)
  const formulas = forms.map(([mode, form]) => `${mode ? `${capital(mode)}: ` : ''}\`${form.formula}\``)
  const sources = [...new Set(forms.map(([, form]) => form.torch ?? form.source))]
  const parameters = `[${taken.map((name) => `${argumentName(name)}: Numbers`).join(', ')}], ${type}`
  imports.push(`import { ${own} as ${own}Loss } from '${file}'`)
  const kinds = [...new Set(forms.map(([, form]) => kindOf(form)))]
  if (loss.one !== 'form' && kinds[0] in numbersBy) {
    const text = readFileSync(at(`src/library/${file}`), 'utf8')
    small.imports.push(`import { ${numbersIn(text, own)} as ${own}Loss } from '${file}'`)
    const options = text.includes(`const ${own} = /* @__PURE__ */ alsoFrom(`) ? `PlainOptions<${type}>` : type
    small.types.push(type)
    small.parts.push(`/** ${sentence(loss.summary.en)} ${formulas.join(' ')} */
export const ${own} = /* @__PURE__ */ ${usual === 'none' ? 'numbersAsTheyAre' : 'numbersOf'}<${parameters.replace(type, options)}>(${own}Loss, ${numbersBy[kinds[0]]})
`)
  }
  names.push(own)
  parts.push(`/** Options of {@link ${own}}. */
export interface ${type} extends CommonOptions {
${members.join('\n')}
}

${comment([
  sentence(loss.summary.en),
  '',
  ...formulas.map((formula) => `${formula}`),
  '',
  `As ${sources.join('; ')}.`,
  ...(loss.summary.en && taken.some((name) => first.takes[name].means)
    ? taken
        .filter((name) => first.takes[name].means)
        .map((name) => `@param ${argumentName(name)} ${first.takes[name].means.en}`)
    : []),
])}
export const ${own} = /* @__PURE__ */ ${usual === 'none' ? 'functionAsItIs' : 'functionOf'}<${parameters}>(${own}Loss, ${kinds.join(', ')})
`)
}

const made = '// Made by scripts/make-library.mjs from the declarations of the losses; do not edit.'
const source = `${made}
${imports.join('\n')}
import { batches, classes, elements, vectors } from '../engine/kinds.ts'
import { functionAsItIs, functionOf } from './call.ts'
import type { Numbers } from './given-numbers.ts'
import type { CommonOptions } from './types.ts'

${parts.join('\n')}`
const numbers = `${made}
${small.imports.join('\n')}
import type { ${small.types.join(', ')} } from './losses.generated.ts'
import type { Numbers } from './given-numbers.ts'
import { numbersAsTheyAre, numbersOf } from './numbers-call.ts'
import { ofElements } from './numbers-of-elements.ts'
import { ofClasses, ofVectors } from './numbers-of-rows.ts'
import type { PlainOptions } from './types.ts'

export type { ${small.types.join(', ')} }

${small.parts.join('\n')}`
for (const [file, text] of Object.entries({ [path]: source, [numbersPath]: numbers }))
  writeFileSync(at(file), await format(text, { ...(await resolveConfig(at(file))), parser: 'typescript' }))
