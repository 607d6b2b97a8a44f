/**
 * Makes the functions of the library from the declarations of the losses, and fills what README and README.zh-CN
 * derive from the program: the table of losses and the output of every
 * `$ loss-calc` example, and draws the pictures of docs/pictures. Tests compare; `npm run docs` rewrites.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

await import('./make-library.mjs')
const run = spawnSync('node_modules/.bin/vitest', ['run', 'test/readme.test.ts', 'test/pictures.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, UPDATE: '1' },
})
process.exitCode = run.status ?? 1

const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome']
const onPath = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
const browser = process.env.LOSS_CALC_CHROMIUM ?? onPath.find((path) => existsSync(path))
if (browser) await (await import('./shots.mjs')).shots(browser)
else console.log('no Chromium: the PNG files of docs/pictures stay as they are')
