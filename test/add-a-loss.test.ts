import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const huber = `import { anyNumber, elementLoss } from './loss.ts'

/** Squared error near 0, absolute error beyond delta. */
export const huber = elementLoss({
  name: 'huber',
  summary: 'Huber loss',
  formula: 'l = r^2 / 2 for |r| <= delta, else delta (|r| - delta / 2); r = x - t',
  latex: String.raw\`\\\\ell = \\\\tfrac12 r^2\`,
  torch: 'torch.nn.functional.huber_loss',
  source: 'torch.nn.HuberLoss',
  input: anyNumber,
  target: anyNumber,
  options: { delta: { type: 'number', default: 1, min: 0, help: 'where the loss becomes linear' } },
  weightedMeanBy: 'elements',
  steps: { r: 'x - t', loss: 'r^2 / 2, or delta (|r| - delta / 2)' },
  working: ({ delta }) => (x, t) => {
    const r = x - t
    return { r, loss: Math.abs(r) <= delta ? (r * r) / 2 : delta * (Math.abs(r) - delta / 2) }
  },
  gradient: ({ delta }) => (x, t) => Math.max(-delta, Math.min(delta, x - t)),
})
`

it('a new loss is one file and its lines in the registry', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recipe-'))
  for (const name of [
    'src',
    'test',
    'fixtures',
    'scripts',
    'bin',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ]) {
    cpSync(name, join(folder, name), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'src/losses/huber.ts'), huber)
  const registry = join(folder, 'src/losses/registry.ts')
  const source = readFileSync(registry, 'utf8')
  writeFileSync(
    registry,
    source
      .replace('import { mse }', "import { huber } from './huber.ts'\nimport { mse }")
      .replace('nll, mse,', 'nll, mse, huber,'),
  )

  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder })
  const run = (...argv: string[]) =>
    spawnSync(process.execPath, ['bin/loss-calc.cjs', 'huber', ...argv], { cwd: folder, encoding: 'utf8' })
  expect(run('[1, 5]', '[0, 0]', '-q').stdout).toBe('2.5\n')
  expect(run('[1, 5]', '[0, 0]', '--delta', '2', '--reduction', 'none', '-q').stdout).toBe('0.5\n8\n')
  expect(run('[1]', '[0]', '--delta', '-1').stderr).toContain('--delta must be a number >= 0, got -1')
  expect(run('--help').stdout).toContain('where the loss becomes linear')
  const explained = run('[1, 5]', '[0, 0]', '--delta', '2', '--explain', '1').stdout
  expect(explained).toMatch(/ r +5 +x - t\n/)
  expect(explained).toContain('loss = 5^2 / 2, or 2 (|5| - 2 / 2) = 8.0000')
  const contract = spawnSync('node_modules/.bin/vitest', ['run', 'test/losses.test.ts', '-t', 'huber'], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(contract.stdout).toMatch(/[5-9] passed/)
  expect(contract.status).toBe(0)
  rmSync(folder, { recursive: true })
})
