/** What an input of the fuzzer becomes: bytes changed at random, and parts of a container changed with its lengths and checksums put right. */
import { crc32, inflateRawSync } from 'node:zlib'

/** Numbers in [0, n), the same for the same seed: xorshift. */
export function randomOf(seed) {
  let state = seed || 1
  return (n) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % n
  }
}

const text = [
  '"',
  '""',
  ',',
  '\n',
  '\r\n',
  '\r',
  '\t',
  ';',
  '\0',
  '\ufeff',
  '\u2028',
  'NaN',
  '-inf',
  '1e999',
  '0x1',
  '-0',
]
const json = [
  '[',
  ']',
  '{',
  '}',
  ':',
  ',',
  '"',
  '\\u0000',
  '\\ud800',
  'null',
  'true',
  '1e5',
  '{"a":',
  '[[',
  '__proto__',
]
const options = [
  '\0',
  '--',
  '-q',
  '-f',
  'json',
  '--json',
  '--where',
  'a=1',
  '--top',
  '1',
  'mse',
  'focal',
  'ce',
  '[1]',
  '[0,1]',
  '--explain',
  '--group-by',
  'sweep',
  'inspect',
  'identify',
  'compare',
  '--gamma',
  '0:1:0.5',
  '--weight',
  '1,2',
  '--help',
  'help',
]
const bytes = (...lists) => lists.map((list) => Buffer.from(list))
/** Opcodes of pickle: marks, tuples, memo, calls, ids, long numbers. */
const pickle = [
  ...['ctorch\nFloatStorage\n', 'ctorch._utils\n_rebuild_tensor_v2\n', 'ccollections\nOrderedDict\n'],
  ...bytes([0x28], [0x74], [0x85], [0x86], [0x87], [0x71, 0], [0x68, 0], [0x52], [0x51], [0x81], [0x93]),
  ...bytes([0x8a, 8, 255, 255, 255, 255, 255, 255, 255, 127], [0x4a, 255, 255, 255, 127], [0x30], [0x32]),
  ...bytes([0x94], [0x95, 0, 0, 0, 0, 0, 0, 0, 0], [0x5d], [0x7d], [0x75], [0x73], [0x65], [0x61], [0x2e]),
]
const words = {
  json,
  ndjson: json,
  options,
  safetensors: [
    ...json,
    '"F16"',
    '"BF16"',
    '"I64"',
    '"BOOL"',
    '"shape":[]',
    '"data_offsets":[0,0]',
    '0',
    '9',
  ],
  npz: ["'<f8'", "'>i2'", "'|b1'", 'True', '(3,)', '()', "'descr'", ', 9', '\x93NUMPY'],
  pt: pickle,
  // Compact Thrift: fields, lists and varints; what ends a struct.
  parquet: bytes(
    [0],
    [0x15, 2],
    [0x15, 0x80, 0x80, 0x80, 0x80, 8],
    [0x19, 0xfc],
    [0x19, 0x1c],
    [0xff, 0xff, 3],
  ),
  arrow: [...bytes([255, 255, 255, 255], [0, 0, 0, 0, 0, 0, 0, 0], [4, 0, 0, 0]), 'ARROW1'],
}

/** One to four changes of bytes. */
function bent(input, corpus, target, random) {
  const dictionary = words[target] ?? text
  let data = Buffer.from(input)
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(data.length + 1)
    const kind = random(10)
    if (kind === 0 && data.length > 0) data[at % data.length] ^= 1 << random(8)
    else if (kind === 1 && data.length > 0) data[at % data.length] = random(256)
    else if (kind === 2) data = Buffer.concat([data.subarray(0, at), data.subarray(at + 1 + random(8))])
    else if (kind === 3) {
      const word = Buffer.from(dictionary[random(dictionary.length)])
      data = Buffer.concat([data.subarray(0, at), word, data.subarray(at)])
    } else if (kind === 4) {
      const other = corpus[random(corpus.length)]
      data = Buffer.concat([data.subarray(0, at), other.subarray(random(other.length + 1))])
    } else if (kind === 5) data = Buffer.concat([data.subarray(0, at), data.subarray(random(at + 1))])
    else if (kind === 6 && data.length >= 4) {
      const number = [0, -1, 1, 2 ** 31 - 1, -(2 ** 31), 0xffff, random(2 ** 31)][random(7)]
      data.writeInt32LE(number | 0, random(data.length - 3))
    } else if (kind === 7 && data.length > 0) data[at % data.length] += random(2) === 0 ? 1 : 255
    else if (kind === 8 && data.length > 8) {
      const from = random(data.length - 8)
      data.copy(data, random(data.length - 8), from, from + 1 + random(8))
    } else data = data.subarray(0, at)
  }
  return data
}

