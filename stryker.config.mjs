import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** `npm run stryker`, or some files: `npm run stryker -- --mutate 'src/numerics/**'`. What survives: docs/mutants.md. */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.stryker.config.ts', related: false },
  mutate: ['src/numerics/**/*.ts', 'src/losses/**/*.ts', 'src/engine/**/*.ts', 'src/data/**/*.ts'],
  coverageAnalysis: 'perTest',
  // A value made once when a file is loaded needs a process of its own for each change.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: 'node_modules/.cache/stryker/incremental.json',
  concurrency: 1,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: 'node_modules/.cache/stryker/report.json' },
  tempDirName: join(tmpdir(), 'loss-calc-stryker'),
  cleanTempDir: 'always',
  disableTypeChecks: false,
  thresholds: { high: 95, low: 90, break: null },
  timeoutMS: 10_000,
}
