import { double, pattern, words } from './bits.ts'
import type { PlainSum } from './exact-sum.ts'
import { SCALE } from './expansion.ts'

/**
 * The finite part of an exact sum as text: `0x5195p-88` is 0x5195 times 2^-88, with an odd integer, so that equal sums
 * have equal texts. 0 is `0`.
 */
export function exactText({ small, huge }: PlainSum): string {
  if (huge.length === 0 && small.length === 1) return textOfDouble(small[0]!)
  const terms = [...small.map((term) => parts(term, 0)), ...huge.map((term) => parts(term, SCALE))]
  const least = Math.min(...terms.map(({ exponent }) => exponent))
  let sum = 0n
  for (const { integer, exponent } of terms) sum += integer << BigInt(exponent - least)
  if (sum === 0n) return '0'
  const size = sum < 0n ? -sum : sum
  const zeros = trailingZeros(size)
  return `${sum < 0n ? '-' : ''}0x${(size >> BigInt(zeros)).toString(16)}p${least + zeros}`
}

/** Of one double without big integers: a million groups have few others. */
function textOfDouble(x: number): string {
  double[0] = Math.abs(x)
  const biased = words[1]! >>> 20
  const top = (words[1]! & 0xfffff) | (biased === 0 ? 0 : 0x100000)
  const low = words[0]!
  if (low === 0 && top === 0) return '0'
  const zeros = low === 0 ? 63 - Math.clz32(top & -top) : 31 - Math.clz32(low & -low)
  const integer = ((top >>> 0) * 2 ** 32 + (low >>> 0)) / 2 ** zeros
  return `${x < 0 ? '-' : ''}0x${integer.toString(16)}p${Math.max(biased, 1) - 1075 + zeros}`
}

const FORM = /^(-?)0x([0-9a-f]+)p(-?\d{1,5})$/
/** Below the last bit of a double; and beyond as many huge doubles as can be counted. */
const LEAST = -1074
const MOST = 1024 + 53

/** The same as doubles that add up to it; undefined for a text that is no such sum. */
export function exactOf(text: string): PlainSum | undefined {
  if (text === '0') return { small: [], huge: [] }
  const [, sign, digits, power] = FORM.exec(text) ?? []
  if (digits === undefined) return undefined
  const exponent = Number(power)
  // Without big integers, where one double holds it.
  const few = digits.length <= 14 ? parseInt(digits, 16) : 0
  if (few % 2 === 1 && few < 2 ** 53 && exponent >= LEAST && exponent < 900)
    return { small: [sign === '-' ? -scaled(few, exponent) : scaled(few, exponent)], huge: [] }
  let rest = BigInt(`0x${digits}`)
  if ((rest & 1n) === 0n || exponent < LEAST || exponent + bits(rest) > MOST) return undefined
  const small: number[] = []
  const huge: number[] = []
  const factor = sign === '-' ? -1 : 1
  while (rest > 0n) {
    // The 53 bits at the top are a double of their own.
    const below = Math.max(0, bits(rest) - 53)
    const top = rest >> BigInt(below)
    rest -= top << BigInt(below)
    const at = exponent + below
    if (at + 53 > 960) huge.push(factor * scaled(Number(top), at - SCALE))
    else small.push(factor * scaled(Number(top), at))
  }
  return { small, huge }
}

/** A double as an integer times 2^(exponent + scale). */
function parts(x: number, scale: number): { integer: bigint; exponent: number } {
  double[0] = Math.abs(x)
  const biased = Number(pattern[0]! >> 52n)
  const fraction = pattern[0]! & 0xfffffffffffffn
  const integer = biased === 0 ? fraction : fraction | 0x10000000000000n
  return { integer: x < 0 ? -integer : integer, exponent: Math.max(biased, 1) - 1075 + scale }
}

/** integer 2^exponent without a power that overflows or vanishes on the way. */
function scaled(integer: number, exponent: number): number {
  if (exponent >= -1000) return integer * 2 ** exponent
  return integer * 2 ** -1000 * 2 ** (exponent + 1000)
}

function bits(integer: bigint): number {
  const digits = integer.toString(16)
  return 4 * digits.length - Math.clz32(parseInt(digits[0]!, 16)) + 28
}

function trailingZeros(integer: bigint): number {
  let zeros = 0
  while ((integer & 0xffffffffn) === 0n) {
    integer >>= 32n
    zeros += 32
  }
  const word = Number(integer & 0xffffffffn)
  return zeros + 31 - Math.clz32(word & -word)
}
