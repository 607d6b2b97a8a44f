import { expect, test } from 'vitest'
import { readingAhead } from '../../src/readers/bytes/stored.ts'

const file = Uint8Array.from({ length: 1_000_000 }, (_, i) => i % 251)

function counted() {
  const sizes: number[] = []
  const read = readingAhead((bytes, from) => {
    const part = file.subarray(from, from + bytes.length)
    bytes.set(part)
    sizes.push(part.length)
    return part.length
  })
  return { read, sizes }
}

/** What is read from a place on, and what lies there. */
function expectRead({ read }: ReturnType<typeof counted>, from: number, length: number) {
  const bytes = new Uint8Array(length)
  const got = read(bytes, from)
  expect(Buffer.from(bytes.subarray(0, got)).equals(file.subarray(from, from + length))).toBe(true)
}

test('small parts that follow each other are read many at a time', () => {
  const ahead = counted()
  for (let at = 0; at < file.length; at += 100) {
    expectRead(ahead, at, 256)
    expectRead(ahead, at + 20, 80)
  }
  expect(ahead.sizes.length).toBeLessThan(20)
})

test('what is large or lies far apart is read as it is asked for', () => {
  const ahead = counted()
  for (let at = 0; at < 900_000; at += 100_000) {
    expectRead(ahead, at, 256)
    expectRead(ahead, at + 20, 60_000)
  }
  expect(Math.max(...ahead.sizes)).toBe(60_000)
  expect(ahead.sizes).toHaveLength(18)
})

test.each([
  [2, 60],
  [16, 400],
  [17, 10_000],
])('small parts of %i columns side by side', (columns, most) => {
  const ahead = counted()
  const apart = Math.floor(file.length / columns)
  for (let at = 0; at + 200 < apart; at += 200)
    for (let column = 0; column < columns; column++) {
      expectRead(ahead, column * apart + at, 256)
      expectRead(ahead, column * apart + at + 20, 180)
    }
  expect(ahead.sizes.length).toBeLessThan(most)
})
