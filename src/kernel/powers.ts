/**
 * Writes the kernel's table of powers of ten, 10^minPower to 10^maxPower, at `address` of `buffer`: 128 bits
 * each, normalized, rounded up unless exact, high 64 bits first (see assembly/powers.ts). Takes about 1 ms,
 * which is why the kernel asks for it only when it meets a number that needs it.
 */
export function writePowersOfTen(
  buffer: ArrayBuffer,
  address: number,
  minPower: number,
  maxPower: number,
): void {
  const table = new BigUint64Array(buffer, address, (maxPower - minPower + 1) * 2)
  const store = (exponent: number, power: bigint) => {
    const index = (exponent - minPower) * 2
    table[index] = power >> 64n
    table[index + 1] = BigInt.asUintN(64, power)
  }
  let power = 1n
  for (let exponent = 0; exponent <= Math.max(maxPower, -minPower); exponent++) {
    const bits = bitLengthOfPower(exponent)
    if (exponent <= maxPower) {
      const excess = BigInt(bits - 128)
      const exact = excess <= 0n || exponent <= LAST_EXACT_POWER
      store(exponent, excess <= 0n ? power << -excess : (power >> excess) + (exact ? 0n : 1n))
    }
    if (exponent > 0 && -exponent >= minPower) store(-exponent, (1n << BigInt(bits + 127)) / power + 1n)
    power *= 10n
  }
}

/** 5^55 is the last power of five below 2^128, so 10^55 the last power of ten with an exact entry. */
const LAST_EXACT_POWER = 55

/** Bits of 10^exponent: floor(log2(10^exponent)) + 1 in fixed point, right for 0 <= exponent <= 1233. */
function bitLengthOfPower(exponent: number): number {
  return ((exponent * 1741647) >> 19) + 1
}
