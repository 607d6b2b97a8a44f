import type { Pair } from '../data/pairs.ts'
import { pause } from '../engine/compute.ts'
import { LossError } from '../error.ts'
import type { Samples } from '../samples.ts'
import type { NumberColumns } from '../table.ts'
import { formats } from '../writers/formats.ts'
import { GiveUp } from './give-up.ts'
import { Listing, type SharedListing } from './listing.ts'
import type { PartialReport } from './partial-report.ts'
import type { SharedRows, TurnRows } from './shared-rows.ts'

/** What the thread that gives the jobs hears of its own rows: samples that are not listed lie in memory that the next ones overwrite. */
interface Own {
  begin(turn: number): void
  take(samples: Samples): void
}

/**
 * What a thread does, the main one or a worker: computes the rows of its turns, and lists them if that is asked for.
 *
 * @throws GiveUp, also in place of any error of the data: the plain way finds it, and knows its place
 */
export async function addRows(
  partial: PartialReport,
  rows: SharedRows,
  output: SharedListing | undefined,
  own?: Own,
): Promise<void> {
  const listing = output && new Listing(await formats[output.format](), output, own === undefined)
  const rest = pause()
  const begin = (turn: number) => {
    own?.begin(turn)
    listing?.begin(turn)
  }
  try {
    for await (const one of rows.read(begin)) {
      const pair = pairOf(partial, one)
      const found = pair && partial.add(pair)
      if (found && listing) listing.add(found.samples)
      else if (found) own?.take(found.samples)
      await rest()
    }
    listing?.finish()
  } catch (error) {
    rows.fail()
    listing?.fail()
    throw error instanceof LossError ? new GiveUp() : error
  }
}

/** Undefined if all rows are left out. */
function pairOf({ pairing }: PartialReport, { parts, firstRow }: TurnRows): Pair | undefined {
  if (pairing) return pairing.pair(parts, firstRow, firstRow)
  const [input, target] = parts.map(([part]) => (part as NumberColumns).tensor)
  return { args: { input: input!, target: target! }, firstRow, whole: false }
}
