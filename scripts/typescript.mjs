import module, { register } from 'node:module'
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'

/**
 * `node --import ./scripts/typescript.mjs`: Node loads TypeScript by itself, without its types. Tests run so, as fast as
 * the built program: the module runner of vite makes each use of an import a call, which halves the speed of numerics.
 * A thread of the built program, which starts with the same flags, needs no hooks: theirs is one more thread.
 */
if (isMainThread || process.argv[1]?.endsWith('.ts')) register('./typescript-hooks.mjs', import.meta.url)

/** Vitest's hook of Node 20 would tell its main process of each import, which only one that watches files needs to know. */
if (process.env.VITEST_MODE === 'RUN')
  module.register = (specifier, ...rest) => {
    if (specifier !== '#nodejs-worker-loader') register(specifier, ...rest)
  }
