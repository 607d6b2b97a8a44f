import { expect, it } from 'vitest'
import { printedSource } from '../../src/readers/inline/printed-file.ts'

it('a print that V8 would not take as one text is refused before it is put together', async () => {
  async function* bytes() {
    // Nothing is written, so it takes no memory.
    for (let i = 0; i < 3; i++) yield new Uint8Array(2 ** 28)
  }
  const source = printedSource({ name: 'a.txt', path: undefined, bytes: bytes() })
  await expect(source.pieces()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'E204',
    message: 'a.txt is read as a whole, but is larger than 511 MiB',
  })
})
