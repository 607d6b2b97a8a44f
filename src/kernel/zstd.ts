import { bytesOfHex } from './hex.ts'
import { zstdWasm } from './zstd.generated.ts'

/** Where the decoder works: the memory of a kernel. */
interface Room {
  readonly memory: { readonly buffer: ArrayBuffer }
  reserve(bytes: number): number
}

/** Unpacks [start, end) to [out, outEnd); whether it is well-formed and as long. */
export type UnpackWithin = (start: number, end: number, out: number, outEnd: number) => boolean

/** Memory of the decoder, as src/kernel/assembly/zstd/workspace.ts lays it out: tables, and the literals of a block. */
const WORK_BYTES = 18432 + (1 << 17)

/*
 * Codes of lengths of literals, of matches, and of offsets: what they stand for, and how many bits are added. The first
 * ones stand for themselves, or for 3 more. https://www.rfc-editor.org/rfc/rfc8878#name-sequence-codes-for-lengths-
 */
const literalBits = [
  ...new Array<number>(16).fill(0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]
const matchBits = [
  ...new Array<number>(32).fill(0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]
const offsetBits = Array.from({ length: 32 }, (_, code) => code)
/** How often each code comes where a block does not say so; -1 for less than once. */
const literalCounts = [
  ...[4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1],
  ...[-1, -1, -1, -1],
]
const matchCounts = [1, 4, 3, 2, 2, 2, 2, 2, 2, ...new Array<number>(37).fill(1), -1, -1, -1, -1, -1, -1, -1]
const offsetCounts = [1, 1, 1, 1, 1, 1, 2, 2, 2, ...new Array<number>(15).fill(1), -1, -1, -1, -1, -1]

/** Compiled once, however many instances a thread makes. */
let compiled: WebAssembly.Module | undefined

/** A decoder of frames of zstd that lie in a kernel's memory. */
export function createZstd({ memory, reserve }: Room): UnpackWithin {
  compiled ??= new WebAssembly.Module(bytesOfHex(zstdWasm))
  const instance = new WebAssembly.Instance(compiled, { env: { memory: memory as WebAssembly.Memory } })
  const { setWork, unpackFrames } = instance.exports as unknown as {
    setWork(address: number): void
    unpackFrames(start: number, end: number, out: number, outEnd: number): number
  }
  const work = reserve(WORK_BYTES)
  setWork(work)
  const codes = (at: number, bits: readonly number[], bases: readonly number[]) =>
    new Uint32Array(memory.buffer, work + at, 2 * bits.length).set(bits.flatMap((n, i) => [bases[i]!, n]))
  codes(0, literalBits, basesOf(literalBits, 0))
  codes(512, matchBits, basesOf(matchBits, 3))
  codes(
    1024,
    offsetBits,
    offsetBits.map((n) => 2 ** n),
  )
  const counts = (at: number, of: readonly number[]) =>
    new Int16Array(memory.buffer, work + at, of.length).set(of)
  counts(1280, literalCounts)
  counts(1360, matchCounts)
  counts(1472, offsetCounts)
  // An empty text that is empty packed, too, is no frame.
  return (start, end, out, outEnd) =>
    (start === end ? out : unpackFrames(start, end, out, outEnd) >>> 0) === outEnd
}

/** Each code begins where the one before ends. */
function basesOf(bits: readonly number[], first: number): number[] {
  let next = first
  return bits.map((n) => (next += 2 ** n) - 2 ** n)
}
