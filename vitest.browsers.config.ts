import { defineConfig } from 'vitest/config'

/** Tests in Chromium, which `npm test` does without: not every machine has one. */
export default defineConfig({
  test: {
    include: ['test/browsers/*.browser.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
  },
})
