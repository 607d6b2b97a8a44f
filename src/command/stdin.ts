import type { Io } from './io.ts'

/** How many bytes readers look at to tell what the columns hold. */
const BEGINNING = 1 << 16

/** Standard input twice: first only its beginning, then the whole. */
export async function rewindable({
  stdin,
}: Io): Promise<{ first: Pick<Io, 'stdin'>; whole: Pick<Io, 'stdin'> }> {
  const rest = stdin[Symbol.asyncIterator]()
  const begun: Uint8Array[] = []
  for (let length = 0; length < BEGINNING;) {
    const { value, done } = await rest.next()
    if (done === true) break
    begun.push(value as Uint8Array)
    length += (value as Uint8Array).length
  }
  async function* beginning() {
    yield* begun
  }
  async function* all() {
    yield* begun
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  }
  return { first: { stdin: beginning() }, whole: { stdin: all() } }
}
