import { register } from 'node:module'

/**
 * `node --import ./scripts/typescript.mjs`: Node loads TypeScript by itself, without its types. Tests run so, as fast as
 * the built program: the module runner of vite makes each use of an import a call, which halves the speed of numerics.
 */
register('./typescript-hooks.mjs', import.meta.url)
