import { defineConfig } from 'vitest/config'
import all from './vitest.config.ts'

/**
 * The tests that tell numbers apart. Modules come through vite: Stryker changes them
 * while they run. Not engine/fast, which takes minutes for what the others tell in seconds, nor what runs the built
 * program, which is not changed.
 */
export default defineConfig({
  test: {
    ...all.test,
    execArgv: [],
    experimental: {},
    include: [
      'test/{numerics,data,collectors}/**/*.test.ts',
      'test/engine/{answers,row-by-row,workspace}.test.ts',
      'test/{losses,accuracy,focal-digits,conventions,cases,compat,losses-warn,transcripts}.test.ts',
      'test/kernel/{parse,lines}.test.ts',
    ],
    setupFiles: ['test/setup.ts', 'test/stryker-setup.ts'],
  },
})
