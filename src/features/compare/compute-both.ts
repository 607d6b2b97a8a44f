import type { Report } from '../../report.ts'
import type { TwoModels } from '../../comparison/two-models.ts'
import { LazyColumns } from '../../lazy-columns.ts'
import type { JudgedRows, Samples } from '../../samples.ts'
import { cutRows, joinTensors } from '../../tensor.ts'
import { type Buffers, ReusedBuffers } from '../../engine/buffers.ts'
import { batchOf, Computation, pairsFor, pause } from '../../engine/compute.ts'
import type { ComputeRequest } from '../../engine/request.ts'
import { Cursor, zip } from '../../data/cursor.ts'
import { joinByKey, type JoinRequest, type Keyed } from '../../data/join.ts'
import type { Dataset } from '../../data/pairs.ts'

/**
 * Computes the same loss of two models over the same rows, and compares them.
 *
 * @throws LossError E310 if the rows, labels or targets of the two differ, and as `compute`
 */
export async function computeBoth(
  request: ComputeRequest,
  datasets: readonly [Dataset, Dataset],
  models: TwoModels,
  join?: JoinRequest,
): Promise<[Report, Report]> {
  const whole = { ...request, perRow: true }
  const sides = datasets.map((dataset) => {
    const buffers = new ReusedBuffers()
    return { dataset, buffers, computation: new Computation(whole, buffers) }
  })
  const cursors = sides.map(
    ({ dataset, computation, buffers }) =>
      new Cursor(nameOf(dataset), judgedRows, judgedOf(computation, whole, dataset, buffers)),
  )
  const [first, second] = cursors as [Cursor<JudgedRows>, Cursor<JudgedRows>]
  try {
    if (join) {
      const kind = judgedBy(join.by)
      for await (const { left, right } of joinByKey(first, kind, second, kind, join)) {
        models.add(left, right, second.name, undefined)
      }
    } else {
      for await (const { parts, firstRow } of zip(cursors, together)) {
        const [a, b] = parts as [JudgedRows, JudgedRows]
        models.add(a, b, second.name, firstRow)
      }
    }
  } finally {
    for (const cursor of cursors) await cursor.close()
  }
  const [a, b] = sides.map(({ dataset, computation }) => computation.report(dataset))
  return [a!, b!]
}

/** What messages call the rows of a dataset: its first argument. */
const nameOf = ({ args }: Dataset): string => Object.values(args)[0]!.name

async function* judgedOf(
  computation: Computation,
  request: ComputeRequest,
  dataset: Dataset,
  buffers: Buffers,
): AsyncGenerator<JudgedRows> {
  const rest = pause()
  for await (const pair of pairsFor(request, dataset, true)) {
    const { judged, carried } = batchOf(computation.add(pair), pair, request, dataset.classes, buffers)!
    yield { ...judged!, carried }
    await rest()
  }
}

const judgedRows = {
  rows: ({ sums }: JudgedRows) => sums.length,
  cut: (judged: JudgedRows, start: number, rows: number): JudgedRows => {
    const { samples, fromFile, sums, divisors, sides, targets, carried } = judged
    if (rows === sums.length) return judged
    return {
      samples: someOf(samples, start, start + rows),
      fromFile,
      sums: sums.subarray(start, start + rows),
      divisors: divisors.subarray(start, start + rows),
      sides: sides?.subarray(start, start + rows),
      targets: targets && cutRows(targets, start, rows),
      carried: carried?.map((part) => (from: number, count: number) => part(start + from, count)),
    }
  },
}

function someOf(samples: Samples, start: number, end: number): Samples {
  const some = new LazyColumns<Float64Array | readonly string[]>()
  for (const name of samples.keys()) some.share(samples, name, name, start, end)
  return some
}

function judgedBy(id: string): Keyed<JudgedRows> {
  const keyOf = ({ samples }: JudgedRows, row: number) => {
    const cell = (samples.get(`${id} (file)`) ?? samples.get(id))?.[row]
    return cell === undefined ? undefined : String(cell)
  }
  return {
    ...judgedRows,
    key: keyOf,
    place: () => undefined,
    held: ({ samples, fromFile, sums, divisors, sides, targets }) => ({
      samples: new Map(Array.from(samples.keys(), (name) => [name, samples.get(name)!.slice()])),
      fromFile,
      sums: sums.slice(),
      divisors: divisors.slice(),
      sides: sides?.slice(),
      targets: targets && { ...targets, data: targets.data.slice() },
    }),
    gather(spots) {
      const numbers = (column: (judged: JudgedRows) => Float64Array) =>
        Float64Array.from(spots, ({ piece, row }) => column(piece)[row]!)
      const columnOf = (name: string, column: Float64Array | readonly string[]) =>
        typeof column[0] === 'string'
          ? spots.map(({ piece, row }) => piece.samples.get(name)![row] as string)
          : numbers(({ samples }) => samples.get(name) as Float64Array)
      return {
        samples: new Map(
          [...spots[0]!.piece.samples].map(([name, column]) => [name, columnOf(name, column)]),
        ),
        fromFile: spots[0]!.piece.fromFile,
        sums: numbers(({ sums }) => sums),
        divisors: numbers(({ divisors }) => divisors),
        ...(spots[0]!.piece.sides && { sides: numbers(({ sides }) => sides!) }),
        targets:
          spots[0]!.piece.targets &&
          joinTensors(spots.map(({ piece, row }) => cutRows(piece.targets!, row, 1))),
      }
    },
  }
}

const together = () => ({
  why: 'two models are compared on the same samples',
  tries: ['loss-calc ... --id <column>'],
})
