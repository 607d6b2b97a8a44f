import { pause } from '../engine/compute.ts'
import { LossError } from '../error.ts'
import type { Samples } from '../samples.ts'
import { formats } from '../writers/formats.ts'
import { GiveUp } from './give-up.ts'
import { Listing, type SharedListing } from './listing.ts'
import type { PartialReport } from './partial-report.ts'
import type { SharedRows } from './shared-rows.ts'

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
      const found = await partial.add(one, rest)
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
