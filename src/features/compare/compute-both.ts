import { LossError } from '../../error.ts'
import type { Report } from '../../report.ts'
import type { Rated, Samples } from '../../samples.ts'
import { batchOf, Computation, pairsFor, pause } from '../../engine/compute.ts'
import type { ComputeRequest } from '../../engine/request.ts'
import { Cursor, zip } from '../../data/cursor.ts'
import { joinByKey, type JoinRequest, type Keyed } from '../../data/join.ts'
import type { Dataset } from '../../data/pairs.ts'

/**
 * Computes the same loss of two models over the same rows; `take` gets the samples of both, with what each row adds.
 *
 * @throws LossError E310 if the rows, labels or targets of the two differ, and as `compute`
 */
export async function computeBoth(
  request: ComputeRequest,
  datasets: readonly [Dataset, Dataset],
  take: (a: Rated, b: Rated) => void,
  join?: JoinRequest,
): Promise<[Report, Report]> {
  const whole = { ...request, perRow: true }
  const sides = datasets.map((dataset) => ({ dataset, computation: new Computation(whole) }))
  const cursors = sides.map(
    ({ dataset, computation }) =>
      new Cursor(nameOf(dataset), ratedRows, ratedOf(computation, whole, dataset)),
  )
  const [first, second] = cursors as [Cursor<Rated>, Cursor<Rated>]
  try {
    if (join) {
      const kind = ratedBy(join.by)
      for await (const { left, right } of joinByKey(first, kind, second, kind, join)) {
        checkSameRows(withoutRows(left.samples), withoutRows(right.samples), 0, nameOf(datasets[1]))
        take(left, right)
      }
    } else {
      for await (const { parts, from } of zip(cursors, refuseLonger)) {
        const [a, b] = parts as [Rated, Rated]
        checkSameRows(a.samples, b.samples, from, nameOf(datasets[1]))
        take(a, b)
      }
    }
  } finally {
    for (const cursor of cursors) await cursor.close()
  }
  const [a, b] = sides.map(({ dataset, computation }) => computation.report(dataset))
  return [a!, b!]
}

/** What messages call the rows of a dataset: its first argument. */
function nameOf({ args }: Dataset): string {
  return Object.values(args)[0]!.name
}

async function* ratedOf(
  computation: Computation,
  request: ComputeRequest,
  dataset: Dataset,
): AsyncGenerator<Rated> {
  const rest = pause()
  for await (const pair of pairsFor(request, dataset)) {
    yield batchOf(computation.add(pair), pair, request, dataset.classes)!.judged!
    await rest()
  }
}

const ratedRows = {
  rows: ({ sums }: Rated) => sums.length,
  cut: ({ samples, sums, divisors, sides }: Rated, start: number, rows: number): Rated => ({
    samples: new Map([...samples].map(([name, column]) => [name, column.slice(start, start + rows)])),
    sums: sums.slice(start, start + rows),
    divisors: divisors.slice(start, start + rows),
    sides: sides?.slice(start, start + rows),
  }),
}

/** Samples that are paired by their ids have other numbers in another file. */
function withoutRows(samples: Samples): Samples {
  return new Map([...samples].filter(([name]) => name !== 'row'))
}

/** Samples by the label that names them. */
function ratedBy(id: string): Keyed<Rated> {
  const keyOf = ({ samples }: Rated, row: number) => {
    const cell = (samples.get(`${id} (file)`) ?? samples.get(id))?.[row]
    return cell === undefined ? undefined : String(cell)
  }
  return {
    ...ratedRows,
    key: keyOf,
    place: () => undefined,
    gather(spots) {
      const numbers = (column: (rated: Rated) => Float64Array) =>
        Float64Array.from(spots, ({ piece, row }) => column(piece)[row]!)
      const columnOf = (name: string, column: Float64Array | readonly string[]) =>
        typeof column[0] === 'string'
          ? spots.map(({ piece, row }) => piece.samples.get(name)![row] as string)
          : numbers(({ samples }) => samples.get(name) as Float64Array)
      return {
        samples: new Map(
          [...spots[0]!.piece.samples].map(([name, column]) => [name, columnOf(name, column)]),
        ),
        sums: numbers(({ sums }) => sums),
        divisors: numbers(({ divisors }) => divisors),
        ...(spots[0]!.piece.sides && { sides: numbers(({ sides }) => sides!) }),
      }
    },
  }
}

function refuseLonger(longer: Cursor<Rated>, shorter: Cursor<Rated>, rows: number): never {
  throw new LossError('E310', `${shorter.name} ends after ${rows} rows, but ${longer.name} goes on`, {
    why: 'two models are compared on the same samples',
    tries: ['loss-calc ... --id <column>'],
  })
}

/** Columns that may differ between two models. */
const results = /^(?:loss(?:_\d+)?|predicted|p_target)$/

/** Labels are compared first: other ids explain other targets. */
function checkSameRows(a: Samples, b: Samples, from: number, name: string): void {
  const keys = [...a.keys()].filter((key) => !results.test(key) && key !== 'target' && b.has(key))
  for (const key of [...keys, 'target']) {
    const [first, second] = [a.get(key), b.get(key)]
    const at = first?.findIndex((cell: number | string, i: number) => !Object.is(cell, second?.[i])) ?? -1
    if (at < 0) continue
    throw new LossError(
      'E310',
      `${name} has another ${key} at sample ${from + at}: ${second?.[at]}, not ${first![at]}`,
      {
        why: 'two models are compared on the same samples, row by row: --id pairs them by a column of both files',
        tries: ['loss-calc ... --id <column>'],
      },
    )
  }
}
