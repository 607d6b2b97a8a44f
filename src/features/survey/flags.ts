import { LossError } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import type { Reduction } from '../../report.ts'
import type { SurveyRequest } from '../../collectors/survey.ts'
import { choice, type RawFlags, readCount } from '../../command/flags.ts'

/**
 * What the flags ask of the samples together; undefined if nothing.
 *
 * @throws LossError E101 for bad values, E104 under reduction none
 */
export function readSurvey(flags: RawFlags, reduction: Reduction): SurveyRequest | undefined {
  const { top, sort, perClass, groupBy, quantiles, hist } = flags
  const asked = [top, sort, perClass, groupBy, quantiles, hist].some((flag) => flag !== undefined)
  if (!asked) return undefined
  if (reduction === 'none') {
    throw new LossError(
      'E104',
      'samples are surveyed by their loss, which --reduction none does not reduce',
      {
        tries: ['--reduction mean or sum'],
      },
    )
  }
  const order = choice('sort', sort ?? (top === undefined ? 'row' : 'loss'), ['loss', 'row'])
  const all = order === 'loss' ? Infinity : undefined
  return {
    top: top === undefined ? all : readAll('top', String(top)),
    order,
    perClass: perClass === true,
    groupBy: typeof groupBy === 'string' ? groupBy.split(',').map((name) => name.trim()) : [],
    quantiles: typeof quantiles === 'string' ? quantiles.split(',').map(readPart) : undefined,
    bins: hist === undefined ? undefined : hist === true ? 10 : readBins(String(hist)),
    columns: undefined,
  }
}

function readAll(flag: string, text: string): number {
  const count = readCount(flag, text, 'all', 1e9)
  return count === 'all' ? Infinity : count
}

function readBins(text: string): number {
  const bins = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (bins >= 1 && bins <= 200) return bins
  throw new LossError('E101', `--hist must be a number of bins from 1 to 200, got ${text}`)
}

function readPart(text: string): number {
  const q = parseDecimal(text)
  if (q !== undefined && q >= 0 && q <= 1) return q
  throw new LossError('E101', `--quantiles must be numbers in [0, 1], got ${text}`)
}
