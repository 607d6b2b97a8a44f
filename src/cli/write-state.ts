import type { PendingOutput } from '../command/output.ts'
import { pause } from '../engine/compute.ts'
import { type State, stateText } from '../features/states/state.ts'

/** Writes a state; signals are heard between its pieces. */
export async function writeState(state: State, pending: Pick<PendingOutput, 'write'>): Promise<void> {
  const rest = pause()
  for (const text of stateText(state)) {
    pending.write(text)
    await rest()
  }
}
