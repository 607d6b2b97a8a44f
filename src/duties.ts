/** What must be put right before the process ends: files to remove, programs to stop. */
const duties = new Set<() => void>()

let listen = () => {}

/** Has signals heard before there is a duty; until then the system ends the process at once, whatever it computes. */
export function beforeDuties(action: () => void): void {
  listen = action
}

/** Adds a duty, to be called before there is a need for it; the result takes it back. */
export function beforeEnd(duty: () => void): () => void {
  listen()
  duties.add(duty)
  return () => duties.delete(duty)
}

/** Does all that is left; for a process that is about to end. */
export function putRight(): void {
  for (const duty of duties) duty()
}
