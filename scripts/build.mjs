/**
 * Builds dist: cli.cjs, the program in one file, and worker.cjs, its threads, both with the code that this V8 compiles
 * for them; and the library as modules with types.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

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

const { outputFiles } = await build({
  entryPoints: { cli: 'src/cli/process.ts', worker: 'src/parallel/worker.ts' },
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
