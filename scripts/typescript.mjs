import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'

/**
 * `node --import ./scripts/typescript.mjs`: Node loads TypeScript by itself, without its types. Tests run so, as fast as
 * the built program: the module runner of vite makes each use of an import a call, which halves the speed of numerics.
 * A thread of the built program, which starts with the same flags, needs no hooks: theirs is one more thread.
 */
if (isMainThread || process.argv[1]?.endsWith('.ts')) register('./typescript-hooks.mjs', import.meta.url)
