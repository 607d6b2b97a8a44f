import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-named-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Rows of two models, with a column of texts that is called `name`. */
function files(name: string, target = '0') {
  const head = `p,q,y,${name},w\n`
  const paths = ['a', 'b'].map((model) => join(folder, `${model}.csv`)) as [string, string]
  writeFileSync(paths[0], `${head}0.1,0.2,0,1,0\n0.5,0.4,1,0,1\n0.9,0.1,1,3,1\n0.2,0.3,0,2,1\n`)
  writeFileSync(paths[1], `${head}0.3,0.2,${target},1,0\n0.4,0.4,1,0,1\n0.7,0.1,1,3,1\n0.2,0.1,0,2,1\n`)
  return paths
}

const plain = 'zzz'
const names = ['target', 'predicted', 'p_target', 'loss', 'row', 'weight', 'loss_a', 'loss_b', 'difference']
const inherited = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty']

/** What a run says, as if the column had another name. */
async function said(words: readonly string[], name: string): Promise<unknown> {
  const { stdout, stderr, status } = await run([...words])
  const renamed = (text: string) => text.replaceAll(`"${name} (file)"`, `"${plain}"`)
  return {
    status,
    stderr,
    stdout: renamed(stdout)
      .replaceAll(`"${name}":"`, `"${plain}":"`)
      .replaceAll(`"by":"${name}"`, `"by":"${plain}"`),
  }
}

const given = ['--target-col', 'y', '--json', '--no-hints']
const commands = (name: string, [a, b]: readonly [string, string]) => [
  ['bce', a, '--input-cols', 'p', ...given, '--per-class', '--group-by', name, '--top', '4'],
  ['mse', a, '--input-cols', 'p', ...given, '--group-by', name, '--top', '4', '--weight-col', 'w'],
  ['ce', a, '--input-cols', 'p,q', ...given, '--per-class', '--show', name, '--top', '4'],
  ['compare', 'mse', a, b, '--input-cols', 'p', ...given, '--show', name],
  ['compare', 'bce', a, b, '--input-cols', 'p', ...given, '--group-by', name],
  ['compare', 'ce', a, b, '--input-cols', 'p,q', ...given, '--show', name],
  ['trend', 'mse', a, b, '--input-cols', 'p', ...given, '--id', name],
]

describe('a column of the file that is called as a result is', () => {
  it.each([...names, ...inherited])('%s: the same numbers', async (name) => {
    const under = async (called: string) => {
      const all = commands(called, files(called))
      const answers = []
      for (const words of all) answers.push(await said(words, called))
      return answers
    }
    expect(await under(name)).toEqual(await under(plain))
  })

  it('target: samples with other targets are told, whatever names them', async () => {
    const [a, b] = files('target', '1')
    for (const more of [['--id', 'target'], ['--show', 'target'], []]) {
      const { stderr, status } = await run(['compare', 'mse', a, b, '--input-cols', 'p', ...given, ...more])
      expect({ status, told: stderr.includes('has another target at sample 0: 1, not 0') }).toEqual({
        status: 3,
        told: true,
      })
    }
  })

  it.each(inherited)('%s: a page of two models', async (name) => {
    const [a, b] = files(name)
    const page = join(folder, 'page.html')
    const words = ['compare', 'mse', a, b, '--input-cols', 'p', '--target-col', 'y', '--show', name]
    expect(await run([...words, '--report', page, '-q'])).toMatchObject({ status: 0 })
    expect(readFileSync(page, 'utf8')).toContain(`>${name}</th>`)
  })
})
