import { describe, expect, it } from 'vitest'
import { filesIn } from '../folder.ts'
import { run, words } from '../transcript.ts'

/* The mean of a group is what a run of its rows alone prints, whatever the mean divides by. */

const { file } = filesIn('group-means-')

const rows = [
  '-0.5,-1,0.5,0.5,2,a,0',
  '-0.3,-1,0.2,0.8,1,b,1',
  '-0.9,-1,0.1,0.9,3,a,1',
  '-0.7,-2,0.4,0.6,4,b,-100',
  '-0.2,-3,0.25,0.75,0,b,0',
]
const table = file('table.csv', `x0,x1,t0,t1,w,g,y\n${rows.join('\n')}\n`)
const two = `${table} --input-cols x0,x1 --target-cols t0,t1`

interface Found {
  readonly value: number
  readonly accuracy?: { readonly value: number }
  readonly groups: readonly [
    { readonly groups: readonly { name: string; mean: number; accuracy?: number }[] },
  ]
}

async function found(line: string): Promise<Found> {
  const { stdout, stderr, status } = await run([...words(line), '--json'])
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout) as Found
}

describe.each([
  `kl-div ${two} --reduction batchmean`,
  `kl-div ${two} --reduction batchmean --weight-col w`,
  ...['elements', 'rows', 'weights', 'torch'].flatMap((by) => [
    `mse ${two} --weight-col w --mean-by ${by}`,
    `ce ${table} --input-cols x0,x1 --target-col y --where y>=0 --weight 1,3 --mean-by ${by}`,
    `ce ${table} --input-cols x0,x1 --target-col y --where y>=0 --weight 0,3 --weight-col w --mean-by ${by}`,
  ]),
  `mse ${two} --mean-by rows`,
  `bce-logits ${two} --weight-col w --compat keras`,
  `ce ${table} --input-cols x0,x1 --target-col y --weight 1,3 --mean-by elements`,
  `ce ${table} --input-cols x0,x1 --target-col y --mean-by rows`,
  `nll ${table} --input-cols x0,x1 --target-col y --weight 1,3 --weight-col w --mean-by rows`,
])('%s', (line) => {
  it('says of a group what a run of it says', async () => {
    const [{ groups }] = (await found(`${line} --group-by g`)).groups
    expect(groups.length).toBe(2)
    for (const { name, mean, accuracy } of groups) {
      const alone = await found(`${line} --where g=${name}`)
      expect([alone.value, alone.accuracy?.value]).toEqual([mean, accuracy])
    }
  })
})

it.each([
  [`kl-div '[[-1, -2], [-0.5, -1]]' '[[0.5, 0.5], [0.2, 0.8]]' --no-hints`, '--reduction batchmean'],
  [`ce '[[[1, 2], [0, 1]], [[0, 3], [1, 1]]]' '[[0, 1], [1, 1]]'`, '--reduction sum'],
])('%s lists the losses of which a mean by rows is the mean', async (line, sums) => {
  const lossesOf = async (more: string) => (await run(words(`${line} ${more} --csv`))).stdout
  const losses = await lossesOf('--mean-by rows')
  expect(losses).toBe(await lossesOf(sums))
  const [one, other] = losses
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => Number(row.split(',')[1]))
  expect((await found(`${line} --mean-by rows`)).value).toBeCloseTo((one! + other!) / 2, 12)
})

it.each(['', '--reduction sum', '--mean-by rows', '--weight 0,1'])(
  'ignores whole sequences %s',
  async (more) => {
    const line = `ce '[[[1, 2], [0, 1]], [[0, 3], [1, 1]], [[4, 3], [1, 2]]]' '[[0, 1], [-1, -1], [1, 1]]' --ignore-index -1 ${more}`
    const { stdout } = await run(words(`${line} --top 3 --quantiles 0,1 --hist 2 --json`))
    const { top, quantiles, histogram } = JSON.parse(stdout) as {
      top: { row: number }[]
      quantiles: { value: number }[]
      histogram: { counts: number[] }
    }
    expect(top.map(({ row }) => row).toSorted()).toEqual([0, 2])
    expect(quantiles.every(({ value }) => value > 0)).toBe(true)
    expect(histogram.counts).toEqual([1, 1])
  },
)

it.each([
  `mse '[[1,2],[3,5]]' '[[1,0],[0,1]]' --weight '[[1,2],[3,4]]'`,
  `ce '[[[1,2],[3,5]],[[0,1],[1,1]]]' '[[1,0],[0,0]]' --weight 1,3`,
  `nll '[[[-1,-2],[-3,-5]],[[-2,-1],[-1,-1]]]' '[[1,0],[0,0]]' --weight 0,3`,
])('%s lists the losses of which a mean by elements is the mean, whatever they weigh', async (line) => {
  const { value } = await found(`${line} --mean-by elements`)
  const { stdout } = await run(words(`${line} --mean-by elements --csv`))
  const [one, other] = stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => Number(row.split(',')[1]))
  expect((one! + other!) / 2).toBeCloseTo(value, 12)
  const means = /\((.*) \+ (.*)\) \/ 2 = (.*)/.exec(
    (await run(words(`${line} --mean-by elements --explain all --precision 12`))).stdout,
  )
  if (means) expect((Number(means[1]) + Number(means[2])) / 2).toBeCloseTo(Number(means[3]), 9)
})
