import { expect, it } from 'vitest'
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
