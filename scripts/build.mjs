/**
 * Builds dist: cli.cjs, the program in one file, with the code that this V8 compiles for it; worker.cjs, its threads;
 * and the library as modules with types.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { build } from 'esbuild'

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

const { outputFiles } = await build({
  entryPoints: { cli: 'src/cli/start.ts', worker: 'src/parallel/worker.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  write: false,
  plugins: [lateChildProcess],
  bundle: true,
  platform: 'node',
  // CommonJS starts faster than a module.
  format: 'cjs',
  target: 'node20',
  minify: true,
  keepNames: false,
  legalComments: 'none',
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
for (const { path, text } of outputFiles)
  writeFileSync(path, basename(path) === 'cli.cjs' ? startable(text) : text)

/** The program as a script, which can be kept compiled but cannot import: whoever starts it does that for it. */
function startable(text) {
  const late = text.replaceAll('import("', 'load("')
  return `globalThis.startLossCalc=(require,__dirname,load)=>{${late}}\n`
}
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
})

// An ordinary run, so that its functions are among those compiled. An empty file is no code yet, but asks for it.
writeFileSync(`dist/cli-${process.versions.v8}-${process.arch}.code`, '')
const blog = ['fixtures/blog/logits.csv', 'fixtures/blog/target.csv']
execFileSync(
  process.execPath,
  ['-r', './scripts/keep-code.cjs', 'bin/loss-calc.cjs', 'bce-logits', ...blog],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
