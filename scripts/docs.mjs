/**
 * Makes the functions of the library from the declarations of the losses, and fills what README and README.zh-CN
 * derive from the program: the table of losses and the output of every
 * `$ loss-calc` example. A test compares; `npm run docs` rewrites.
 */
import { spawnSync } from 'node:child_process'

await import('./make-library.mjs')
const run = spawnSync('node_modules/.bin/vitest', ['run', 'test/readme.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, UPDATE: '1' },
})
process.exitCode = run.status ?? 1
