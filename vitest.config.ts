import { defineConfig } from 'vitest/config'

/**
 * All cores: vitest keeps one back by itself, which on two cores is half of them. Files share their modules: the
 * program keeps no state between runs, and loading it for each file takes longer than most of them. Node imports them,
 * not vite: numbers are computed twice as fast so.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    maxWorkers: '100%',
    isolate: false,
    maxConcurrency: 2,
    setupFiles: ['test/setup.ts'],
    execArgv: ['--import', './scripts/typescript.mjs'],
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
})
