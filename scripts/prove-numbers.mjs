// Proves the kernel's numbers on millions of cases: every parsed value has the bits of Number(text), every
// formatted one the text of String(value). Prints how many were compared; exits with 1 at a difference.
// Usage: node scripts/prove-numbers.mjs [millions parsed = 6] [millions formatted = 3] [seed = 1]
import { importSource } from './import-source.mjs'
import { randomFrom } from './random.mjs'

const parseGoal = Number(process.argv[2] ?? 6) * 1e6
const formatGoal = Number(process.argv[3] ?? 3) * 1e6
const { createKernel, MAX_NUMBER_TEXT } = await importSource('src/kernel/kernel.ts')

const BATCH = 10_000
const kernel = createKernel()
const input = kernel.reserve(BATCH * 1200)
const values = kernel.reserve(BATCH * 8)
const text = kernel.reserve(BATCH * MAX_NUMBER_TEXT)
const memory = Buffer.from(kernel.memory.buffer)
const doubles = new Float64Array(kernel.memory.buffer, values, BATCH)
const patterns = new BigUint64Array(kernel.memory.buffer, values, BATCH)

const random = randomFrom(Number(process.argv[4] ?? 1))
const below = (limit) => Math.floor(random() * limit)
const between = (low, high) => low + below(high - low + 1)
const pick = (list) => list[below(list.length)]
const digits = (count) => {
  let result = ''
  while (result.length < count) result += String(below(1e9)).padStart(9, '0')
  return result.slice(0, count)
}

const words = new Uint32Array(2)
const double = new Float64Array(words.buffer)
const doubleOf = (high, low) => {
  words[0] = low
  words[1] = high
  return double[0]
}
const randomWord = () => below(2 ** 32)
const anyFinite = () => doubleOf(below(0x7ff00000), randomWord())
const nearOne = () => doubleOf(between(1023 - 60, 1023 + 60) * 2 ** 20 + below(2 ** 20), randomWord())
const subnormal = () => doubleOf(below(2 ** 20), randomWord())
/** A power of two or ten, or a double at most three steps away from it. */
const nearPower = () => {
  double[0] = random() < 0.5 ? 2 ** between(-1074, 1023) : Number(`1e${between(-323, 308)}`)
  const bits = (BigInt(words[1]) << 32n) | BigInt(words[0])
  const moved = BigInt.asUintN(63, bits + BigInt(between(-3, 3)))
  return doubleOf(Number(moved >> 32n), Number(moved & 0xffffffffn))
}

/** The exact decimal expansion of the point half way between `value` >= 0 and the next double. */
function halfwayAbove(value) {
  double[0] = value
  const biased = words[1] >>> 20
  const fraction = (BigInt(words[1] & 0xfffff) << 32n) | BigInt(words[0])
  const significand = biased === 0 ? fraction : fraction | (1n << 52n)
  const exponent = (biased === 0 ? 1 : biased) - 1076
  const middle = significand * 2n + 1n
  if (exponent >= 0) return [middle << BigInt(exponent), 0]
  return [middle * 5n ** BigInt(-exponent), exponent]
}

/** A tie, cut, or moved by one in its last digit, or by very little. */
function tie(value) {
  const [significand, exponent] = halfwayAbove(value)
  switch (below(5)) {
    case 0:
      return `${significand}e${exponent}`
    case 1:
      return `${significand + 1n}e${exponent}`
    case 2:
      return `${significand - 1n}e${exponent}`
    case 3:
      return `${significand}${'0'.repeat(below(30))}1e${exponent - 31}`
    default: {
      const all = significand.toString()
      const kept = Math.min(all.length, between(15, 25))
      return `${all.slice(0, kept)}e${exponent + all.length - kept}`
    }
  }
}

const withSign = (literal) => (random() < 0.5 ? `-${literal}` : random() < 0.1 ? `+${literal}` : literal)
const withPoint = (literal) => {
  const position = below(literal.length + 1)
  return `${literal.slice(0, position)}.${literal.slice(position)}`
}

