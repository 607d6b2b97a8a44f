import type { Declaration } from './command.ts'
import { LossError } from '../error.ts'
import { defaultTolerance, type Tolerance } from '../numerics/tolerance.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import type { RawFlags } from './read-flags.ts'

export function addToleranceFlags(command: Declaration): void {
  const { rtol, atol } = defaultTolerance
  command
    .option('--rtol <n>', `allowed is |got - want| <= atol + rtol |want| (default: ${rtol.toExponential()})`)
    .option('--atol <n>', `see --rtol (default: ${atol.toExponential()})`)
}

/** The tolerance as far as it is given. @throws LossError E101 unless each is a number >= 0 */
export function readTolerance(flags: RawFlags): Partial<Tolerance> {
  const given: { rtol?: number; atol?: number } = {}
  for (const name of ['rtol', 'atol'] as const) {
    const text = flags[name]
    if (typeof text !== 'string') continue
    given[name] = readDistance(name, text)
  }
  return given
}

/** Without an end, or below 0, it would let everything pass. @throws LossError E101 for such a text, or one that is no number */
export function readDistance(flag: string, text: string): number {
  const value = readBound(flag, text)
  if (value >= 0 && value < Infinity) return value
  throw new LossError('E101', `--${flag} must be a finite number >= 0, got ${text}`)
}

/** @throws LossError E101 unless the text is a finite number */
export function readLimit(flag: string, text: string): number {
  const value = readBound(flag, text)
  if (Number.isFinite(value)) return value
  throw new LossError('E101', `--${flag} must be a finite number, got ${text}`)
}

/** @throws LossError E101 unless the text is a number */
function readBound(flag: string, text: string): number {
  const value = parseDecimal(text)
  if (value !== undefined && !Number.isNaN(value)) return value
  throw new LossError('E101', `--${flag} must be a number, got ${text}`, { takes: { option: flag } })
}
