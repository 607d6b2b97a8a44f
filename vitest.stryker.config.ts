import { defineConfig } from 'vitest/config'
import all from './vitest.config.ts'

/**
 * The tests that tell numbers, rows and columns apart. Modules come through vite: Stryker changes them while they run.
 * Not engine/kernel-loops, which takes minutes for what engine/few-loops tells in seconds, nor what runs the built program, which is
 * not changed.
 */
export default defineConfig({
  test: {
    ...all.test,
    execArgv: [],
    // A loaded machine is slow.
    testTimeout: 600_000,
    experimental: {},
    include: [
      'test/{numerics,data,collectors,comparison}/**/*.test.ts',
      'test/engine/!(kernel-loops).test.ts',
      'test/{losses,lessons,accuracy,{difference,focal}-digits,rounded-once,catalogue,conventions,cases,compat,locale,losses-{edges,examples,names,steps,warn},suggestions}.test.ts',
      'test/{dumps,splits,real,transcripts,examples}.test.ts',
      'test/features/{batch-means,more-arguments,identify,plot,strict,trend}.test.ts',
      'test/features/states/states.test.ts',
      'test/features/suites/{run-suite,suite}.test.ts',
      'test/cli/*.test.ts',
      'test/features/{explain,compare,sql,code}/{explain,worst-rows,formula,order-of-models,lines,code}.test.ts',
      'test/kernel/{parse,lines}.test.ts',
      'test/library/{calls,check,misuse,numbers,whole-runs}.test.ts',
      'test/readers/{json-alike,number-forms}.test.ts',
      'test/hints/rules.test.ts',
      'test/{forms,row-order}.test.ts',
    ],
    setupFiles: ['test/setup.ts', 'test/stryker-setup.ts'],
  },
})
