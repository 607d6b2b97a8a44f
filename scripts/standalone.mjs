/**
 * `npm run standalone [-- loss-calc.tgz]`: the package with all that it needs, in one archive for workers that reach no
 * registry. Unpacked, `bin/loss-calc.cjs` runs; the packages are those of the lock file.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The status where no registry answers. */
const NOT_TO_BE_HAD = 3
const archive = resolve(process.argv[2] ?? 'loss-calc-standalone.tgz')
const folder = mkdtempSync(join(tmpdir(), 'standalone-'))
const run = (command, words, cwd) =>
  execFileSync(command, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
try {
  const packed = run('npm', ['pack', '--silent', '--pack-destination', folder]).trim().split('\n').at(-1)
  run('tar', ['-xzf', packed], folder)
  const content = join(folder, 'package')
  copyFileSync('package-lock.json', join(content, 'package-lock.json'))
  try {
    run('npm', ['ci', '--omit=dev', '--silent', '--no-audit', '--no-fund', '--ignore-scripts'], content)
  } catch {
    process.exitCode = NOT_TO_BE_HAD
    throw new Error('npm cannot install the packages that the program needs')
  }
  rmSync(join(content, 'package-lock.json'))
  run('tar', ['-czf', archive, '-C', content, '.'])
  console.log(archive)
} finally {
  rmSync(folder, { recursive: true })
}
