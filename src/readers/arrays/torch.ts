import { LossError } from '../../error.ts'
import type { Source } from '../../table.ts'
import { showShape, sizeOf } from '../../tensor.ts'
import { ByteQueue } from '../bytes/byte-queue.ts'
import { spool } from '../bytes/spool.ts'
import { type OpenStored, type Stored, stored } from '../bytes/stored.ts'
import { contentStart, type ZipEntry, zipContent, zipEntries } from '../bytes/zip.ts'
import type { Input } from '../input.ts'
import { type ArrayFile, type ArrayMember, arraySource, fileName } from './array-file.ts'
import { checkShape, isCount, type Layout, refuse } from './array-pieces.ts'
import { type NumberType, widths } from './dtypes.ts'
import { inOrder, type View } from './strided.ts'
import { Global, MOST_VALUES, type Pickled, PickledTuple, type PickleWorld, readPickle } from './pickle.ts'

/** The description of the tensors, which holds no numbers, is not longer than this. */
const LONGEST_PICKLE = 1 << 26
/** Bytes of a tensor whose numbers do not lie side by side, and of its storage, which is held in memory. */
const MOST_GATHERED = 2 ** 31
/** Bytes of such a tensor put in order at a time. */
const GATHERED = 1 << 20
const DEEPEST = 64
/** Tensors of a file, those that it names several times counted so often. */
const MOST_TENSORS = 1 << 20

/** Classes of storages that torch names, and the types that newer ones name instead. */
const types: Readonly<Record<string, NumberType>> = {
  'torch.DoubleStorage': 'float64',
  'torch.FloatStorage': 'float32',
  'torch.HalfStorage': 'float16',
  'torch.BFloat16Storage': 'bfloat16',
  'torch.LongStorage': 'int64',
  'torch.IntStorage': 'int32',
  'torch.ShortStorage': 'int16',
  'torch.CharStorage': 'int8',
  'torch.ByteStorage': 'uint8',
  'torch.BoolStorage': 'bool',
  'torch.float64': 'float64',
  'torch.float32': 'float32',
  'torch.float16': 'float16',
  'torch.bfloat16': 'bfloat16',
  'torch.int64': 'int64',
  'torch.int32': 'int32',
  'torch.int16': 'int16',
  'torch.int8': 'int8',
  'torch.uint64': 'uint64',
  'torch.uint32': 'uint32',
  'torch.uint16': 'uint16',
  'torch.uint8': 'uint8',
  'torch.bool': 'bool',
}

/** Numbers in a file of their own inside the zip file. */
class Storage {
  constructor(
    readonly type: NumberType | undefined,
    readonly key: string,
  ) {}
}

