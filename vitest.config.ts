import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/**
 * All cores, which vitest by itself does not take, and one more: a test that waits for other processes takes none.
 * Files share their modules: the program keeps no state between runs, and loading it for each file takes longer than most of them. Node imports them,
 * not vite: numbers are computed twice as fast so. Threads that
 * collect garbage would take the cores from other files, for memory of kernels and sums that is dropped at once. No test asks the network: the certificates of a machine
 * would be read at each start of the program, for longer than it runs. V8 optimizes code after seven times as much of it as by default:
 * most of a test ends before that pays, and it took up to three tenths of the time of the processors. So with WebAssembly:
 * to optimize PostgreSQL took a tenth of the tests that ask it.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    maxWorkers: availableParallelism() + 1,
    isolate: false,
    maxConcurrency: 2,
    globalSetup: ['test/temporary.mjs'],
    setupFiles: ['test/setup.ts'],
    execArgv: [
      '--import',
      new URL('scripts/typescript.mjs', import.meta.url).href,
      '--single-threaded-gc',
      '--interrupt-budget=900000',
      '--wasm-tiering-budget=40000000',
    ],
    env: { NODE_EXTRA_CA_CERTS: '' },
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
})
