/**
 * Builds dist: program/, the command line in small CommonJS files that are loaded as they are needed, and the library
 * as modules with types. Packages become part of both, so that nothing else has to be installed.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'rolldown'
import { buildLibrary } from './build-library.mjs'
import { importSource } from './import-source.mjs'
import { gatherPackages, licences } from './licences.mjs'
import { formulas } from './formulas.mjs'
import { manPage } from './man.mjs'
import { statementLines } from './statement-lines.mjs'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

/** What the program reads from a file of the package, where it needs it: the kernel, schemas, and what it says in Chinese. */
const fromFiles = {
  './schema-text.ts': 'src/features/schema/schema-file.ts',
  './kernel-bytes.ts': 'src/kernel/kernel-file.ts',
  './zh-sentences.ts': 'src/locale/zh-file.ts',
  './help-zh.ts': 'src/locale/zh-file.ts',
}
const readFromFiles = {
  name: 'read-from-files',
  resolveId: (id) => (Object.hasOwn(fromFiles, id) ? resolve(fromFiles[id]) : undefined),
}

/** The program finds the tables of exp and log made, which would take a millisecond of each start. */
const tablesMade = {
  name: 'tables-made',
  load: async (id) => (/numerics.tables\.ts$/.test(id) ? madeTables() : undefined),
}

async function madeTables() {
  const tables = Object.entries(await importSource('src/numerics/tables.ts'))
  const made = tables.map(([name, table]) => `export const ${name} = new Float64Array([${table.join()}])\n`)
  return { code: made.join(''), moduleType: 'js' }
}

/** Folders of packages that become part of the program. */
const inside = new Set()

