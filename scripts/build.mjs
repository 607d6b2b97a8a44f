/**
 * Builds dist: cli.cjs, the program in one file, and worker.cjs, its threads, both with the code that this V8 compiles
 * for them; and the library as modules with types.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { formulas } from './formulas.mjs'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
rmSync('dist', { recursive: true, force: true })
/** commander asks for child_process at once, for subcommands in other programs: 5 ms for what is never used. */
const lateChildProcess = {
  name: 'late-child-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ namespace, path }) =>
      namespace === 'late' ? { path, external: true } : { path, namespace: 'late' },
    )
    onLoad({ filter: /./, namespace: 'late' }, () => ({
      contents: 'module.exports = { get spawn() { return require("node:child_process").spawn } }',
    }))
  },
}

/** Pages and pictures, with the libraries they take; the program loads them when they are asked for. */
const pages = [
  'src/writers/page/report-page.ts',
  'src/writers/page/compare-page.ts',
  'src/features/plot/draw.ts',
]
const latePages = {
  name: 'late-pages',
  setup({ onResolve }) {
    const late = pages.map((path) => resolve(path))
    onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' && late.includes(resolve(resolveDir, path))
        ? { path: '../dist/pages.cjs', external: true }
        : undefined,
    )
  },
}
const common = {
  write: false,
  bundle: true,
  platform: 'node',
  // CommonJS starts faster than a module.
  format: 'cjs',
  target: 'node20',
  minify: true,
  keepNames: false,
  legalComments: 'none',
}
const { outputFiles } = await build({
  ...common,
  entryPoints: { cli: 'src/cli/process.ts', worker: 'src/parallel/worker.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  plugins: [lateChildProcess, latePages],
  define: { VERSION: JSON.stringify(version) },
  external: [
    'csv-parse',
    'chalk',
    'fzstd',
    'hyparquet',
    'hyparquet/*',
    'hyparquet-compressors',
    '@uwdata/flechette',
    '@humanwhocodes/momoa',
    'shlex',
  ],
})
mkdirSync('dist')
const contents = pages.map((path) => `export * from './${path}'`).join('\n')
const drawn = await build({
  ...common,
  stdin: { contents, resolveDir: '.' },
  outfile: 'dist/pages.cjs',
  // The licences of the libraries ask for their notices.
  legalComments: 'eof',
})
for (const { path, text } of drawn.outputFiles) writeFileSync(path, text)
writeFileSync('dist/formulas.json', JSON.stringify(await formulas()))
for (const { path, text } of outputFiles) writeFileSync(path, startable(text))

/** A program as a script, which can be kept compiled but cannot import: whoever starts it does that for it. */
function startable(text) {
  const late = text.replaceAll('import("', 'load("')
  return `globalThis.startLossCalc=(require,__dirname,load,keepCode)=>{${late}}\n`
}
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
})

/** Two ordinary runs leave the code compiled for their functions: a small one, and one of some megabytes in threads. */
const folder = mkdtempSync(join(tmpdir(), 'build-'))
const [logits, targets] = ['logits.csv', 'targets.csv'].map((name) => join(folder, name))
const rows = 1 << 17
writeFileSync(logits, Array.from({ length: rows }, (_, i) => `${((i * 7919) % 20011) / 1e3 - 10}\n`).join(''))
writeFileSync(targets, '0\n1\n'.repeat(rows / 2))
for (const args of [
  ['fixtures/blog/logits.csv', 'fixtures/blog/target.csv'],
  [logits, targets, '--threads', '2'],
]) {
  execFileSync(process.execPath, ['bin/loss-calc.cjs', 'bce-logits', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LOSS_CALC_KEEP_CODE: '1' },
  })
}
rmSync(folder, { recursive: true })
