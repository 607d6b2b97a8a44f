/* Where the tables of a decoder lie, from the address that the host gives; src/kernel/zstd.ts fills the first ones. */

/** Of codes of lengths of literals, of matches, and of offsets: a base and a number of bits to add, 32-bit integers. */
export const LITERAL_CODES: usize = 0
export const MATCH_CODES: usize = 512
export const OFFSET_CODES: usize = 1024
/** Default counts of the same, 16-bit integers. */
export const LITERAL_COUNTS: usize = 1280
export const MATCH_COUNTS: usize = 1360
export const OFFSET_COUNTS: usize = 1472
/** Counts that were read, the next state of each symbol, symbols as they are spread over states. */
export const COUNTS: usize = 1536
export const NEXT: usize = 2048
export const SPREAD: usize = 2560
/** Weights of Huffman codes, and the states that they are read with. */
export const WEIGHTS: usize = 3072
export const WEIGHT_STATES: usize = 3584
/** A symbol and its length for each code. */
export const HUFFMAN: usize = 4096
/** States of 8 bytes: base (32 bits), next state (16), bits of it (8), bits to add to the base (8). */
export const LITERAL_STATES: usize = 8192
export const MATCH_STATES: usize = 12288
export const OFFSET_STATES: usize = 16384
export const LITERALS: usize = 18432
/** Bytes of a block at most. */
export const BLOCK: usize = 1 << 17

export let work: usize = 0

export function setWork(address: usize): void {
  work = address
}
