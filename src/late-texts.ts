import type { TextColumn } from './table.ts'

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
    this.cells = known.cells
    this.place = known.place
  }

  get texts(): TextColumn['texts'] {
    return (this.#made ??= this.#make())
  }
}
