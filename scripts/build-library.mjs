/**
 * Builds the library: dist/library/, modules that a bundler takes one by one, and its types. What require gives is
 * made with the program.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { build } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { statementLines } from './statement-lines.mjs'

/** What every bundle of the library shares. */
const shared = {
  platform: 'neutral',
  external: ['vitest'],
  transform: { target: 'es2022' },
  treeshake: {
    propertyReadSideEffects: false,
    moduleSideEffects: (id) => /src.(?:fast|playground.dom.start)\.ts$/.test(id),
  },
  logLevel: 'warn',
  checks: { pluginTimings: false },
}
const comments = { legal: false, jsdoc: false, annotation: true }

/** The types of loss-calc/numbers: the whole library has those of its options and numbers. */
function typesOfNumbers() {
  const source = readFileSync('src/library/numbers.generated.ts', 'utf8')
  const functions = source
    .slice(source.indexOf('/**'))
    .replaceAll(
      /(export) (const \w+) = \/\* @__PURE__ \*\/ numbers(Of|AsTheyAre)<([^>]*(?:<\w+>)?[^>]*)>\([^)]*\)/g,
      (_, word, name, as, types) =>
        `${word} declare ${name}: ${as === 'Of' ? '' : 'Unreduced'}NumbersFunction<${types}>`,
    )
  const others = readFileSync('src/numbers.ts', 'utf8').matchAll(/^export (?:type )?\{([^}]*)\}/gm)
  const own = [...others].flatMap(([, names]) => names.replaceAll('type ', '').split(','))
  const taken = [...new Set(functions.match(/\b(?:\w+Options|Numbers|\w*NumbersFunction)\b/g))]
  const options = taken.filter((name) => name.endsWith('Options'))
  const given = [...new Set([...own.map((name) => name.trim()), ...options])].filter(Boolean)
  return `import type { ${taken.join(', ')} } from './index.cjs'
export { ${given.join(', ')} } from './index.cjs'
${functions}`
}

/** Modules of these folders are used together, and so are those of all calls, which a bundler takes apart. */
const together = /^(?:writers|comparison|collectors|conventions|features\/\w+)(?=\/)/
const ofCalls =
  /^(?:engine\/(?!kernel-loops|workspace|compute)|losses\/(?:forms|loss|takes)\.|library\/(?:call|given|given-numbers|numbers-\w+|own-options|read-\w+)\.ts)|^(?:error|tensor|options|report|samples)\./

/** What only the page to play with has, which is made of the library's modules (`src/features/playground/linked.ts`). */
const ofPage = /^(?:playground|charts|features\/plot|locale\/(?:playground-|sentences|zh-formulas))|d3-array/

/** Numbers that few losses need. */
const ofVectors = /^numerics\/(?:vectors|cosine|norm|distances)\./

/** Losses of whole masks, which share one lesson. */
const ofMasks = /^(?:losses|numerics)\/overlap|^losses\/(?:dice|jaccard|tversky)/

/** The loops, of which `kernel/wasm.generated.js` stands apart: the program reads it. */
const ofKernel = /^kernel\/(?!wasm|powers)|^engine\/(?:kernel-loops|workspace)/

/** What one file alone needs. */
const owned = {
  'selector.ts': 'writers',
  'data/cursor.ts': 'features/compare',
  'data/join.ts': 'features/compare',
  'data/pairs.ts': 'engine/compute',
  'lazy-columns.ts': 'calls',
  'locale/say-formula.ts': 'locale/locale',
  'losses/counts.ts': 'numerics',
  'losses/given-divergence.ts': 'losses/kl-div',
  'losses/given-parts.ts': 'features/explain',
  'readers/bytes/line-count.ts': 'features/suites',
}

/**
 * The file of the library that holds a module: a file more takes a hundred bytes of the package and time to load. Each
 * loss stands apart: of a file of several, a bundler keeps declarations that a page does not take.
 */