const number = (length, value) => {
  const out = Buffer.alloc(length)
  out.writeUIntLE(value, 0, Math.min(length, 6))
  return out
}

/** The files of a zip file by its directory, unpacked; undefined where it is none, or damaged. */
function filesIn(data) {
  const end = data.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0 || end + 22 > data.length) return undefined
  const files = []
  try {
    for (let at = data.readUInt32LE(end + 16); at < end && data.readUInt32LE(at) === 0x02014b50;) {
      const name = data.readUInt16LE(at + 28)
      const local = data.readUInt32LE(at + 42)
      const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28)
      const packed = data.subarray(start, start + data.readUInt32LE(at + 20))
      const content =
        data.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed, { maxOutputLength: 1 << 14 })
      files.push({ name: data.subarray(at + 46, at + 46 + name), content })
      at += 46 + name + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32)
    }
  } catch {
    return undefined
  }
  return files.length > 0 ? files : undefined
}

function zipOf(files) {
  const locals = []
  const entries = []
  let offset = 0
  for (const { name, content } of files) {
    const both = Buffer.concat([
      number(8, 0),
      number(4, crc32(content)),
      number(4, content.length),
      number(4, content.length),
      number(2, name.length),
      number(2, 0),
    ])
    locals.push(number(4, 0x04034b50), number(2, 20), both, name, content)
    entries.push(number(4, 0x02014b50), number(2, 20), number(2, 20), both)
    // Comment, disk and attributes; where the file starts.
    entries.push(number(10, 0), number(4, offset), name)
    offset += 30 + name.length + content.length
  }
  const directory = Buffer.concat(entries)
  const count = number(2, files.length)
  return Buffer.concat([
    ...locals,
    directory,
    number(4, 0x06054b50),
    number(4, 0),
    count,
    count,
    number(4, directory.length),
    number(4, offset),
    number(2, 0),
  ])
}

/** Containers: what their parts are, and how a file is made of parts. */
const zip = {
  parts: (data) => filesIn(data)?.map(({ content }) => content),
  whole: (parts, data) => zipOf(filesIn(data).map(({ name }, i) => ({ name, content: parts[i] }))),
}
const containers = {
  npz: zip,
  pt: zip,
  safetensors: {
    parts(data) {
      const length = data.length < 8 ? 0 : data.readUIntLE(0, 6)
      return length > 0 && 8 + length <= data.length
        ? [data.subarray(8, 8 + length), data.subarray(8 + length)]
        : undefined
    },
    whole: ([head, rest]) => Buffer.concat([number(8, head.length), head, rest]),
  },
  parquet: {
    parts(data) {
      const length = data.length < 12 ? 0 : data.readUInt32LE(data.length - 8)
      const start = data.length - 8 - length
      return length > 0 && start >= 4 ? [data.subarray(4, start), data.subarray(start, -8)] : undefined
    },
    whole: ([body, footer]) =>
      Buffer.concat([Buffer.from('PAR1'), body, footer, number(4, footer.length), Buffer.from('PAR1')]),
  },
}

/** An input changed: half of the time one part of a container, so that changes reach what lies after its checks. */
export function changed(input, corpus, target, random) {
  const container = random(2) === 0 ? containers[target] : undefined
  const parts = container?.parts(input)
  if (!parts) return bent(input, corpus, target, random).subarray(0, 1 << 14)
  const at = random(parts.length)
  const others = corpus.flatMap((other) => container.parts(other)?.[at] ?? [])
  parts[at] = bent(parts[at], others, target, random)
  return container.whole(parts, input).subarray(0, 1 << 14)
}
