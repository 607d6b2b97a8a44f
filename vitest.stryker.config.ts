import { defineConfig } from 'vitest/config'
import all from './vitest.config.ts'

/**
 * The tests that tell numbers apart, with a tenth of the random draws. Modules come through vite: Stryker changes them
 * while they run. Not engine/fast, which takes minutes for what the others tell in seconds.
 */
export default defineConfig({
  test: {
    ...all.test,
    execArgv: [],
    experimental: {},
    include: [
      'test/{numerics,data,collectors}/**/*.test.ts',
      'test/engine/{answers,row-by-row,workspace}.test.ts',
      'test/{losses,accuracy,focal-digits,conventions}.test.ts',
      'test/kernel/{parse,lines}.test.ts',
    ],
    env: { QUICK_TESTS: '1' },
    setupFiles: ['test/quick-setup.ts'],
  },
})
