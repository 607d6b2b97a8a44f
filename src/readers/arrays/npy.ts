import { statSync } from 'node:fs'
import { inPython, LossError } from '../../error.ts'
import type { Source } from '../../table.ts'
import { checkLength, checkShape, type Layout, noteOf, refuse, wholeArray } from './array-pieces.ts'
import { oneColumn } from '../one-column.ts'
import { ByteQueue } from '../bytes/byte-queue.ts'
import { storedAt } from '../bytes/stored.ts'
import type { NumberType } from './dtypes.ts'
import type { Input } from '../input.ts'

const MAGIC = '\x93NUMPY'
/** numpy itself stops at 10 kB; only tables with very many fields need more. */
const LONGEST_HEADER = 1 << 20

const types: Readonly<Record<string, NumberType>> = {
  f8: 'float64',
  f4: 'float32',
  f2: 'float16',
  i8: 'int64',
  i4: 'int32',
  i2: 'int16',
  i1: 'int8',
  u8: 'uint64',
  u4: 'uint32',
  u2: 'uint16',
  u1: 'uint8',
  b1: 'bool',
}

const saved = (as: string, options = '') =>
  `python -c "import numpy; a = numpy.load('FILE'${options}); ${as}"`
const asText = [
  'text',
  saved("numpy.savetxt('x.csv', a.astype(str), '%s', header='label', comments='')"),
] as const
const asNumbers = saved("numpy.save('x.npy', a.astype(float))")
const asWhole = saved("numpy.save('x.npy', a.astype('int64'))")

const recipes: Readonly<Record<string, readonly [string, string]>> = {
  c: ['complex numbers', saved("numpy.save('x.npy', a.real)")],
  O: [
    'Python objects, which only Python can read',
    saved(
      "numpy.savez('x.npz', **a.item()) if a.shape == () else numpy.savetxt('x.csv', a, '%s', header='label', comments='')",
      ', allow_pickle=True',
    ),
  ],
  U: asText,
  S: asText,
  T: asText,
  M: ['dates', asWhole],
  m: ['time spans', asWhole],
  V: ['raw bytes', asNumbers],
  f: ['numbers wider than a double', asNumbers],
  '[': ['records', saved("numpy.savez('x.npz', **{k: a[k] for k in a.dtype.names})")],
}

export async function npySource({ name, bytes, path }: Input): Promise<Source> {
  const queue = new ByteQueue(bytes)
  const layout = await readHeader(name, queue)
  if (path !== undefined) checkLength(name, layout, statSync(path).size - queue.position)
  const stored = path === undefined ? undefined : { file: storedAt(path), start: queue.position }
  return oneColumn({
    name,
    format: 'npy',
    notes: [noteOf(layout)],
    pieces: () => wholeArray(name, layout, queue, undefined, stored),
  })
}

/**
 * Reads the header of an array; the queue stands at its numbers then.
 *
 * @throws LossError E201 if the array holds no real numbers, E204 if the header is malformed
 */
export async function readHeader(name: string, queue: ByteQueue): Promise<Layout> {
  const start = queue.position
  const head = await queue.take(8)
  if (latin1(head.subarray(0, 6)) !== MAGIC) refuse(name, `byte ${start} does not start an array of numpy`)
  const version = head[6] ?? 0
  if (head.length < 8 || version < 1 || version > 3)
    refuse(name, `format version ${version} at byte ${start + 6} is unknown`)
  const size = version === 1 ? 2 : 4
  const prefix = await queue.take(size)
  let length = 0
  for (let i = size - 1; i >= 0; i--) length = length * 256 + (prefix[i] ?? 0)
  if (length > LONGEST_HEADER) refuse(name, `the header is said to be ${length} bytes long`)
  const text = await queue.take(length)
  if (prefix.length < size || text.length < length)
    refuse(name, `it ends within the header, after ${queue.position} bytes`)
  return parseHeader(name, latin1(text))
}

/** {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } */
function parseHeader(name: string, text: string): Layout {
  const entry =
    /\s*(['"])(descr|fortran_order|shape)\1\s*:\s*(?:(['"])([^'"]*)\3|(True|False)|\(([\d\sL,]*)\)|(\[))\s*(,|(?=\}))/y
  const open = /^\s*\{/.exec(text)
  if (!open) refuse(name, 'the header is no dict')
  entry.lastIndex = open[0].length
  let descr: string | undefined
  let fortran: boolean | undefined
  let shape: number[] | undefined
  let closed = false
  const records = /['"]descr['"]\s*:\s*\[/.test(text)
  if (records) refuseType(name, '[')
  for (let found = entry.exec(text); found; found = entry.exec(text)) {
    const [all, , key, , quoted, truth, tuple] = found
    if (key === 'descr' && descr === undefined) descr = quoted
    else if (key === 'fortran_order' && fortran === undefined && truth) fortran = truth === 'True'
    else if (key === 'shape' && shape === undefined) shape = lengths(tuple)
    else refuse(name, `the header says ${JSON.stringify(all.trim())} twice or wrongly`)
    closed = /^\s*\}\s*$/.test(text.slice(entry.lastIndex))
    if (closed) break
  }
  if (!closed || descr === undefined || fortran === undefined || shape === undefined)
    refuse(name, `the header is malformed: ${JSON.stringify(text.trim().slice(0, 80))}`)
  checkShape(name, shape)
  const [, order, code] = /^([<>|=])?(.*)$/s.exec(descr)!
  const type = Object.hasOwn(types, code!) ? types[code!]! : refuseType(name, code!)
  return { type, shape, fortran: fortran && shape.length > 1, little: order !== '>' }
}

function lengths(tuple: string | undefined): number[] | undefined {
  const parts = tuple?.split(',').map((part) => part.trim())
  if (parts?.at(-1) === '') parts.pop()
  return parts?.every((part) => /^\d{1,16}L?$/.test(part))
    ? parts.map((part) => Number.parseInt(part, 10))
    : undefined
}

function refuseType(name: string, code: string): never {
  const [what, recipe] = (/^([a-zA-Z]\d*(\[.*\])?|\[)$/.test(code) ? recipes[code[0]!] : undefined) ?? [
    `numbers of the type ${JSON.stringify(code.slice(0, 20))}`,
    undefined,
  ]
  throw new LossError('E201', `${name} holds ${what}`, {
    at: { file: name },
    ...(recipe !== undefined && {
      tries: [recipe.replace(/numpy\.load\('FILE'(.*?)\)/, (_, options: string) => loadIn(name, options))],
    }),
  })
}

/** What loads an array in Python: one of several by its name behind that of the file. */
function loadIn(name: string, options: string): string {
  const [, archive, member] = /^(.*\.npz)#([\w.-]+)$/.exec(name) ?? []
  const file = name === 'stdin' ? 'FILE' : inPython(archive ?? name)
  return `numpy.load('${file}'${options})${member === undefined ? '' : `['${member}']`}`
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
