import type { Place } from '../error.ts'
import type { TextColumn } from '../table.ts'
import type { TypedNumbers } from '../tensor.ts'

/**
 * A column of texts that are made when they are first asked for. A class: a getter of an object literal belongs to its
 * hidden class, and V8 keeps both, with the bytes that the getter sees, long after the object.
 */
export class LateTexts implements TextColumn {
  readonly as = 'texts'
  readonly names: TextColumn['names']
  readonly codes: TextColumn['codes']
  readonly count: TextColumn['count']
  readonly text: TextColumn['text']
  readonly hashes: TextColumn['hashes']
  readonly spans: TextColumn['spans']
  readonly numbers: TextColumn['numbers']
  readonly cells: TextColumn['cells']
  readonly place: TextColumn['place']
  readonly #make: () => TextColumn['texts']
  #made: TextColumn['texts'] | undefined

  constructor(make: () => TextColumn['texts'], known: Omit<TextColumn, 'as' | 'texts'>) {
    this.#make = make
    this.names = known.names
    this.codes = known.codes
    this.count = known.count
    this.text = known.text
    this.hashes = known.hashes
    this.spans = known.spans
    this.numbers = known.numbers
    this.cells = known.cells
    this.place = known.place
  }

  get texts(): TextColumn['texts'] {
    return (this.#made ??= this.#make())
  }
}

/** Decimals of numbers of which none is missing. */
export function numberTexts(numbers: TypedNumbers, place: (row: number) => Place): TextColumn {
  const text = (row: number) => String(numbers[row])
  return new LateTexts(() => Array.from({ length: numbers.length }, (_, row) => text(row)), {
    count: numbers.length,
    numbers,
    text,
    place,
  })
}
