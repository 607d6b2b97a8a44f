import type { KernelRoom } from '../table.ts'

/** Memory that the shape of objects takes. */
export function shapeBytes(between: readonly Uint8Array[]): number {
  return between.reduce((sum, { length }) => sum + length + 24, 16)
}

/** What is read of a value of an object, bits to be combined; a value that is read may be null where that is said. */
export const ObjectRole = { number: 1, text: 2, mayBeNull: 4 } as const

/** Where the kernel finds how objects are spelled, and how many numbers and texts it reads of each. */
export interface ObjectShape {
  readonly address: number
  readonly values: number
  readonly numbers: number
  readonly texts: number
}

/**
 * Writes down how objects are spelled: the bytes before each value, and after the last, and what is read of each
 * value. The region at `address` must hold `shapeBytes` of them.
 */
export function layShape(
  { memory: { buffer } }: KernelRoom,
  between: readonly Uint8Array[],
  roles: Uint8Array,
  address: number,
): ObjectShape {
  const entries = new Uint32Array(buffer, address, 4 * between.length)
  let at = address + 16 * between.length
  between.forEach((bytes, i) => {
    new Uint8Array(buffer, at, bytes.length).set(bytes)
    entries.set([at, bytes.length, roles[i] ?? 0, 0], 4 * i)
    at += bytes.length
  })
  const count = (role: number) => roles.reduce((sum, one) => sum + ((one & role) === 0 ? 0 : 1), 0)
  const [numbers, texts] = [count(ObjectRole.number), count(ObjectRole.text)]
  return { address, values: roles.length, numbers, texts }
}
