import { configDefaults, defineConfig } from 'vitest/config'

/** Tests that start the built program, build a copy of it, or cut files byte by byte: each takes seconds. */
const slow = [
  ...[
    'bin',
    'bin-formats',
    'bin-catalogue',
    'faults',
    'output-faults',
    'message-faults',
    'pipe-faults',
    'size-faults',
  ],
  ...['dumps', 'forms', 'add-a-loss', 'recipes', 'transcripts', 'features/suites/ports'],
  ...['features/completion', 'kernel/kernel', 'readers/hostile', 'readers/readers', 'readers/inline'],
]

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...slow.map((name) => `test/${name}.test.ts`)],
    testTimeout: 60_000,
    maxWorkers: '100%',
    isolate: false,
    maxConcurrency: 2,
  },
})
