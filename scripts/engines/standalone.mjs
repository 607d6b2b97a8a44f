/** The archive for workers, unpacked where no other package is: it says what the program here says. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** One of each kind: numbers, threads, a state, and all that loads one package more. */
const commands = [
  ['bce-logits', '[0.5, -2]', '[1, 0]', '-q'],
  ['ce', 'whole.csv', '--input-cols', 'x0,x1,x2', '--target-col', 'label', '--threads', '2', '--json'],
  [
    'ce',
    'whole.csv',
    '--input-cols',
    'x0,x1,x2',
    '--target-col',
    'label',
    '--format',
    'state',
    '--shard',
    '0/1',
  ],
  ...['numbers-zstd.parquet', 'numbers-snappy.parquet', 'numbers-lz4.arrow', 'numbers-zstd.arrow'].map(
    (file) => ['mse', `formats/${file}`, '--input-cols', 'p', '--target-col', 'half', '--csv'],
  ),
  ['inspect', 'formats/parameters.pt'],
  ['inspect', 'formats/real.npy.zst'],
  ['mse', '[1, 2', '[1, 2]'],
  ['mse', '[1, 2]', '[1, 3]', '--lang', 'zh'],
  ['help', 'merge'],
]

/** What differs, '' for nothing; undefined where its packages are not to be had. */
export function tryStandalone(place, left) {
  const folder = mkdtempSync(join(tmpdir(), 'standalone-'))
  const run = (command, words, options) =>
    spawnSync(command, words, {
      encoding: 'utf8',
      timeout: Math.max(1, left()),
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 28,
      ...options,
    })
  try {
    const archive = join(folder, 'archive.tgz')
    const made = run('node', ['scripts/standalone.mjs', archive])
    if (made.status === 3 || made.error) return undefined
    if (made.status !== 0) return `it was not made: ${made.stderr}`
    mkdirSync(join(folder, 'worker'))
    run('tar', ['-xzf', archive, '-C', join(folder, 'worker')])
    cpSync('fixtures/formats', join(folder, 'formats'), { recursive: true })
    cpSync(join(place, 'whole.csv'), join(folder, 'whole.csv'))
    const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, LANG: 'en', HOME: folder }
    const said = (program, words) => {
      const { status, stdout, stderr } = run(program, words, { cwd: folder, env })
      return JSON.stringify([status, stdout, stderr])
    }
    const differ = commands.filter(
      (words) =>
        said(join(folder, 'worker/bin/loss-calc.cjs'), words) !== said(resolve('bin/loss-calc.cjs'), words),
    )
    return differ.map((words) => `differs: ${words.join(' ')}`).join('; ')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