/** Kinds of literals by name, with their share of all cases. */
const literals = {
  'short, as data files hold': [15, () => withPoint(digits(between(1, 9)))],
  '1 to 19 digits, small exponent': [20, () => `${withPoint(digits(between(1, 19)))}e${between(-30, 30)}`],
  '1 to 19 digits, any exponent': [10, () => `${withPoint(digits(between(1, 19)))}e${between(-360, 330)}`],
  '15 to 19 digits without exponent': [10, () => withPoint(digits(between(15, 19)))],
  '20 to 40 digits': [6, () => `${withPoint(digits(between(20, 40)))}e${between(-60, 40)}`],
  'leading zeros': [6, () => `${'0'.repeat(below(4))}.${'0'.repeat(below(25))}${digits(between(1, 20))}`],
  'String of any double': [8, () => String(anyFinite())],
  'String of a double near one': [8, () => String(nearOne())],
  '17 significant digits': [5, () => nearOne().toPrecision(17)],
  '%.18e': [5, () => nearOne().toExponential(18)],
  '%.20f': [2, () => random().toFixed(20)],
  subnormal: [1, () => String(subnormal())],
  'near powers of two and ten': [2, () => nearPower().toPrecision(between(15, 21))],
  'ties of integers around 2^53 to 2^63': [
    4,
    () => tie(2 ** between(53, 63) * (1 + random())).replace(/e0$/, ''),
  ],
  'ties near one': [6, () => tie(nearOne())],
  'ties of any double': [0.3, () => tie(anyFinite())],
  'ties of subnormals': [0.1, () => tie(subnormal())],
  '400 digits': [0.5, () => `${withPoint(digits(400))}e${between(-400, 10)}`],
  'exponents far out': [
    0.5,
    () => `${digits(between(1, 5))}e${pick(['', '-', '+'])}${digits(between(3, 12))}`,
  ],
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

const numberBits = new BigUint64Array(1)
const number = new Float64Array(numberBits.buffer)

function proveParsing(name, makeLiteral, goal) {
  let compared = 0
  while (compared < goal) {
    const count = Math.min(BATCH, goal - compared)
    const cases = Array.from({ length: count }, () => withSign(makeLiteral()))
    const end = input + memory.latin1Write(`${cases.join('\n')}\n`, input)
    const read = kernel.parseRows({ start: input, end, out: values, columns: 1, delimiter: 44 })
    if (read.end < end) fail(`${name}: stopped at ${cases[read.rows]}`)
    for (let i = 0; i < count; i++) {
      number[0] = Number(cases[i])
      if (patterns[i] !== numberBits[0])
        fail(`${name}: ${cases[i]} gave ${doubles[i]}, Number() ${number[0]}`)
    }
    compared += count
  }
  process.stdout.write(`parsed     ${String(compared).padStart(9)}  ${name}\n`)
  return compared
}

const signed = (value) => (random() < 0.5 ? -value : value)
/** Kinds of doubles by name, with their share of all cases. */
const doubleKinds = {
  'any bits': [30, () => doubleOf(randomWord(), randomWord())],
  'near one': [25, () => signed(nearOne())],
  losses: [15, () => Math.log1p(Math.exp(-10 * random()))],
  'decimals of 1 to 17 digits': [12, () => signed(Number(`${digits(between(1, 17))}e${between(-25, 10)}`))],
  integers: [8, () => signed(Math.floor(2 ** (random() * 75)))],
  subnormal: [5, () => signed(subnormal())],
  'near powers of two and ten': [5, () => signed(nearPower())],
}

function proveFormatting(name, makeDouble, goal) {
  let compared = 0
  while (compared < goal) {
    const count = Math.min(BATCH, goal - compared)
    for (let i = 0; i < count; i++) doubles[i] = makeDouble()
    const written = memory.latin1Slice(text, kernel.formatRows(values, count, 1, 44, text)).split('\n')
    for (let i = 0; i < count; i++) {
      if (written[i] !== String(doubles[i])) fail(`${name}: ${doubles[i]} was written as ${written[i]}`)
    }
    compared += count
  }
  process.stdout.write(`formatted  ${String(compared).padStart(9)}  ${name}\n`)
  return compared
}

/** Runs `prove` on every kind in proportion to its share; returns how many cases were compared. */
function proveAll(kinds, goal, prove) {
  const shares = Object.values(kinds).reduce((sum, [share]) => sum + share, 0)
  let total = 0
  for (const [name, [share, make]] of Object.entries(kinds)) {
    total += prove(name, make, Math.ceil((goal * share) / shares))
  }
  return total
}

const parsed = proveAll(literals, parseGoal, proveParsing)
const formatted = proveAll(doubleKinds, formatGoal, proveFormatting)
process.stdout.write(
  `${parsed} literals parsed bit for bit like Number(), ${formatted} doubles written like String(): no difference\n`,
)
