import { expect, it } from 'vitest'
import { filesIn } from '../folder.ts'
import { run } from '../transcript.ts'

/* What differs between two means is their difference, whatever their rows weigh. */

const { file } = filesIn('difference-of-means-')
const a = file('a.csv', 'p,q,t,w,g\n1,2,0,1,u\n0,1,1,2,u\n0,2,1,0,v\n')
const b = file('b.csv', 'p,q,t,w,g\n3,2,0,1,u\n1,1,1,2,u\n0,3,1,0,v\n')
const columns = ['--input-cols', 'p,q', '--target-col', 't', '--json', '--no-hints']

interface Told {
  readonly value: number
  readonly difference: number
  readonly models: readonly { readonly step?: { readonly difference: number } }[]
}

it.each([
  ['--weight', '0,1', '--label-smoothing', '0.2'],
  ['--weight', '0,1', '--label-smoothing', '0.2', '--reduction', 'sum'],
  ['--weight', '0,1', '--label-smoothing', '0.2', '--weight-col', 'w'],
  ['--weight', '0,1'],
  ['--weight-col', 'w'],
])('%s %s %s %s', async (...options) => {
  const told = async (...words: string[]) =>
    JSON.parse((await run([...words, ...columns, ...options])).stdout) as Told
  const means = [await told('ce', a), await told('ce', b)].map(({ value }) => value)
  const want = means[1]! - means[0]!
  expect((await told('compare', 'ce', a, b)).difference).toBeCloseTo(want, 14)
  const { models } = await told('trend', 'ce', a, b)
  expect(models[1]!.step!.difference).toBeCloseTo(want, 14)
})

it('a step to NaN is not counted as equal', async () => {
  const { stdout } = await run(['trend', 'mse', '[1,2]', '[NaN,2]', '--target', '[0,1]', '--json'])
  const { models } = JSON.parse(stdout) as { models: { step?: object }[] }
  expect(models[1]!.step).toMatchObject({ better: 0, worse: 0, equal: 1 })
})
