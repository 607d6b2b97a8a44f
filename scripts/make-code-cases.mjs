/**
 * Writes fixtures/code.json: programs that `--code` prints, and what each library prints for it. They are run here,
 * once, by a Python that has the libraries; a test compares the program that is printed and its number.
 *
 *   node scripts/make-code-cases.mjs /path/to/python
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const python = process.argv[2] ?? 'python3'
const libraries = ['torch', 'numpy', 'sklearn', 'keras', 'jax']
const rows = ['[[1, 2, 3], [3, 1, 0], [0.5, -1, 2]]', '[2, 1, 0]']
const numbers = ['[0.5, -2, 3, 0.1]', '[1, 0, 2.5, 0.4]']
const positive = ['[0.5, 2, 3, 0.1]', '[1, 0.2, 2.5, 0.4]']
const sides = ['[0.3, 0.9, 0.2, 0.6]', '[1, 1, 0, 0]']
const logits = ['[0.3, -2, 1.5, 40]', '[1, 0, 1, 0]']
const signs = ['[0.3, -2, 1.5, 0.4]', '[1, -1, -1, 1]']
const named = ['fixtures/files/preds.csv', '--input-cols', 'p_*', '--target-col', 'label']
const commands = [
  ['bce', ...sides],
  ['bce', ...sides, '--weight', '1,2,0.5,1', '--reduction', 'sum'],
  ['bce', '[0.3, -2]', '[1, 0]', '--from', 'logits'],
  ['bce-logits', ...logits],
  ['bce-logits', ...logits, '--pos-weight', '3', '--weight', '1,2,0.5,1'],
  ['bce-logits', '[[1, -1], [0.2, 3]]', '[[1, 0], [0.3, 1]]', '--pos-weight', '2,3', '--reduction', 'sum'],
  ['bce-logits', 'fixtures/blog/logits.csv', 'fixtures/blog/target.csv'],
  ['ce', ...rows],
  ['ce', ...rows, '--reduction', 'sum'],
  ['ce', ...rows, '--weight', '1,2,4', '--label-smoothing', '0.1'],
  ['ce', rows[0], '[2, -100, 0]'],
  ['ce', rows[0], '[2, 1, 7]', '--ignore-index', '7', '--weight', '1,2,4'],
  ['ce', rows[0], '[2, 1, 7]', '--ignore-index', '7', '--weight', '1,2,4', '--reduction', 'none'],
  ['ce', rows[0], '[2, 1, 7]', '--ignore-index', '7', '--weight', '1,2,4', '--mean-by', 'elements'],
  ['bce-logits', '[[1, 2], [3, 1]]', '[[0, 1], [1, 1]]', '--weight', '1,2', '--mean-by', 'weights'],
  ['ce', rows[0], '[[0.1, 0.2, 0.7], [1, 0, 0], [0.3, 0.3, 0.4]]'],
  ['ce', '[1, 2, 3]', '[2]'],
  ['ce', '[[[1, 2], [3, 0]], [[0, 1], [2, 2]]]', '[[0, 1], [1, 1]]'],
  ['ce', ...named, '--from', 'probs'],
  ['ce', ...named],
  ['ce', ...rows, '--mean-by', 'rows', '--weight', '1,2,4'],
  ['nll', '[[-0.1, -2.4], [-1.2, -0.4]]', '[0, 1]', '--weight', '2,3'],
  ['focal', ...logits],
  ['focal', '[0.3, -2]', '[1, 0.25]', '--gamma', '1.5', '--alpha', 'off', '--reduction', 'sum'],
  ['focal', ...rows, '--gamma', '2', '--alpha', '0.2,0.3,0.5'],
  ['mse', ...numbers],
  ['mse', ...numbers, '--weight', '1,2,0.5,1'],
  ['l1', ...numbers],
  ['smooth-l1', ...numbers, '--beta', '0.5'],
  ['huber', ...numbers, '--delta', '0.7'],
  ['log-cosh', ...numbers],
  ['quantile', ...numbers, '--quantile', '0.9'],
  ['msle', ...positive],
  ['msle', ...positive, '--convention', 'keras'],
  ['mape', ...positive],
  ['mape', ...positive, '--convention', 'keras'],
  ['kl-div', '[[-1, -0.5], [-2, -0.1]]', '[[0.4, 0.6], [0.1, 0.9]]', '--reduction', 'batchmean'],
  ['kl-div', '[[-1, -0.5]]', '[[-0.9, -0.5]]', '--log-target'],
  ['poisson-nll', ...numbers.slice(0, 1), '[1, 0, 2, 4]', '--full'],
  ['poisson-nll', ...positive, '--no-log-input'],
  ['gaussian-nll', ...numbers, '[1, 2, 0.5, 1]', '--full'],
  ['hinge-embedding', ...signs, '--margin', '2'],
  ['soft-margin', ...signs],
  ['margin-ranking', '[1, 2]', '[2, 0.5]', '[1, -1]', '--margin', '0.5'],
  ['multi-margin', ...rows, '--margin', '0.5', '--p', '2'],
  ['multilabel-margin', '[[0.1, 0.2, 0.4, 0.8]]', '[[3, 0, -1, 1]]'],
  ['multilabel-soft-margin', '[[0.1, -0.2, 0.4]]', '[[1, 0, 1]]', '--weight', '1,2,3'],
  ['cosine-embedding', '[[1, 2], [3, 1]]', '[[2, 1], [0, 1]]', '[1, -1]', '--margin', '0.1'],
  ['pairwise-distance', '[[1, 2], [3, 1]]', '[[2, 1], [0, 1]]', '--reduction', 'none'],
  ['triplet-margin', '[[1, 2]]', '[[2, 1]]', '[[0, 1]]', '--swap'],
]

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-code-'))
const cases = []
const programs = []
for (const command of commands) {
  for (const library of libraries) {
    const words = [...command, '--no-hints', '--code', library]
    const { status, stdout } = spawnSync(process.execPath, ['bin/loss-calc.cjs', ...words], {
      encoding: 'utf8',
    })
    if (status !== 0) continue
    cases.push({ library, command, program: stdout })
    programs.push(stdout)
  }
}
const runner = join(folder, 'run.py')
writeFileSync(join(folder, 'programs.json'), JSON.stringify(programs))
// One process: importing the libraries takes longer than all programs.
writeFileSync(
  runner,
  `import contextlib, io, json, sys, warnings
warnings.simplefilter('ignore')
printed = []
for program in json.load(open(sys.argv[1])):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(program, {})
        except Exception as error:
            print('FAILED', type(error).__name__, error)
    printed.append(out.getvalue().strip())
versions = {}
for name in ['torch', 'numpy', 'sklearn', 'keras', 'jax']:
    versions[name] = __import__(name).__version__
print(json.dumps([printed, versions]))
`,
)
const out = execFileSync(python, [runner, join(folder, 'programs.json')], {
  encoding: 'utf8',
  env: { ...process.env, KERAS_BACKEND: 'torch' },
  stdio: ['ignore', 'pipe', 'ignore'],
})
const [printed, versions] = JSON.parse(out.trim().split('\n').at(-1))
for (const [i, one] of cases.entries()) {
  one.printed = printed[i]
  const [, own] = /# ([^;\s]+).*\n$/.exec(one.program) ?? []
  if (own === undefined) continue
  const off = Math.abs(Number(printed[i]) - Number(own)) / Math.max(1e-300, Math.abs(Number(own)))
  if (!(off < (one.library === 'keras' ? 2e-7 : 1e-12)))
    process.stderr.write(`${one.library} ${one.command.join(' ')}: ${printed[i]}, not ${own}\n`)
}
rmSync(folder, { recursive: true })
writeFileSync('fixtures/code.json', `${JSON.stringify({ versions, cases }, null, 1)}\n`)
process.stdout.write(`${cases.length} programs\n`)