class StoredTensor {
  constructor(
    readonly storage: Storage,
    readonly type: NumberType | undefined,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

export async function torchSource(input: Input): Promise<Source> {
  return arraySource(await torchFile(input), input.member)
}

/** @throws LossError E204 for anything but tensors, and dicts and lists of them */
async function torchFile(input: Input): Promise<ArrayFile> {
  const name = fileName(input)
  const file = await stored(input)
  const entries = zipEntries(name, file)
  const [pickle, other] = entries.filter((entry) => /^[^/]+\/data\.pkl$/.test(entry.name))
  if (!pickle) refuse(name, 'it is a zip file without tensors of torch')
  if (other) refuse(name, `it holds ${pickle.name} and ${other.name}: which is meant?`)
  const folder = pickle.name.slice(0, -'data.pkl'.length)
  // Of two of a name the first.
  const byName = new Map(entries.toReversed().map((entry) => [entry.name, entry]))
  const part = (path: string) => byName.get(folder + path)
  const order = part('byteorder')
  const byteOrder = order ? (await textOf(name, file, order)).trim() : 'little'
  if (byteOrder !== 'little' && byteOrder !== 'big')
    refuse(name, `its byte order is ${JSON.stringify(byteOrder)}, neither little nor big`)
  const little = byteOrder === 'little'
  if (pickle.size > LONGEST_PICKLE) refuse(name, `its pickle is ${pickle.size} bytes long, more than 64 MB`)
  const queue = new ByteQueue(zipContent(name, file, pickle))
  const bytes = await queue.take(pickle.size)
  await queue.take(1)
  const root = readPickle(name, bytes, world(name))
  const members = tensorsIn(name, root).map(([path, tensor]): ArrayMember => ({
    name: path,
    open() {
      const entry = part(`data/${tensor.storage.key}`)
      if (!entry) refuse(name, `the numbers of ${path}, data/${tensor.storage.key}, are missing`)
      return opened(`${name}#${path}`, file, entry, tensor, little, name)
    },
  }))
  return { name, format: 'pt', members, joins: joinsOf(root) }
}

async function textOf(name: string, file: Stored, entry: ZipEntry): Promise<string> {
  let text = ''
  for await (const chunk of zipContent(name, file, entry)) {
    text += Buffer.from(chunk).toString('latin1')
    if (text.length > 16) break
  }
  return text
}

/** The globals that tensors and state dicts need. */
function world(name: string): PickleWorld {
  const calls: Readonly<Record<string, (args: readonly Pickled[]) => unknown>> = {
    'collections.OrderedDict': () => new Map(),
    'torch._utils._rebuild_tensor_v2': (args) => tensorOf(name, args, args[6]),
    'torch._utils._rebuild_tensor_v3': (args) => tensorOf(name, args, args[7], args[6]),
    'torch._utils._rebuild_parameter': ([tensor]) => tensor,
    'torch.Size': ([sizes]) => sizes,
  }
  return {
    isKnown: (global) =>
      Object.hasOwn(calls, global) ||
      Object.hasOwn(types, global) ||
      /^torch\.(?:storage\.)?\w+Storage$/.test(global),
    call(global, args) {
      if (!Object.hasOwn(calls, global)) refuse(name, `its pickle calls ${global}`)
      return calls[global]!(args) as Pickled
    },
    load(id) {
      const [kind, type, key] = id instanceof PickledTuple ? id.items : []
      if (kind !== 'storage' || !(type instanceof Global) || typeof key !== 'string')
        refuse(name, 'its pickle refers to something that is no storage')
      return { made: new Storage(types[type.name], key) }
    },
  }
}

const madeOf = (value: Pickled): unknown =>
  typeof value === 'object' && value !== null && 'made' in value ? value.made : undefined

function tensorOf(
  name: string,
  [stored, offset, sizes, steps]: readonly Pickled[],
  bits: Pickled,
  dtype?: Pickled,
): Pickled {
  // The imaginary part of a conjugate is a view with other signs than its storage.
  if (bits instanceof Map && bits.get('neg') === true)
    refuse(name, 'it holds a view that turns the signs of its storage: save x.resolve_neg()')
  const storage = madeOf(stored)
  const shape = counts(sizes)
  const strides = counts(steps)
  const type =
    dtype instanceof Global ? types[dtype.name] : storage instanceof Storage ? storage.type : undefined
  if (!(storage instanceof Storage) || !isCount(offset) || !shape || strides?.length !== shape.length)
    refuse(name, 'its pickle describes a tensor wrongly')
  checkShape(name, shape)
  return { made: new StoredTensor(storage, type, offset, shape, strides) }
}

function counts(value: Pickled): number[] | undefined {
  const items = value instanceof PickledTuple ? value.items : undefined
  return items?.every(isCount) === true ? (items as number[]) : undefined
}

/** Tensors by the way to them: `model.weight`, `0`; one alone is `tensor`. */
function tensorsIn(name: string, root: Pickled): (readonly [string, StoredTensor])[] {
  const found = new Map<string, StoredTensor>()
  let values = 0
  const walk = (value: Pickled, path: string, depth: number): void => {
    if (depth > DEEPEST) refuse(name, `its values are nested more than ${DEEPEST} deep`)
    // A list that holds another twice, which holds another twice, and so on, has no end.
    if (++values > MOST_VALUES || found.size > MOST_TENSORS)
      refuse(name, `it holds more than ${MOST_VALUES} values or ${MOST_TENSORS} tensors`)
    const made = madeOf(value)
    const inner = (key: string) => (path === '' ? key : `${path}.${key}`)
    if (made instanceof StoredTensor) {
      const own = path === '' ? 'tensor' : path
      if (found.has(own)) refuse(name, `two of its tensors are called ${own}`)
      found.set(own, made)
    } else if (value instanceof Map) {
      let place = 0
      for (const [key, item] of value) {
        // What is neither text nor number has no name of its own.
        walk(item, inner(String(typeof key === 'object' ? place : key)), depth + 1)
        place++
      }
    } else {
      const items = value instanceof PickledTuple ? value.items : Array.isArray(value) ? value : []
      for (const [i, item] of items.entries()) walk(item, inner(String(i)), depth + 1)
    }
  }
  walk(root, '', 0)
  return [...found]
}

/** What joins batches `b` as predictions are kept: a list of dicts, tuples or lists, a dict or a list of lists. */
function joinsOf(root: Pickled): readonly string[] {
  const areTensors = (list: Pickled) =>
    Array.isArray(list) && list.length > 1 && list.every((one) => madeOf(one) instanceof StoredTensor)
  const besides = 'torch.utils._pytree.tree_map(lambda *x: torch.cat(x), *b)'
  if (root instanceof Map) {
    const values = [...root.values()].filter((value) => typeof value === 'object' && value !== null)
    return values.length > 0 && values.every(areTensors)
      ? ['{k: torch.cat(v) for k, v in b.items() if isinstance(v, list)}']
      : []
  }
  if (!Array.isArray(root) || root.length < 2) return []
  if (root.every(areTensors)) return [besides, '[torch.cat(v) for v in b]']
  return root.every((one) => one instanceof Map || one instanceof PickledTuple) ? [besides] : []
}

/** The numbers of a tensor in row-major order. */
async function opened(
  shown: string,
  file: Stored,
  entry: ZipEntry,
  { type, offset, shape, strides }: StoredTensor,
  little: boolean,
  name: string,
): Promise<{ layout: Layout; queue: ByteQueue }> {
  if (!type) throw new LossError('E201', `${shown} holds no real numbers`, { at: { file: name } })
  const layout = { type, shape, little, fortran: false }
  const width = widths[type]
  const size = sizeOf(shape)
  const last = size === 0 ? 0 : offset + shape.reduce((sum, length, i) => sum + (length - 1) * strides[i]!, 1)
  if (last * width > entry.size)
    refuse(
      shown,
      `${showShape(shape)} ${type} from number ${offset} on reaches beyond the ${entry.size} bytes of its storage`,
    )
  if (isContiguous(shape, strides))
    return {
      layout,
      queue: new ByteQueue(within(zipContent(name, file, entry), offset * width, size * width)),
    }
  // A view may repeat its numbers without end.
  if (size * width > Math.max(MOST_GATHERED, entry.size)) refuseMany(shown)
  const moved = { ...layout, moved: true }
  const rows = rowByRow(name, file, entry, width, { offset, shape, strides })
  if (rows) return { layout: moved, queue: new ByteQueue(rows) }
  if (entry.size > MOST_GATHERED) refuseMany(shown)
  const all = await new ByteQueue(zipContent(name, file, entry)).take(entry.size)
  return { layout: moved, queue: new ByteQueue(gathered(all, width, { offset, shape, strides })) }
}

/** The numbers of a view, read from where they lie; undefined where rows lie too far apart. */
function rowByRow(
  name: string,
  file: Stored,
  entry: ZipEntry,
  width: number,
  view: View,
): AsyncGenerator<Uint8Array> | undefined {
  const direct = entry.method === 0
  const open = async (): Promise<OpenStored> => {
    const content = new ByteQueue(zipContent(name, file, entry))
    const spooled = direct ? undefined : await spool(content, entry.size)
    // To its end, where the checksum is compared.
    await content.skip(Infinity)
    return spooled ?? file.open()
  }
  return inOrder(open, direct ? contentStart(name, file, entry) : 0, width, view)
}

function refuseMany(shown: string): never {
  refuse(shown, 'its numbers do not lie side by side, and are too many to be put in order')
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== step) return sizeOf(shape) === 0
    step *= shape[i]!
  }
  return true
}

/** A part of some bytes; the rest is read for its checksum. */
async function* within(
  bytes: AsyncIterable<Uint8Array>,
  from: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  let at = 0
  for await (const chunk of bytes) {
    const start = Math.max(0, from - at)
    const end = Math.min(chunk.length, from + length - at)
    at += chunk.length
    if (start < end) yield chunk.subarray(start, end)
  }
}

async function* gathered(
  all: Uint8Array,
  width: number,
  { offset, shape, strides }: View,
): AsyncGenerator<Uint8Array> {
  const index = new Array<number>(shape.length).fill(0)
  let from = offset
  let left = sizeOf(shape)
  while (left > 0) {
    const count = Math.min(left, GATHERED / width)
    left -= count
    const out = new Uint8Array(count * width)
    for (let to = 0; to < out.length; to += width) {
      for (let byte = 0; byte < width; byte++) out[to + byte] = all[from * width + byte]!
      for (let i = shape.length - 1; i >= 0; i--) {
        from += strides[i]!
        if (++index[i]! < shape[i]!) break
        from -= strides[i]! * shape[i]!
        index[i] = 0
      }
    }
    yield await Promise.resolve(out)
  }
}
