import { afterEach, expect, it, vi } from 'vitest'
import type { Dataset, Pair } from '../../src/data/pairs.ts'
import { compute, pairsFor, pause } from '../../src/engine/compute.ts'
import type { ComputeRequest } from '../../src/engine/request.ts'
import { loadLoss } from '../../src/losses/registry.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const named = (name: string) => ({ name, format: 'csv', notes: [] })

/** Rows of probabilities and sides, one by one. */
function inRows(...rows: (readonly [number, number])[]): Dataset {
  return {
    args: { input: named('x.csv'), target: named('t.csv') },
    async *pairs(): AsyncGenerator<Pair> {
      for (const [firstRow, row] of rows.entries()) {
        const [input, target] = row.map((x) => ({ data: Float64Array.of(x), shape: [1, 1] }))
        yield { args: { input: input!, target: target! }, firstRow, whole: false }
      }
    },
  }
}

const requestOf = async (name: string, more: Partial<ComputeRequest> = {}): Promise<ComputeRequest> => ({
  loss: (await loadLoss(name))!,
  options: {},
  reduction: 'mean',
  ...more,
})

it('a loss of the whole batch gets all rows together, another one as they come', async () => {
  const data = inRows([0.5, 1], [0.25, 0])
  const pairsOf = async (name: string) => {
    const pairs: Pair[] = []
    for await (const pair of pairsFor(await requestOf(name), data)) pairs.push(pair)
    return pairs.map(({ args, whole }) => [[...args.input!.data], whole])
  }
  expect(await pairsOf('dice')).toEqual([[[0.5, 0.25], true]])
  expect(await pairsOf('mse')).toEqual([
    [[0.5], false],
    [[0.25], false],
  ])
})

it('data are told whether their rows belong together', async () => {
  const told = async (name: string, targets: number[]) => {
    const input = { data: Float64Array.of(1, 2), shape: [2, 1] }
    const target = { data: new Float64Array(2), shape: targets }
    const seen: boolean[] = []
    const data: Dataset = {
      ...inRows(),
      pairs(rowByRow) {
        seen.push(rowByRow({ input, target }))
        return inRows().pairs(rowByRow)
      },
    }
    for await (const _ of pairsFor(await requestOf(name), data));
    return seen
  }
  expect(await told('mse', [2, 1])).toEqual([true])
  expect(await told('mse', [2])).toEqual([false])
})

it('samples are handed out as they come, each waited for, and none beyond those that are wanted', async () => {
  const data = inRows([3, 1], [1, 1], [2, 1])
  const seen: string[] = []
  const take = async ({ samples }: { samples: ReadonlyMap<string, Iterable<unknown>> }) => {
    const loss = [...samples.get('loss')!].join()
    seen.push(`from ${loss}`)
    await Promise.resolve()
    seen.push(`to ${loss}`)
  }
  expect((await compute(await requestOf('mse', { samples: 2 }), data, take)).value).toBe(5 / 3)
  expect(seen).toEqual(['from 4', 'to 4', 'from 0', 'to 0'])
  expect((await compute(await requestOf('mse', { samples: 2 }), data)).value).toBe(5 / 3)
})

it('events that wait get their turn between pairs', async () => {
  let now = 0
  vi.spyOn(Date, 'now').mockImplementation(() => (now += 100))
  const order: string[] = []
  await compute(await requestOf('mse', { samples: 2 }), inRows([1, 1], [1, 1]), () => {
    order.push('rows')
    setImmediate(() => order.push('event'))
  })
  expect(order.slice(0, 3)).toEqual(['rows', 'event', 'rows'])
})

it.each(['with setImmediate', 'without'])('a pause comes every 50 ms, %s', async (way) => {
  if (way === 'without') vi.stubGlobal('setImmediate', undefined)
  let now = 1000
  vi.spyOn(Date, 'now').mockImplementation(() => now)
  const rest = pause()
  now = 1049
  expect(rest()).toBe(undefined)
  now = 1050
  let event = false
  setTimeout(() => (event = true))
  const waited = rest()
  expect(waited).toBeInstanceOf(Promise)
  await waited
  if (way === 'without') expect(event).toBe(true)
  expect(rest()).toBe(undefined)
  now = 1099
  expect(rest()).toBe(undefined)
  // A clock that was put back.
  now = 0
  expect(rest()).toBeInstanceOf(Promise)
})
