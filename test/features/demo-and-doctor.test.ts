import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
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

  it('says so where Node has no WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined)
    const { stdout, status } = await run(['doctor']).finally(() => vi.unstubAllGlobals())
    expect({ stdout, status }).toEqual({ stdout: expect.stringMatching(/^kernel +none$/m), status: 0 })
    expect(stdout).toContain('slow: this Node has no WebAssembly SIMD')
  })

  it.each([{ SHELL: '/bin/constructor' }, { SHELL: '__proto__' }, { LANG: '\x1b]52;c;eA==\x07\u202e' }])(
    'takes any environment: %j',
    async (env) => {
      expect(await run(['doctor'], undefined, env)).toMatchObject({
        stdout: expect.stringMatching(/^[\n\P{C}]+$/u),
        status: 0,
      })
    },
  )

  it('waits for nothing that stands in the place of the file of a shell', async () => {
    const home = mkdtempSync(join(tmpdir(), 'home-'))
    onTestFinished(() => rmSync(home, { recursive: true }))
    execFileSync('mkfifo', [join(home, '.bashrc')])
    writeFileSync(join(home, '.profile'), '')
    truncateSync(join(home, '.profile'), 1e12)
    const { stdout } = await run(['doctor'], undefined, { SHELL: 'bash', HOME: home })
    expect(stdout).toContain('not set up for bash')
  })

  it('speaks Chinese', async () => {
    expect(await outcome('loss-calc doctor', { LANG: 'zh_CN.UTF-8' })).toMatch(/^语言 +zh/m)
  })
})
