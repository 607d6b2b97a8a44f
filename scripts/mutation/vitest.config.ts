import { mergeConfig } from 'vitest/config'
import stryker from '../../vitest.stryker.config.ts'
import all from '../../vitest.config.ts'

/** All tests in one process, each file loaded once. */
export default mergeConfig(stryker, {
  test: {
    runner: './scripts/mutation/judge.mjs',
    maxWorkers: 1,
    execArgv: all.test?.execArgv ?? [],
    experimental: all.test?.experimental ?? {},
  },
})
