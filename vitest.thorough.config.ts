import { defineConfig, mergeConfig } from 'vitest/config'
import all from './vitest.config.ts'

/** Every test with all of its random draws and combinations: CI, and before a release. */
export default mergeConfig(all, defineConfig({ test: { env: { THOROUGH_TESTS: '1' } } }))
