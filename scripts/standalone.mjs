/** `npm run standalone`: the package with all that it needs, in one archive for workers that reach no registry. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'standalone-'))
const run = (command, words, cwd) =>
  execFileSync(command, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
try {
  const packed = run('npm', ['pack', '--silent', '--pack-destination', folder]).trim().split('\n').at(-1)
  run('npm', ['init', '-y'], folder)
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', `./${packed}`], folder)
  const archive = resolve('loss-calc-standalone.tgz')
  run('tar', ['-czf', archive, 'node_modules'], folder)
  console.log(archive)
} finally {
  rmSync(folder, { recursive: true })
}
