import { writeSync } from 'node:fs'
import type { OutputFormat } from '../writers/formats.ts'
import { GiveUp } from './give-up.ts'

/** A file that all threads write. */
export interface ListingPlace {
  readonly format: OutputFormat & ('csv' | 'ndjson')
  readonly descriptor: number
  /** Where the text of the first batch goes. */
  readonly start: number
}

/** Writes bytes to a place of a file. @throws GiveUp */
export function writeAt(file: number, bytes: Uint8Array, place: number): void {
  try {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(file, bytes, done, bytes.length - done, place + done)
    }
  } catch {
    // The plain way meets the same disk, and says so.
    throw new GiveUp()
  }
}