rmSync('dist', { recursive: true, force: true })
const program = await build({
  input: {
    worker: 'src/parallel/worker.ts',
    // The library for require shares the files of the program.
    library: 'src/node.ts',
    // What an entry leaves to others is a plain property; a group of the build has a getter for each name, and makes all
    // of them in each run.
    run: 'src/cli/process.ts',
    ...Object.fromEntries(['mse', 'bce', 'bce-logits', 'ce'].map((name) => [name, `src/losses/${name}.ts`])),
  },
  preserveEntrySignatures: 'allow-extension',
  platform: 'node',
  // Flechette as modules, of which what is not called is left out.
  resolve: { mainFields: ['module', 'main'] },
  plugins: [readFromFiles, tablesMade, gatherPackages(inside), statementLines],
  transform: { target: 'node20', define: { VERSION: JSON.stringify(version) } },
  treeshake: { moduleSideEffects: false, propertyReadSideEffects: false },
  logLevel: 'warn',
  output: {
    dir: 'dist/program',
    // CommonJS starts faster than modules.
    format: 'cjs',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    // V8 forgets in code that is kept what import() needs.
    dynamicImportInCjs: false,
    minify: true,
    comments: false,
    codeSplitting: {
      // What every run of a loss needs is one file, CSV included, and so is what a thread needs: each file more costs a
      // third of a millisecond, and each name that one file takes from another a microsecond, and longer calls.
      groups: [
        {
          name: 'run',
          test: /src.cli.(loss-command|process|page-request)\.|src.engine.compute\.|src.locale.han\.|src.losses.(loss|takes|registry)\.|src.numerics.(power|normal|grown)\.|src.parallel.give-up\.|src.readers.damage\.|src.readers.csv.(csv|kernel-rows|cell-parser)\.|src.writers.(formats|paint|xml)\./,
          priority: 1,
          includeDependenciesRecursively: true,
        },
        // And what chooses columns by their names.
        { name: 'columns', test: /src.data.(columns|tables)\./, includeDependenciesRecursively: true },
        // What a survey says, in words or as JSON.
        { name: 'survey', test: /src.writers.survey\./, includeDependenciesRecursively: true },
        // What lists samples, with nothing of what compares them.
        {
          name: 'listing',
          test: /src.writers.(csv|cells|sample-lines|ndjson)\./,
          includeDependenciesRecursively: true,
        },
        // What threads share, whatever they read.
        {
          name: 'threads',
          test: /src.parallel.(threaded|thread|splits|partial)|src.readers.open-splits/,
          includeDependenciesRecursively: true,
        },
        // What leads on from an error is needed together.
        {
          name: 'ways-on',
          test: /src.cli.(data-files|fitting-value|from-|missing-file|missing-value|no-loss|options-elsewhere|regrouped)\./,
          includeDependenciesRecursively: true,
        },
        // Losses alike, what they share with others, and what the help says: each small file costs the package 200 bytes.
        {
          name: 'of-losses',
          test: /example-numbers\.|index-of-max\.|numerics.(full-log|cancelling)\.|say-formula\./,
          priority: 1,
        },
        { name: 'errors-of-numbers', test: /src.losses.(l1|smooth-l1|huber|log-cosh|quantile|mape|msle)\./ },
        {
          name: 'margins',
          test: /src.losses.(hinge-embedding|soft-margin|margin-ranking|multi-margin|multilabel-(soft-)?margin)\./,
        },
        {
          name: 'distances',
          test: /src.losses.(pairwise-distance|triplet-margin|triplet-distance|cosine-embedding)\./,
        },
        // What is small and goes with another that is small.
        { name: 'state', test: /src.cli.state-run|src.features.states.state\./ },
        {
          name: 'named',
          test: /src.command.named-(arguments|weights)\.|src.data.(named-tables|join|join-tables)\./,
        },
        { name: 'zip', test: /src.readers.(arrays.(npz|safetensors)|bytes.(zip|inflate|compression))\./ },
        { name: 'plot', test: /src.features.(plot.(command|draw|marks)|sweep.command)\./ },
        { name: 'snippet', test: /src.features.code.(snippet|load-code|torch-call)\./ },
        {
          name: 'lessons',
          test: /src.features.(demo|doctor|schema|playground)|src.features.(identify.(command|identify))\./,
        },
        { name: 'json-lines', test: /src.readers.json.(json|ndjson|lines-or-one|json-pass|line-splits)\./ },
        { name: 'words', test: /src.readers.(words|bytes.pipe|columnar.instants)\.|snappy/ },
        { name: 'words-en', test: /locale.(words|page)-en/ },
        { name: 'words-zh', test: /locale.(words|page)-zh/ },
        { name: 'from', test: /src.cli.from-/ },
        { name: 'ci', test: /(annotation|job-summary|suites.pretty)\.ts$/ },
        { name: 'explained', test: /src.features.explain.(flags|writers|worst-rows)\./ },
        { name: 'pasted', test: /src.readers.inline.(pasted|printed-file)\./ },
        {
          name: 'compared',
          test: /src.features.compare.(command|marks|gate-text|text|run-two|compute-both)\./,
        },
        { name: 'compare-page', test: /src.writers.page.(compare|series)-page/ },
        { name: 'series', test: /src.features.compare.(run-series|series-text|compute-series|trend)\./ },
        { name: 'closeness', test: /src.(numerics.closeness|features.suites.in-dtype)\./ },
        { name: 'likelihoods', test: /src.losses.(gaussian-nll|poisson-nll|kl-div)\./ },
        { name: 'masks', test: /src.losses.(dice|jaccard|tversky)\./ },
        {
          name: 'help',
          test: /src.cli.(show-help|found-help|help-topics|loss-examples)\.|src.writers.topic\.|src.locale.examples/,
        },
      ],
    },
  },
})
writeFileSync('dist/program/package.json', '{ "type": "commonjs" }\n')
const { zhSentences } = await importSource('src/locale/zh-sentences.ts')
const { helpZh } = await importSource('src/locale/help-zh.ts')
const schemas = readdirSync('schemas').map((name) => [
  name,
  JSON.parse(readFileSync(`schemas/${name}`, 'utf8')),
])
// English beside English compresses better.
const files = {
  zh: [Object.keys(zhSentences), Object.values(zhSentences), helpZh],
  schemas: Object.fromEntries(schemas),
  formulas: await formulas(),
}
for (const [name, holds] of Object.entries(files))
  writeFileSync(`dist/${name}.json.br`, brotliCompressSync(JSON.stringify(holds)))
await buildLibrary(gatherPackages(inside), program.output)
writeFileSync('dist/LICENSES.txt', licences(inside))
mkdirSync('dist/man')
writeFileSync('dist/man/loss-calc.1', await manPage(version))
