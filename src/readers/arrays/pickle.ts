import { inPython, LossError } from '../../error.ts'

/** What a pickle makes here: plain values, and what `known` made of a global. */
export type Pickled =
  | number
  | string
  | boolean
  | undefined
  | Pickled[]
  | Map<Pickled, Pickled>
  | PickledTuple
  | Global
  | { readonly made: unknown }

export class PickledTuple {
  constructor(readonly items: readonly Pickled[]) {}
}

/** A class or function that a pickle names. Nothing is looked up by this name, and nothing is run. */
export class Global {
  constructor(readonly name: string) {}
}

/** What the few globals that are known give; undefined for any other. */
export interface PickleWorld {
  isKnown(global: string): boolean
  call(global: string, args: readonly Pickled[]): Pickled
  /** What a persistent id stands for. */
  load(id: Pickled): Pickled
}

const MARK = Symbol('mark')
type Item = Pickled | typeof MARK
/** Values that a pickle may hold: more than any file of tensors. */
export const MOST_VALUES = 5_000_000

/**
 * Reads a pickle as data: numbers, texts, lists, dicts, and the globals that `world` knows. A pickle is a program for a
 * small machine; of its instructions only those that build such values are followed.
 *
 * @throws LossError E204 for any other instruction or global, by its name, and for a pickle that breaks off
 */
export function readPickle(name: string, bytes: Uint8Array, world: PickleWorld): Pickled {
  return new Machine(name, bytes, world).run()
}

class Machine {
  readonly #name: string
  readonly #view: DataView
  readonly #bytes: Uint8Array
  readonly #world: PickleWorld
  readonly #stack: Item[] = []
  readonly #memo = new Map<number, Pickled>()
  #at = 0
  #values = 0

  constructor(name: string, bytes: Uint8Array, world: PickleWorld) {
    this.#name = name
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#world = world
  }

  run(): Pickled {
    for (;;) {
      const at = this.#at
      const code = this.#u8()
      if (code === 0x2e) {
        const value = this.#pop()
        if (this.#stack.length > 0) this.#fail('it ends with values left over')
        return value
      }
      const step = STEPS[code]
      if (!step)
        this.#fail(
          `the instruction 0x${code.toString(16).padStart(2, '0')} at byte ${at} of its pickle is none of those that tensors need`,
        )
      this.#at = at + 1
      step.call(undefined, this as unknown as Steps)
    }
  }

