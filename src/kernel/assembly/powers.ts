/**
 * The powers of ten that reading and writing share: for every exponent q in [MIN_POWER, MAX_POWER] the
 * 128-bit g with 2^127 <= g < 2^128 and g = 10^q * 2^s for some s, rounded up (floor + 1) where 10^q has
 * no exact 128-bit form, that is for q < 0 and q > LAST_EXACT_POWER. Each entry is two u64, high half first.
 */
export const MIN_POWER: i32 = -292
export const MAX_POWER: i32 = 324
export const LAST_EXACT_POWER: i32 = 55

const table: usize = memory.data((MAX_POWER - MIN_POWER + 1) * 16, 16)
let filled: bool = false

/** Implemented by the host: writes the whole table at `address`. */
@external("host", "fillPowers")
declare function fillPowers(address: usize, minPower: i32, maxPower: i32): void

/** Has the host fill the table on its first use: short numbers never need it, so they do not pay for it. */
@inline
export function ensurePowers(): void {
  if (!filled) {
    fillPowers(table, MIN_POWER, MAX_POWER)
    filled = true
  }
}

/** Address of the entry for 10^q; ensurePowers() must have run. */
@inline
export function powerOfTen(q: i32): usize {
  return table + (usize(q - MIN_POWER) << 4)
}

/** High 64 bits of the 128-bit product a * b. */
@inline
export function mulHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff
  const aHigh = a >> 32
  const bLow = b & 0xffffffff
  const bHigh = b >> 32
  const cross = aLow * bHigh
  // At most 2 * (2^32 - 1) + (2^32 - 1)^2 = 2^64 - 1, so this sum never wraps.
  const middle = ((aLow * bLow) >> 32) + (cross & 0xffffffff) + aHigh * bLow
  return aHigh * bHigh + (cross >> 32) + (middle >> 32)
}
