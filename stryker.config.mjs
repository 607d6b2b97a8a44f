/** `npm run stryker`, or some files: `npm run stryker -- --mutate 'src/numerics/**'`. What survives, and why: scripts/survivors.md. */
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
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: 'node_modules/.cache/stryker/report.json' },
  tempDirName: '.stryker-tmp',
  disableTypeChecks: false,
  thresholds: { high: 95, low: 90, break: null },
  // A loaded machine is slow, and what takes longer counts as killed.
  timeoutMS: 120_000,
  dryRunTimeoutMinutes: 30,
}
