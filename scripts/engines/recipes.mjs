/** Runs the recipes of docs/larger-than-one-machine.md in one folder, in order, and compares what they print. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Commands of a block, each with what it prints. */
function sessions(markdown) {
  return [...markdown.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block]) => {
    const [, ...parts] = block.split(/^\$ /m)
    return parts.map((part) => {
      const [command, ...output] = part.split('\n')
      return { command, output: output.join('\n') }
    })
  })
}

/** `tell(name, ok, why)`: ok is undefined for a recipe whose tool is not there. */
export async function runRecipes(program, hasParallel, tell) {
  const folder = mkdtempSync(join(tmpdir(), 'recipes-'))
  try {
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'bin/loss-calc'), `#!/bin/sh\nexec ${program.join(' ')} "$@"\n`)
    chmodSync(join(folder, 'bin/loss-calc'), 0o755)
    symlinkSync(resolve('fixtures'), join(folder, 'fixtures'))
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}`, LOSS_CALC_LANG: 'en' }
    for (const session of sessions(readFileSync('docs/larger-than-one-machine.md', 'utf8'))) {
      const tool = session[0].command.split(' ')[0]
      const name = `recipe ${session[0].command.slice(0, 40)}`
      if (tool === 'parallel' && !hasParallel) {
        tell(name, undefined, 'GNU parallel is not installed')
        continue
      }
      const wrong = session.find(({ command, output }) => {
        const run = spawnSync('bash', ['-c', command], { cwd: folder, env, encoding: 'utf8' })
        if (run.status === 0 && run.stdout.trim() === output.trim()) return false
        console.log(`$ ${command}\n${run.stdout}${run.stderr}`)
        return true
      })
      tell(name, wrong === undefined)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
