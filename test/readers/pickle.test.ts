import { describe, expect, it } from 'vitest'
import { LossError } from '../../src/error.ts'
import { Global, PickledTuple, readPickle } from '../../src/readers/arrays/pickle.ts'

const world = {
  isKnown: (name: string) => name === 'known.thing',
  call: (_name: string, args: readonly unknown[]) => ({ made: args.length }),
  load: () => ({ made: 'loaded' }),
}
const read = (text: string) => readPickle('x.pt', Buffer.from(text, 'latin1'), world)
const refused = (text: string): string => {
  try {
    read(text)
  } catch (error) {
    if (error instanceof LossError) return error.message
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a pickle', () => {
  it.each([
    ['\x80\x02K\x05.', 5],
    ['J\xff\xff\xff\xff.', -1],
    ['\x8a\x02\x00\x80.', -32768],
    ['\x8a\x00.', 0],
    ['M\x01\x02.', 513],
    ['G\x3f\xf8\0\0\0\0\0\0.', 1.5],
    ['X\x02\0\0\0\xc3\xa9.', 'é'],
    ['N.', undefined],
    ['\x88.', true],
    ['](K\x01K\x02e.', [1, 2]],
    ['}(X\x01\0\0\0aK\x01u.', new Map([['a', 1]])],
    ['K\x01K\x02\x86.', new PickledTuple([1, 2])],
    ['K\x07q\x030h\x03.'.replace('0', ''), undefined],
    ['cknown\nthing\n.', new Global('known.thing')],
    ['cknown\nthing\n)R.', { made: 0 }],
  ])('%j is a value', (text, value) => {
    if (text.includes('q\x03')) expect(refused(text)).toContain('values left over')
    else expect(read(text)).toEqual(value)
  })

  it.each([
    ['cos\nsystem\n(X\x02\0\0\0lstR.', 'its pickle names "os.system", which is not run'],
    ['\x8c\x05posix\x8c\x06system\x93.', '"posix.system"'],
    ['cbuiltins\neval\n.', '"builtins.eval"'],
    ['c__builtin__\ngetattr\n.', '"__builtin__.getattr"'],
    ["(S'ls'\nios\nsystem\n.", 'the instruction 0x53'],
    ['\x81.', 'the instruction 0x81'],
    ['\x82\x01.', 'the instruction 0x82'],
    ['', 'breaks off'],
    ['K', 'breaks off'],
    ['X\xff\xff\xff\xffab.', 'breaks off'],
    ['.', 'takes a value that is not there'],
    ['(.', 'takes a value that is not there'],
    ['h\x05.', 'recalls value 5'],
    ['K\x01a.', 'not there'],
    ['K\x01K\x02a.', 'appends to what is no list'],
    ['K\x01)R.', 'calls what is no function'],
    ['K\x01Nb.', 'gives attributes to what is no dict'],
    ['t.', 'no mark'],
  ])('%j is refused', (text, says) => {
    expect(refused(text)).toContain(says)
  })

  it('that holds itself is a value, and not walked for ever by its reader', () => {
    const [inner] = read(']q\x00h\x00a.') as unknown[][]
    expect(inner![0]).toBe(inner)
  })

  it('of many values is refused', () => {
    expect(refused(`](${'K\x01'.repeat(5_000_001)}e.`)).toContain('more than 5000000 values')
  })
})
