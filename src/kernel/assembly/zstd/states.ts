/* Tables of finite state entropy: https://www.rfc-editor.org/rfc/rfc8878#name-fse */
import { width } from './bits'
import { COUNTS, NEXT, SPREAD, work } from './workspace'

/** What was read of a table: where it ends, its bits, and how many symbols it has counts of; 0 for the end if malformed. */
export let countsEnd: usize = 0
export let countsLog: u32 = 0
export let countsSymbols: u32 = 0

/** Reads counts of symbols into COUNTS. */
export function readCounts(at: usize, end: usize, mostSymbol: u32, mostLog: u32): void {
  countsEnd = 0
  if (at >= end) return
  const counts = work + COUNTS
  let bit: usize = 0
  const mostBits = (end - at) << 3
  const log = u32(load<u8>(at) & 15) + 5
  if (log > mostLog) return
  bit = 4
  let left: i32 = (1 << log) + 1
  let symbol: u32 = 0
  while (left > 1) {
    if (symbol > mostSymbol || bit >= mostBits) return
    // As many bits as the largest count that is left takes; small ones take one less.
    const bits = width(u32(left))
    const word = u32(load<u32>(at + (bit >> 3)) >> u32(bit & 7))
    const lower: u32 = (1 << (bits - 1)) - 1
    const threshold: u32 = (1 << bits) - 1 - u32(left)
    let value = word & ((1 << bits) - 1)
    if ((value & lower) < threshold) {
      bit += bits - 1
      value &= lower
    } else {
      bit += bits
      if (value > lower) value -= threshold
    }
    const count = i32(value) - 1
    left -= count < 0 ? -count : count
    store<i16>(counts + (usize(symbol++) << 1), i16(count))
    if (count != 0) continue
    for (;;) {
      if (bit >= mostBits) return
      const repeat = (load<u16>(at + (bit >> 3)) >> u16(bit & 7)) & 3
      bit += 2
      for (let i: u32 = 0; i < u32(repeat); i++) {
        if (symbol > mostSymbol) return
        store<i16>(counts + (usize(symbol++) << 1), 0)
      }
      if (repeat != 3) break
    }
  }
  if (left != 1 || bit > mostBits) return
  countsLog = log
  countsSymbols = symbol
  countsEnd = at + ((bit + 7) >> 3)
}

/** Builds the states of counts; `codes` tells what a symbol stands for, 0 for itself. */
export function buildStates(counts: usize, symbols: u32, log: u32, codes: usize, states: usize): void {
  const size: u32 = 1 << log
  const mask = size - 1
  const next = work + NEXT
  const spread = work + SPREAD
  let high = size - 1
  for (let s: u32 = 0; s < symbols; s++) {
    const count = load<i16>(counts + (usize(s) << 1))
    if (count == -1) {
      store<u8>(spread + usize(high--), u8(s))
      store<u16>(next + (usize(s) << 1), 1)
    } else store<u16>(next + (usize(s) << 1), u16(count))
  }
  const step = (size >> 1) + (size >> 3) + 3
  let place: u32 = 0
  for (let s: u32 = 0; s < symbols; s++) {
    const count = load<i16>(counts + (usize(s) << 1))
    for (let i: i32 = 0; i < i32(count); i++) {
      store<u8>(spread + usize(place), u8(s))
      do place = (place + step) & mask
      while (place > high)
    }
  }
  for (let state: u32 = 0; state < size; state++) {
    const s = usize(load<u8>(spread + usize(state)))
    const x = u32(load<u16>(next + (s << 1)))
    store<u16>(next + (s << 1), u16(x + 1))
    const bits = log - (width(x) - 1)
    const base: u32 = codes == 0 ? u32(s) : load<u32>(codes + (s << 3))
    const extra: u32 = codes == 0 ? 0 : load<u32>(codes + (s << 3), 4)
    setState(states + (usize(state) << 3), base, (x << bits) - size, bits, extra)
  }
}

/** The only state of a table of one symbol. */
export function singleState(symbol: u32, codes: usize, states: usize): void {
  const at = codes + (usize(symbol) << 3)
  setState(states, load<u32>(at), 0, 0, load<u32>(at, 4))
}

function setState(at: usize, base: u32, next: u32, bits: u32, extra: u32): void {
  store<u32>(at, base)
  store<u16>(at, u16(next), 4)
  store<u8>(at, u8(bits), 6)
  store<u8>(at, u8(extra), 7)
}
