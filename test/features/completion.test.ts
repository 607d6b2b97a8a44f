import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { errorCodes } from '../../src/error-codes.ts'
import { start } from '../start.ts'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'completion-'))
afterAll(() => rmSync(folder, { recursive: true }))
const shells = await start('sh', ['-c', 'command -v zsh fish'])
const has = (shell: string) => shells.stdout.includes(`/${shell}\n`)

const script = async (shell: string) => (await run(['completion', shell])).stdout
/** The built program by its name, as a shell finds it. */
const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` }
symlinkSync(resolve('bin/loss-calc.cjs'), join(folder, 'loss-calc'))

/** What a real bash offers after some words, the last of which may be begun. */
async function bash(...words: string[]): Promise<string[]> {
  const quoted = ['loss-calc', ...words].map((word) => `'${word}'`).join(' ')
  const lines = `${await script('bash')}\nCOMP_WORDS=(${quoted})\nCOMP_CWORD=${words.length}\n_loss_calc loss-calc\nprintf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr, status } = await start('bash', ['--norc', '-c', lines], { cwd: folder, env })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout.split('\n').filter(Boolean)
}

/** What the program offers, without what it means. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout, stderr, status } = await run(['complete', '--', ...words])
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0]!)
}

describe('completion', () => {
  it('offers commands, options and their values', async () => {
    expect(await offered('b')).toEqual(['bce', 'bce-logits'])
    expect(await offered('')).toEqual(expect.arrayContaining(['mse', 'compare', 'help']))
    expect(await offered('')).not.toContain('complete')
    expect(await offered('ce', '--lab')).toEqual(['--label-smoothing'])
    expect(await offered('mse', '--lab')).toEqual([])
    expect(await offered('ce', 'x.csv', '--reduction', '')).toEqual(['none', 'mean', 'sum'])
    expect(await offered('focal', '--mode', 's')).toEqual(['sigmoid', 'softmax'])
    expect(await offered('focal', '--mode=s')).toEqual(['sigmoid', 'softmax'])
    expect(await offered('focal', '--mode', '=', 's')).toEqual(['sigmoid', 'softmax'])
    expect(await offered('sweep', 'focal', '--gam')).toEqual(['--gamma'])
    expect(await offered('ce', '--explain', '--js')).toEqual(['--json'])
  })

  it('offers nothing where a file is meant', async () => {
    for (const words of [
      ['ce', 'pr'],
      ['ce', 'preds.csv', ''],
      ['mse', '-o', ''],
      ['check', ''],
    ]) {
      expect(await offered(...words)).toEqual([])
    }
  })

  it.each([
    [['sweep', 'fo'], ['focal']],
    [
      ['compare', 'c'],
      ['ce', 'cosine-embedding', 'ctc'],
    ],
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
  ])('offers the words that %j takes', async (words, want) => {
    expect(await offered(...words)).toEqual(want)
  })

  it.each([
    ['pandas.parquet', ['p', 'label', 'half']],
    ['polars-texts.arrow', ['p', 'name']],
    ['several.npz', ['logits', 'target', 'weight', 'p']],
  ])('offers the columns of %s', async (name, columns) => {
    expect(await offered('ce', `fixtures/formats/${name}`, '--target-col', '')).toEqual(columns)
  })

  it('offers the columns of the files on the line, also after a comma', async () => {
    const [csv, ndjson] = [join(folder, 'logits.csv'), join(folder, 'logits.ndjson')]
    writeFileSync(csv, 'logit_cat,"logit dog",label,"a,b"\n1,2,cat,0\n')
    writeFileSync(ndjson, '{"logit_cat": 1, "label": 0}\n')
    expect(await offered('ce', csv, '--target-col', 'la')).toEqual(['label'])
    expect(await offered('ce', csv, '--target-col', '')).toEqual(['logit_cat', 'logit dog', 'label', '"a,b"'])
    expect(await offered('ce', csv, '--input-cols', 'logit_cat,l')).toEqual([
      ...['logit_cat,logit_cat', 'logit_cat,logit dog', 'logit_cat,label'],
    ])
    expect(await offered('ce', ndjson, '--where', '')).toEqual(['logit_cat', 'label'])
    writeFileSync(csv, 'a,b\n1\n"')
    expect(await offered('ce', csv, '--target-col', 'c')).toEqual([])
  })

  it('works in bash, with names that have blanks', async () => {
    writeFileSync(join(folder, 'preds.csv'), 'image,p_cat,p dog,label\na,1,2,cat\n')
    expect(await bash('b')).toEqual(['bce', 'bce-logits'])
    expect(await bash('ce', 'preds.csv', '--target-col', 'p')).toEqual(['p_cat', 'p\\ dog'])
    expect(await bash('ce', 'pr')).toEqual([])
  })

  it.runIf(has('zsh'))('works in zsh', async () => {
    const path = join(folder, 'script.zsh')
    const stub = '_describe() { print -rl -- $offers }\n_files() { print files }\n'
    const line = (...words: string[]) => `words=(loss-calc ${words.join(' ')}); CURRENT=$#words; _loss_calc\n`
    writeFileSync(
      path,
      `autoload -U compinit && compinit -u -D\n${await script('zsh')}${stub}${line('ce', '--lab')}${line('ce', "''")}`,
    )
    const { stdout, stderr } = await start('zsh', ['-f', path], { cwd: folder, env })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^--label-smoothing:.+\nfiles\n$/)
  })

  it.runIf(has('fish'))('works in fish', async () => {
    const path = join(folder, 'script.fish')
    const ask = (line: string) => `complete -C '${line}' | string split -f1 \\t\n`
    writeFileSync(
      path,
      `${await script('fish')}${ask('loss-calc ce --lab')}${ask('loss-calc ce pre')}${ask('loss-calc ce preds.csv --id ')}`,
    )
    writeFileSync(join(folder, 'preds.csv'), 'image,p_cat\na,1\n')
    const { stdout, stderr } = await start('fish', [path], { cwd: folder, env })
    expect(stderr).toBe('')
    expect(stdout).toBe('--label-smoothing\npreds.csv\nimage\np_cat\n')
  })

  it('has a script for PowerShell that asks the program', async () => {
    expect(await script('powershell')).toContain('complete --')
  })

  it('refuses a shell it does not know', async () => {
    expect((await run(['completion', 'tcsh'])).status).toBe(2)
  })
})
