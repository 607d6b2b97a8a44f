import { describe, expect, it } from 'vitest'
import { filesIn } from '../folder.ts'
import { run } from '../transcript.ts'

it.each([
  ['margin-ranking', '[1,2]', '[2,1]', '[1,1]'],
  ['cosine-embedding', '[[1,2],[3,4]]', '[[2,1],[0,1]]', '[1,-1]'],
  ['triplet-margin', '[[1,2],[3,4]]', '[[2,1],[0,1]]', '[[0,0],[1,1]]'],
])('%s, which has no argument named input, lists its worst samples', async (...argv) => {
  const { stdout, stderr, status } = await run([...argv, '--top', '1'])
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  expect(stdout).toContain('row')
})

describe('classes of one-hot columns', () => {
  const { file } = filesIn('one-hot-')
  const dump = file('dump.csv', 'p_cat,p_dog,p_bird,cat,dog,bird\n0.5,0.2,0.3,1,0,0\n0.1,0.2,0.7,0,1,0\n')
  file('turned.csv', 'p_dog,p_cat,p_bird,cat,dog,bird\n0.2,0.5,0.3,1,0,0\n0.2,0.1,0.7,0,1,0\n')
  const own = ['--input-cols', 'p_*', '--target-cols', 'cat,dog,bird', '--from', 'probs']
  const oneHot = ['--target-format', 'one-hot', '--per-class', '--confusions']

  it('have their names', async () => {
    expect((await run(['ce', dump, ...own, '--csv'])).stdout).toMatch(/^0,[\d.]+,cat\n1,[\d.]+,bird$/m)
    const { stdout } = await run(['ce', dump, ...own, ...oneHot])
    expect(stdout).toMatch(/^ +1 +dog +1\.6094 +bird/m)
    expect(stdout).toMatch(/^ +dog +bird +1 /m)
    const state = file(
      's.json',
      (await run(['ce', dump, ...own, ...oneHot, '--format', 'state', '--shard', '0/1'])).stdout,
    )
    expect((await run(['merge', state])).stdout).toMatch(/^ +dog +bird +1 /m)
  })

  it('are numbers where the columns are called otherwise', async () => {
    const other = ['--input-cols', 'p_*', '--target-cols', 'dog,cat,bird', '--from', 'probs', '--csv']
    expect((await run(['ce', dump, ...other])).stdout).toMatch(/,0\n1,[\d.]+,2$/m)
    const models = await run(['compare', 'ce', dump, dump.replace('dump', 'turned'), ...own])
    expect(models.stderr).toContain('H120')
  })
})