function fileOf(id) {
  const path = relative('src', id.replace('\0', '')).replaceAll('\\', '/')
  if (ofCalls.test(path)) return 'calls'
  if (ofPage.test(path)) return 'playground'
  if (ofMasks.test(path)) return 'masks'
  if (ofKernel.test(path)) return 'kernel'
  if (ofVectors.test(path)) return 'vectors'
  // It takes vectors, which take the other numerics: a file takes none that takes it, as the playground needs them.
  if (path === 'numerics/ctc.ts') return 'losses/ctc'
  if (path.startsWith('numerics/')) return 'numerics'
  if (path.includes('get-east-asian-width')) return 'packages/get-east-asian-width'
  // npm leaves out folders of the name node_modules.
  const own = path.replace(/^.*node_modules\//, 'packages/').replace(/\.[jt]s$/, '')
  return owned[path] ?? together.exec(path)?.[0] ?? own
}

/** What the program looks for by its name. */
const keepsItsName = /^(?:playground|kernel|kernel\/wasm\.generated)$/
/** The file of the program that every run loads: too long for its like to lie near. */
const LONG = 'run.js'

/**
 * The names of the library's files, behind that of the file of the program that has most of the same: npm packs files by
 * their names, and what lies beside its like takes half of the bytes, 28,000 fewer in all. `taken` are the library's
 * modules.
 */
function namesBeside(program, taken) {
  const shared = new Map()
  const count = () => {
    for (const { fileName, modules } of program.filter((file) => file.modules && file.fileName !== LONG)) {
      for (const [id, { renderedLength }] of Object.entries(modules).filter(([id]) => taken.has(id))) {
        const lengths = shared.get(fileOf(id)) ?? new Map()
        shared.set(fileOf(id), lengths.set(fileName, (lengths.get(fileName) ?? 0) + renderedLength))
      }
    }
  }
  return (id) => {
    if (shared.size === 0) count()
    const own = fileOf(id)
    const [[other] = ['']] = [...(shared.get(own) ?? [])].sort(([, a], [, b]) => b - a)
    const beside = basename(other, '.js')
    if (keepsItsName.test(own) || beside === '' || beside === basename(own)) return own
    return join(dirname(own), `${beside}-${basename(own)}`)
  }
}

/** `plugin` sees what is bundled; `program` are the files of the program. */
export async function buildLibrary(plugin, program) {
  const taken = new Set()
  await build({
    ...shared,
    input: {
      ...{ index: 'src/index.ts', node: 'src/node.ts', fast: 'src/fast.ts', numbers: 'src/numbers.ts' },
      ...{ vitest: 'src/vitest.ts', playground: 'src/playground/dom/start.ts' },
    },
    plugins: [plugin, statementLines, { name: 'taken', moduleParsed: ({ id }) => void taken.add(id) }],
    // As groups need it.
    preserveEntrySignatures: 'allow-extension',
    output: {
      dir: 'dist/library',
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      codeSplitting: {
        groups: [{ name: namesBeside(program, taken), includeDependenciesRecursively: false }],
      },
      comments,
      minify: true,
    },
  })
  // Apart, so that they share no file of types.
  for (const input of [{ index: 'src/index.ts', fast: 'src/fast.ts' }, { vitest: 'src/vitest.ts' }]) {
    await build({
      ...shared,
      input,
      plugins: [dts({ emitDtsOnly: true, tsconfig: 'tsconfig.json' })],
      output: { dir: 'dist', format: 'esm' },
    })
  }
  // One copy: a module may take its types from those of require, not the other way round.
  writeFileSync('dist/numbers.d.ts', typesOfNumbers())
  const matcher = readFileSync('dist/vitest.d.ts', 'utf8').replace(/^.*?(?=declare module )/s, '')
  writeFileSync('dist/vitest.d.ts', `import type { CheckOptions } from './index.js'\n${matcher}`)
  for (const name of ['index', 'fast', 'numbers']) {
    const types = readFileSync(`dist/${name}.d.ts`, 'utf8')
    writeFileSync(`dist/${name}.d.cts`, types)
    writeFileSync(`dist/${name}.d.ts`, `export * from './${name}.cjs'\n`)
  }
}
