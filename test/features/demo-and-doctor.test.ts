import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { moves } from '../../src/locale/moves.ts'
import { outcome, run } from '../transcript.ts'

describe('demo', () => {
  it.each(['en', 'zh'] as const)('shows each move, then what it prints: %s', async (lang) => {
    const { stdout, stderr, status } = await run(['demo', '--lang', lang])
    expect(status).toBe(0)
    expect(moves.length).toBe(6)
    for (const [i, [, argv]] of moves.entries()) {
      expect(stdout).toMatch(new RegExp(`^${i + 1}\\. `, 'm'))
      const alone = await run([...argv], undefined, { LOSS_CALC_LANG: lang })
      expect(alone.status, argv.join(' ')).toBe(0)
      expect(stdout).toContain(alone.stdout)
      expect(stderr).toContain(alone.stderr)
    }
    expect(stderr).not.toContain('--lang')
    expect(stdout).not.toContain('error[')
    if (lang === 'zh') expect(stdout).toMatch(/^1\. .*\p{Script=Han}/mu)
  })
})

describe('doctor', () => {
  it('tells version, Node, kernel, threads, language and colour', async () => {
    const { stdout, stderr, status } = await run(['doctor'])
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    for (const line of ['loss-calc   1.0.0', `node        ${process.versions.node}`, 'language    en'])
      expect(stdout).toContain(line)
    for (const what of ['system', 'kernel', 'threads', 'colour', 'cache'])
      expect(stdout).toMatch(new RegExp(`^${what} +\\S`, 'm'))
    expect((await run(['--version', '--verbose'])).stdout).toBe(stdout)
  })

  it('says that there is no kernel where WebAssembly gets no memory', () => {
    const limited = `ulimit -v 8000000 && exec ${process.execPath} bin/loss-calc.cjs doctor`
    const found = execFileSync('/bin/sh', ['-c', limited], { encoding: 'utf8' })
    expect(found).toMatch(/^kernel +none$/m)
    expect(found).toContain('slow: WebAssembly gets no memory here, as under ulimit -v')
  })

  it('speaks Chinese', async () => {
    expect(await outcome('loss-calc doctor', { LANG: 'zh_CN.UTF-8' })).toMatch(/^语言 +zh/m)
  })
})
