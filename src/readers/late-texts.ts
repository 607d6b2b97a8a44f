import type { Place } from '../error.ts'
import type { TextColumn } from '../table.ts'
import type { TypedNumbers } from '../tensor.ts'

/**
 * A column of texts that are made when they are first asked for. A class: a getter of an object literal belongs to its
 * hidden class, and V8 keeps both, with the bytes that the getter sees, long after the object.
 */
export class LateTexts implements TextColumn {
  readonly as = 'texts'
  declare readonly names: TextColumn['names']
  declare readonly codes: TextColumn['codes']
  declare readonly count: TextColumn['count']
  declare readonly gaps: TextColumn['gaps']
  declare readonly text: TextColumn['text']
  declare readonly hashes: TextColumn['hashes']
  declare readonly spans: TextColumn['spans']
  declare readonly numbers: TextColumn['numbers']
  declare readonly cells: TextColumn['cells']
  declare readonly place: TextColumn['place']
  readonly #make: () => TextColumn['texts']
  #made: TextColumn['texts'] | undefined

  constructor(make: () => TextColumn['texts'], known: Omit<TextColumn, 'as' | 'texts'>) {
    this.#make = make
    Object.assign(this, known)
  }

  get texts(): TextColumn['texts'] {
    return (this.#made ??= this.#make())
  }
}

/** Texts by their numbers in a list. */
export function listedTexts(
  names: readonly (string | undefined)[],
  codes: Float64Array | Int32Array,
  place?: (row: number) => Place,
): TextColumn {
  return new LateTexts(() => Array.from(codes, (code) => names[code]), { names, codes, place })
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
