import { createHash } from 'node:crypto'
import { GrowingBytes } from './growing-bytes.ts'

/** What takes some of the values of a list. */
type Take = (values: readonly unknown[]) => void

/** What stands open: an object and the key whose value comes, or a list and the number of the value. */
interface Open {
  readonly list: boolean
  key: string | number
}

/** A list that is handed on: its values that are not yet, how deep inside them the line is, and whether one must come. */
interface Taken {
  readonly take: Take
  readonly values: GrowingBytes
  depth: number
  awaits: boolean
}

/** No list that is handed on lies deeper, or has a longer key on its way: what is hostile has both without end. */
const DEEP = 8
const LONGEST_KEY = 1024
/** As deep as any JSON that is read. */
const DEEPEST = 64

/** Bytes before the brace that a state begins with: blanks, or what is no state. */
const HOPE = 1 << 20

/** Bytes of values that are parsed at once. */
const PIECE = 1 << 16
/** Bytes that are kept of the end: to be shown, and a seal is among them. */
const TAIL = 80

const NONE = new Uint8Array(0)
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * A line of JSON that comes in parts, of which the values of long lists are handed on as they come: such a line may be
 * longer than a text can be. The rest is kept, with empty lists instead.
 */
export class LongLine {
  readonly #takerOf: (path: string) => Take | undefined
  readonly #open: Open[] = []
  readonly #rest = new GrowingBytes()
  #inText = false
  #afterBackslash = false
  /** Where the last text of the rest begins, which may be a key. */
  #textStart = 0
  #taken: Taken | undefined
  #broken = false
  #tail: Uint8Array = NONE
  /** Of what stands before the tail, from the first brace on: a mark may stand before it. */
  readonly #sum = createHash('sha256')
  #begun = false

  /** `takerOf` is asked for each list by the path that leads to it: survey.groups[0]. */
  constructor(takerOf: (path: string) => Take | undefined) {
    this.#takerOf = takerOf
  }

  get length(): number {
    return this.#rest.length + (this.#taken?.values.length ?? 0)
  }

  /** Bytes are only used until it returns. */
  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#follow(bytes)
    for (let from = 0; from < bytes.length && !this.#broken;)
      from = this.#taken ? this.#addValues(this.#taken, bytes, from) : this.#addRest(bytes, from)
  }

  /** Whether no state comes of it, whatever follows: a list that is none, or a megabyte without a brace. */
  get isHopeless(): boolean {
    return this.#broken || (!this.#begun && this.length > HOPE)
  }

  /** The last characters, without the end of the line. */
  get tail(): string {
    return Buffer.from(this.#tail).toString().replace(/\r$/, '').slice(-20)
  }

  /** Whether it ends with a seal that fits all before it. Asked once. */
  isSealed(): boolean {
    const [, before, seal] =
      /^(.*)(?:,"seal":"(.{64})"\}\s*)$/s.exec(Buffer.from(this.#tail).toString('latin1')) ?? []
    return seal !== undefined && this.#sum.update(before!, 'latin1').digest('hex') === seal
  }

  /** The line without the values of its long lists; no JSON if the line was none. */
  rest(): string {
    return this.#broken || this.#taken ? '' : new TextDecoder().decode(this.#rest.all())
  }

  get isBlank(): boolean {
    return !this.#broken && !this.#taken && this.rest().trim() === ''
  }

  #follow(bytes: Uint8Array): void {
    const from = this.#begun ? 0 : bytes.indexOf(OPEN_OBJECT)
    const all = Buffer.concat([this.#begun ? this.#tail : NONE, bytes.subarray(Math.max(from, 0))])
    this.#begun ||= from >= 0
    const end = Math.max(0, all.length - TAIL)
    if (this.#begun) this.#sum.update(all.subarray(0, end))
    this.#tail = all.subarray(end).slice()
  }

  /** Reads on until a list begins that is handed on, or to the end; where it stops. */
  #addRest(bytes: Uint8Array, from: number): number {
    let kept = from
    const keep = (end: number): void => {
      this.#rest.add(bytes.subarray(kept, end))
      kept = end
    }
    for (let i = from; i < bytes.length && !this.#broken; i++) {
      const byte = bytes[i]!
      if (this.#inText) this.#passText(byte)
      else if (byte === QUOTE) {
        this.#inText = true
        this.#textStart = this.#rest.length + i - kept
      } else if (byte === COLON) {
        keep(i)
        const top = this.#open.at(-1)
        const length = this.#rest.length - this.#textStart
        if (top) top.key = length > LONGEST_KEY ? '' : keyIn(this.#rest.all(this.#textStart))
      } else if (byte === COMMA) {
        const top = this.#open.at(-1)
        if (top?.list) top.key = Number(top.key) + 1
      } else if (byte === OPEN_OBJECT) this.#opens({ list: false, key: '' })
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#open.pop()
      else if (byte === OPEN_LIST) {
        const take = this.#open.length > DEEP ? undefined : this.#takerOf(this.#path())
        if (take) {
          keep(i + 1)
          this.#taken = { take, values: new GrowingBytes(), depth: 0, awaits: false }
          return i + 1
        }
        this.#opens({ list: true, key: 0 })
      }
    }
    keep(bytes.length)
    return bytes.length
  }

  #opens(one: Open): void {
    if (this.#open.push(one) > DEEPEST) this.#broken = true
  }

  #path(): string {
    return this.#open.map(({ list, key }, i) => (list ? `[${key}]` : `${i === 0 ? '' : '.'}${key}`)).join('')
  }

  /** Reads on to the end of the list; where it stops. */
  #addValues(taken: Taken, bytes: Uint8Array, from: number): number {
    let depth = taken.depth
    let kept = from
    let i = from
    for (; i < bytes.length; i++) {
      const byte = bytes[i]!
      if (this.#inText) this.#passText(byte)
      else if (byte === QUOTE) this.#inText = true
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (depth === 0) break
        depth--
      } else if (byte === COMMA && depth === 0 && taken.values.length + i - kept >= PIECE) {
        taken.values.add(bytes.subarray(kept, i))
        kept = i + 1
        this.#handOn(taken)
        taken.awaits = true
      }
    }
    taken.values.add(bytes.subarray(kept, i))
    taken.depth = depth
    if (i === bytes.length) return i
    if (taken.awaits || taken.values.length > 0) this.#handOn(taken)
    if (bytes[i] !== CLOSE_LIST) this.#broken = true
    this.#rest.add(bytes.subarray(i, i + 1))
    this.#taken = undefined
    return i + 1
  }

  #passText(byte: number): void {
    if (this.#afterBackslash) this.#afterBackslash = false
    else if (byte === BACKSLASH) this.#afterBackslash = true
    else if (byte === QUOTE) this.#inText = false
  }

  #handOn({ take, values, awaits }: Taken): void {
    let parsed: unknown[]
    try {
      parsed = JSON.parse(`[${new TextDecoder().decode(values.all())}]`) as unknown[]
    } catch {
      this.#broken = true
      return
    }
    values.clear()
    // After a comma a value must come.
    if (awaits && parsed.length === 0) this.#broken = true
    take(parsed)
  }
}

/** A key with its quotes; '' for what is none, which the whole will show, or leads to no list that is handed on. */
function keyIn(bytes: Uint8Array): string {
  try {
    return String(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return ''
  }
}
