// Nanoseconds per value of the kernel's parser and formatter: the median of several rounds.
// Usage: node scripts/bench-kernel.mjs [rounds]
import { importSource } from './import-source.mjs'
import { randomFrom } from './random.mjs'

const rounds = Number(process.argv[2] ?? 15)
const { createKernel, MAX_NUMBER_TEXT } = await importSource('src/kernel/kernel.ts')

const BATCH = 512 * 1024
const kernel = createKernel()
const input = kernel.reserve(BATCH)
const values = kernel.reserve(BATCH * 4)
const text = kernel.reserve((BATCH / 8) * MAX_NUMBER_TEXT)
const memory = Buffer.from(kernel.memory.buffer)

// Every run measures the same numbers.
const random = randomFrom(1)
const wide = () => random() + random() * 2 ** -32
const normal = () => Math.sqrt(-2 * Math.log(1 - wide())) * Math.cos(2 * Math.PI * wide())

const inputs = [
  ['%.6g, 3 columns', 3, () => `${Number((normal() * 3).toPrecision(6))}`],
  ['0/1, 3 columns', 3, () => (random() < 0.5 ? '0' : '1')],
  ['classes 0 to 9, 1 column', 1, () => `${Math.floor(random() * 10)}`],
  ['classes 0 to 999, 1 column', 1, () => `${Math.floor(random() * 1000)}`],
  ['%.4f, 10 columns', 10, () => (normal() * 3).toFixed(4)],
  ['17-digit repr, 3 columns', 3, () => `${normal() * 3}`],
  ['17-digit probabilities, 3 columns', 3, () => `${wide() ** 8}`],
  ['%.18e, 3 columns', 3, () => (normal() * 3).toExponential(18)],
  ['%.25f, 3 columns', 3, () => (normal() * 3).toFixed(25)],
  ['%.6g after blanks, 3 columns', 3, () => ` ${Number((normal() * 3).toPrecision(6))}`],
  ['half NaN, 3 columns', 3, () => (random() < 0.5 ? 'nan' : (normal() * 3).toFixed(4))],
]

function makeText(columns, makeField, lineEnd) {
  const lines = []
  for (let size = 0; size < BATCH - 64 * columns; size += lines.at(-1).length) {
    lines.push(Array.from({ length: columns }, makeField).join(',') + lineEnd)
  }
  return lines.join('')
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1]
}

/** Prints the time per item of `run`, which handles `count` items. */
function measure(name, count, bytes, run) {
  for (let i = 0; i < 20; i++) run()
  const times = []
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint()
    for (let i = 0; i < 10; i++) run()
    times.push(Number(process.hrtime.bigint() - start) / 10)
  }
  const time = median(times)
  const perItem = (time / count).toFixed(2).padStart(8)
  process.stdout.write(
    `${name.padEnd(40)}${perItem} ns  ${((bytes / time) * 1e3).toFixed(0).padStart(6)} MB/s\n`,
  )
}

process.stdout.write('parse, per value\n')
for (const lineEnd of ['\n', '\r\n']) {
  for (const [name, columns, makeField] of lineEnd === '\n' ? inputs : inputs.slice(0, 1)) {
    const end = input + memory.latin1Write(makeText(columns, makeField, lineEnd), input)
    const parse = () => kernel.parseRows({ start: input, end, out: values, columns, delimiter: 44 })
    const { rows, end: read } = parse()
    if (read < end) throw new Error(`${name}: stopped after ${rows} rows`)
    measure(lineEnd === '\n' ? name : `${name}, CR LF`, rows * columns, end - input, parse)
  }
}

const end =
  input +
  memory.latin1Write(
    makeText(20, () => (normal() * 3).toFixed(4), '\n'),
    input,
  )
measure('newline count, per byte', end - input, end - input, () => kernel.countNewlines(input, end))

process.stdout.write('format, per value\n')
const count = BATCH / 8
for (const [name, make] of [
  ['losses (17 digits)', () => Math.log1p(Math.exp(-Math.abs(normal())))],
  ['6 digits', () => Number(normal().toPrecision(6))],
  [
    'random bits',
    () => new Float64Array(new Uint32Array([random() * 2 ** 32, random() * 2 ** 32]).buffer)[0],
  ],
]) {
  const doubles = new Float64Array(kernel.memory.buffer, values, count)
  for (let i = 0; i < count; i++) doubles[i] = make()
  const format = () => kernel.formatRows(values, count, 1, 44, text)
  measure(name, count, format() - text, format)
}