  /** A length in a pickle may lie. */
  take(length: number): Uint8Array {
    if (!(length >= 0 && this.#at + length <= this.#bytes.length)) this.#fail('its pickle breaks off')
    const part = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return part
  }

  #u8(): number {
    if (this.#at >= this.#bytes.length) this.#fail('its pickle breaks off')
    return this.#bytes[this.#at++]!
  }

  u8(): number {
    return this.#u8()
  }

  u32(): number {
    const part = this.take(4)
    return new DataView(part.buffer, part.byteOffset, 4).getUint32(0, true)
  }

  u64(): number {
    return this.u32() + this.u32() * 2 ** 32
  }

  i32(): number {
    return this.u32() | 0
  }

  u16(): number {
    return this.u8() + 256 * this.u8()
  }

  f64(): number {
    this.take(8)
    return this.#view.getFloat64(this.#at - 8, false)
  }

  /** A little-endian integer of any length. */
  long(length: number): number {
    const part = this.take(length)
    let value = 0n
    for (let i = part.length - 1; i >= 0; i--) value = value * 256n + BigInt(part[i]!)
    if (part.length > 0 && part[part.length - 1]! >= 128) value -= 1n << BigInt(8 * part.length)
    return Number(value)
  }

  text(length: number): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.take(length))
  }

  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at)
    if (end < 0) this.#fail('its pickle breaks off')
    const line = this.text(end - this.#at)
    this.#at++
    return line
  }

  push(value: Item): void {
    if (++this.#values > MOST_VALUES) this.#fail(`its pickle holds more than ${MOST_VALUES} values`)
    this.#stack.push(value)
  }

  mark(): void {
    this.push(MARK)
  }

  #pop(): Pickled {
    const value = this.#stack.pop()
    if (value === MARK || (value === undefined && this.#stack.length === 0 && this.#values === 0))
      this.#fail('its pickle takes a value that is not there')
    return value as Pickled
  }

  pop(): Pickled {
    if (this.#stack.length === 0) this.#fail('its pickle takes a value that is not there')
    return this.#pop()
  }

  top(): Pickled {
    const value = this.#stack.at(-1)
    if (this.#stack.length === 0 || value === MARK) this.#fail('its pickle takes a value that is not there')
    return value as Pickled
  }

  /** The values since the last mark. */
  marked(): Pickled[] {
    const at = this.#stack.lastIndexOf(MARK)
    if (at < 0) this.#fail('its pickle has no mark where it needs one')
    return this.#stack.splice(at).slice(1) as Pickled[]
  }

  memoize(key = this.#memo.size): void {
    this.#memo.set(key, this.top())
  }

  recall(key: number): void {
    if (!this.#memo.has(key)) this.#fail(`its pickle recalls value ${key}, which it never kept`)
    this.push(this.#memo.get(key))
  }

  global(module: Pickled, inner: Pickled): void {
    if (typeof module !== 'string' || typeof inner !== 'string')
      this.#fail('its pickle names something by what is no text')
    const name = `${module}.${inner}`
    if (!this.#world.isKnown(name))
      throw new LossError('E204', `${this.#name}: its pickle names ${shown(name)}, which is not run`, {
        at: { file: this.#name },
        why: 'only tensors, and dicts and lists of them, are read; anything else could be a program',
        tries: [
          `python -c "import torch; x = torch.load('${inPython(this.#name)}', weights_only=False); x = x['NAME'] if isinstance(x, dict) else x; torch.save(x.state_dict() if hasattr(x, 'state_dict') else (x.dequantize() if getattr(x, 'is_quantized', 0) else torch.as_tensor(x).detach().to_dense()).double(), 'x.pt')"`,
        ],
      })
    this.push(new Global(name))
  }

  call(): void {
    const args = this.pop()
    const callee = this.pop()
    if (!(callee instanceof Global) || !(args instanceof PickledTuple))
      this.#fail('its pickle calls what is no function')
    this.push(this.#world.call(callee.name, args.items))
  }

  load(): void {
    this.push(this.#world.load(this.pop()))
  }

  /** Attributes are only given to dicts, and say nothing about numbers. */
  build(): void {
    this.pop()
    if (!(this.top() instanceof Map)) this.#fail('its pickle gives attributes to what is no dict')
  }

  append(values: readonly Pickled[]): void {
    const list = this.top()
    if (!Array.isArray(list)) this.#fail('its pickle appends to what is no list')
    for (const value of values) list.push(value)
  }

  set(values: readonly Pickled[]): void {
    const dict = this.top()
    if (!(dict instanceof Map) || values.length % 2 !== 0)
      this.#fail('its pickle sets items of what is no dict')
    for (let i = 0; i < values.length; i += 2) dict.set(values[i]!, values[i + 1]!)
  }

  #fail(message: string): never {
    throw new LossError('E204', `${this.#name}: ${message}`, { at: { file: this.#name } })
  }
}

type Steps = Pick<
  Machine,
  | 'take'
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u64'
  | 'i32'
  | 'f64'
  | 'long'
  | 'text'
  | 'line'
  | 'push'
  | 'mark'
  | 'pop'
  | 'top'
  | 'marked'
  | 'memoize'
  | 'recall'
  | 'global'
  | 'call'
  | 'load'
  | 'build'
  | 'append'
  | 'set'
>

const shown = (name: string) => JSON.stringify(name.slice(0, 100))

const tuple = (m: Steps, count: number) => {
  const items: Pickled[] = []
  for (let i = 0; i < count; i++) items.unshift(m.pop())
  m.push(new PickledTuple(items))
}

/** Instructions by their byte. Source: Python's pickletools. */
const STEPS: Readonly<Record<number, (m: Steps) => void>> = {
  // PROTO, FRAME
  0x80: (m) => void m.u8(),
  0x95: (m) => void m.u64(),
  // NONE, NEWTRUE, NEWFALSE
  0x4e: (m) => m.push(undefined),
  0x88: (m) => m.push(true),
  0x89: (m) => m.push(false),
  // BININT, BININT1, BININT2, LONG1, LONG4, BINFLOAT
  0x4a: (m) => m.push(m.i32()),
  0x4b: (m) => m.push(m.u8()),
  0x4d: (m) => m.push(m.u16()),
  0x8a: (m) => m.push(m.long(m.u8())),
  0x47: (m) => m.push(m.f64()),
  // BINUNICODE, SHORT_BINUNICODE, SHORT_BINSTRING, BINSTRING
  0x58: (m) => m.push(m.text(m.u32())),
  0x8c: (m) => m.push(m.text(m.u8())),
  0x55: (m) => m.push(m.text(m.u8())),
  0x54: (m) => m.push(m.text(m.u32())),
  // MARK, EMPTY_TUPLE, TUPLE, TUPLE1, TUPLE2, TUPLE3
  0x28: (m) => m.mark(),
  0x29: (m) => m.push(new PickledTuple([])),
  0x74: (m) => m.push(new PickledTuple(m.marked())),
  0x85: (m) => tuple(m, 1),
  0x86: (m) => tuple(m, 2),
  0x87: (m) => tuple(m, 3),
  // EMPTY_LIST, APPEND, APPENDS, EMPTY_DICT, SETITEM, SETITEMS
  0x5d: (m) => m.push([]),
  0x61: (m) => m.append([m.pop()]),
  0x65: (m) => m.append(m.marked()),
  0x7d: (m) => m.push(new Map()),
  0x73: (m) => {
    const value = m.pop()
    const key = m.pop()
    m.set([key, value])
  },
  0x75: (m) => m.set(m.marked()),
  // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET
  0x71: (m) => m.memoize(m.u8()),
  0x72: (m) => m.memoize(m.u32()),
  0x94: (m) => m.memoize(),
  0x68: (m) => m.recall(m.u8()),
  0x6a: (m) => m.recall(m.u32()),
  // GLOBAL, STACK_GLOBAL, REDUCE, BUILD, BINPERSID
  0x63: (m) => m.global(m.line(), m.line()),
  0x93: (m) => {
    const name = m.pop()
    const module = m.pop()
    m.global(module, name)
  },
  0x52: (m) => m.call(),
  0x62: (m) => m.build(),
  0x51: (m) => m.load(),
}
