import { spawn } from 'node:child_process'

/** `node scripts/at-once.mjs 'tsc -p .' 'eslint .'`: runs command lines side by side, and fails if one does. */
const statuses = process.argv
  .slice(2)
  .map(
    (line) =>
      new Promise((resolve) =>
        spawn(line, { shell: true, stdio: 'inherit' }).once('exit', (status) => resolve(status ?? 1)),
      ),
  )
process.exitCode = (await Promise.all(statuses)).find((status) => status !== 0) ?? 0
