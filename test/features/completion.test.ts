import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { errorCodes } from '../../src/error.ts'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'completion-'))
afterAll(() => rmSync(folder, { recursive: true }))
const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0

const script = async (shell: string) => (await run(['completion', shell])).stdout

/** What a real bash offers behind some words, the last of which may be begun. */
async function bash(...words: string[]): Promise<string[]> {
  const quoted = ['loss-calc', ...words].map((word) => `'${word}'`).join(' ')
  const lines = `${await script('bash')}\nCOMP_WORDS=(${quoted})\nCOMP_CWORD=${words.length}\n_loss_calc\nprintf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', lines], {
    encoding: 'utf8',
    cwd: folder,
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout.split('\n').filter(Boolean)
}

describe('completion', () => {
  it('offers commands, options and their values in bash', async () => {
    expect(await bash('b')).toEqual(['bce', 'bce-logits'])
    expect(await bash('ce', '--lab')).toEqual(['--label-smoothing'])
    expect(await bash('mse', '--lab')).toEqual([])
    expect(await bash('ce', 'x.csv', '--reduction', '')).toEqual(
      expect.arrayContaining(['none', 'mean', 'sum']),
    )
    expect(await bash('focal', '--mode', 's')).toEqual(['sigmoid', 'softmax'])
    expect(await bash('sweep', 'focal', '--gam')).toEqual(['--gamma'])
  })

  it('offers files, and the columns of the file at hand', async () => {
    writeFileSync(join(folder, 'preds.csv'), 'image,p_cat,p_dog,label\na,1,2,cat\n')
    expect(await bash('ce', 'pr')).toEqual(['preds.csv'])
    expect(await bash('ce', 'preds.csv', '--target-col', 'l')).toEqual(['label'])
    expect(await bash('ce', 'preds.csv', '--input-cols', 'p_')).toEqual(['p_cat', 'p_dog'])
  })

  it.each([
    [['sweep', 'fo'], ['focal']],
    [['compare', 'c'], ['ce']],
    [['schema', 'r'], ['result']],
    [['completion', 'f'], ['fish']],
    [
      ['help', 'f'],
      ['formats', 'focal'],
    ],
    [['help', 'E30'], Object.keys(errorCodes).filter((code) => code.startsWith('E30'))],
    [['help', 'W405'], ['W405']],
    [['check', '--reporter', 't'], ['tap']],
    [['ce', '--fail-on', 'n'], ['nan']],
    [['ce', '--fail-on', 'nan,c'], ['nan,clamp']],
    [['identify', '--loss', 'ce,f'], ['ce,focal']],
  ])('offers the words that %j takes', async (words, offered) => {
    expect(await bash(...words)).toEqual(offered)
  })

  it('offers more columns behind a comma, keys of objects, and nothing of a binary file', async () => {
    writeFileSync(join(folder, 'logits.csv'), 'logit_cat,logit_dog,label\n1,2,cat\n')
    writeFileSync(join(folder, 'logits.ndjson'), '{"logit_cat": 1, "label": 0}\n')
    const parquet = resolve('fixtures/formats/pandas.parquet')
    expect(await bash('ce', 'logits.csv', '--input-cols', 'logit_cat,l')).toEqual([
      ...['logit_cat,logit_cat', 'logit_cat,logit_dog', 'logit_cat,label'],
    ])
    expect(await bash('ce', 'logits.ndjson', '--target-col', '')).toEqual(['logit_cat', 'label'])
    expect(await bash('ce', parquet, '--target-col', '')).toEqual([])
  })

  it.each(['zsh', 'fish'].filter(has))('is a script that %s takes', async (shell) => {
    const path = join(folder, `script.${shell}`)
    const begin = shell === 'zsh' ? 'autoload -U compinit && compinit -u -D\n' : ''
    const end =
      shell === 'zsh'
        ? '\nprint -r -- $_comps[loss-calc]\n'
        : "\ncomplete -C 'loss-calc ce --lab' | string split -f1 \\t\n"
    writeFileSync(path, `${begin}${await script(shell)}${end}`)
    const { stdout, stderr, status } = spawnSync(shell, ['-f', path].slice(shell === 'fish' ? 1 : 0), {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout.trim()).toMatch(shell === 'zsh' ? /_loss_calc/ : /^--label-smoothing$/)
  })

  it('lists every command for PowerShell', async () => {
    const text = await script('powershell')
    for (const name of ['bce-logits', 'identify', 'check']) expect(text).toContain(`'${name}' = @(`)
  })

  it('refuses a shell it does not know', async () => {
    expect((await run(['completion', 'tcsh'])).status).toBe(2)
  })
})
