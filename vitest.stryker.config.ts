import { defineConfig, mergeConfig } from 'vitest/config'
import all from './vitest.config.ts'

/** The tests that tell numbers apart, in the process of Stryker; a tenth of the random draws. */
export default mergeConfig(
  all,
  defineConfig({
    test: {
      // Not engine/fast: the plain loops and the kernel, minutes for what the others tell in seconds.
      include: [
        'test/{numerics,data,collectors}/**/*.test.ts',
        'test/engine/{answers,row-by-row,workspace}.test.ts',
        'test/{losses,accuracy,focal-digits,cases,conventions,losses-warn}.test.ts',
        'test/kernel/{parse,lines}.test.ts',
      ],
      env: { QUICK_TESTS: '1' },
      setupFiles: ['test/quick-setup.ts'],
    },
  }),
)
