/*
 * A table of names: each distinct text has an index, in the order in which they first came. Names are compared byte by
 * byte as they stand in the file, quotes included; two spellings of one name are two names here.
 */

/** Slots per table are a power of two; each is two u32, the hash and the index + 1, or 0 if it is free. */
const SLOT: usize = 8

@inline
function mix(hash: u64, word: u64): u64 {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15
  return hash ^ (hash >> 29)
}

@inline
function hashOf(start: usize, length: usize): u32 {
  let hash = u64(length)
  let p = start
  const end = start + length
  for (; p + 8 <= end; p += 8) hash = mix(hash, load<u64>(p))
  // The last bytes, those of what follows cut off.
  if (p < end) hash = mix(hash, load<u64>(p) & ((u64(1) << ((end - p) << 3)) - 1))
  hash = mix(hash, 0)
  return u32(hash >> 32)
}

@inline
function areEqual(a: usize, b: usize, length: usize): bool {
  let i: usize = 0
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false
  if (i == length) return true
  return ((load<u64>(a + i) ^ load<u64>(b + i)) & ((u64(1) << ((length - i) << 3)) - 1)) == 0
}

/** Further results of indexNames: how many names there are, and where the text of the next one goes. */
export let namesCount: i32 = 0
export let namesEnd: usize = 0

/**
 * Stores the index of each of `rows` texts at `out`, as doubles. A text is two u32 at `texts`, its start and its end;
 * the next one lies `stride` bytes further on. `slots` is a table of `size` slots that holds `count` names;
 * `names` has two u32 for each, start and end of a copy; copies of new names go to `heap`, up to `heapEnd`.
 * Returns how many rows it did: it stops where the table is half full or the heap is, which the host then makes larger.
 */
export function indexNames(
  texts: usize,
  stride: i32,
  rows: i32,
  out: usize,
  slots: usize,
  size: i32,
  names: usize,
  count: i32,
  heap: usize,
  heapEnd: usize,
): i32 {
  const mask = u32(size - 1)
  let done: i32 = 0
  for (; done < rows; done++) {
    const start = usize(load<u32>(texts))
    const length = usize(load<u32>(texts, 4)) - start
    const hash = hashOf(start, length)
    let at = hash & mask
    let index: i32 = -1
    while (true) {
      const slot = slots + usize(at) * SLOT
      const taken = load<u32>(slot, 4)
      if (taken == 0) break
      if (load<u32>(slot) == hash) {
        const name = names + (usize(taken - 1) << 3)
        const known = usize(load<u32>(name))
        if (usize(load<u32>(name, 4)) - known == length && areEqual(known, start, length)) {
          index = i32(taken - 1)
          break
        }
      }
      at = (at + 1) & mask
    }
    if (index < 0) {
      if (count << 1 >= size || heap + length + 8 > heapEnd) break
      for (let i: usize = 0; i < length; i += 8) store<u64>(heap + i, load<u64>(start + i))
      const name = names + (usize(count) << 3)
      store<u32>(name, u32(heap))
      store<u32>(name, u32(heap + length), 4)
      heap += length
      const slot = slots + usize(at) * SLOT
      store<u32>(slot, hash)
      store<u32>(slot, u32(++count), 4)
      index = count - 1
    }
    store<f64>(out, f64(index))
    out += 8
    texts += usize(stride)
  }
  namesCount = count
  namesEnd = heap
  return done
}

/**
 * Stores a hash of each of `rows` texts at `out`, a u32, without the quotes around it; src/data/text-hash.ts gives
 * the same. The texts are given as to indexNames.
 */
export function hashTexts(texts: usize, stride: i32, rows: i32, out: usize): void {
  for (let done: i32 = 0; done < rows; done++) {
    let p = usize(load<u32>(texts))
    let end = usize(load<u32>(texts, 4))
    if (end > p && load<u8>(p) == 0x22) {
      p++
      end--
    }
    let hash = u32(end - p)
    for (; p + 4 <= end; p += 4) hash = mixWord(hash, load<u32>(p))
    if (p < end) hash = mixWord(hash, load<u32>(p) & ((1 << (u32(end - p) << 3)) - 1))
    store<u32>(out, hash)
    out += 4
    texts += usize(stride)
  }
}

@inline
function mixWord(hash: u32, word: u32): u32 {
  hash = (hash ^ word) * 0x9e3779b1
  return hash ^ (hash >> 15)
}

/** Puts the slots of a table into a larger one, which is all zeros. */
export function moveNames(from: usize, size: i32, to: usize, newSize: i32): void {
  const mask = u32(newSize - 1)
  for (let i: i32 = 0; i < size; i++) {
    const slot = load<u64>(from + usize(i) * SLOT)
    if (slot >> 32 == 0) continue
    let at = u32(slot) & mask
    while (load<u32>(to + usize(at) * SLOT, 4) != 0) at = (at + 1) & mask
    store<u64>(to + usize(at) * SLOT, slot)
  }
}
