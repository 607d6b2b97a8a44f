import { losses, type LossResult } from '../src/index.ts'
import { lossBehind } from '../src/library/call.ts'
import type { Loss } from '../src/losses/loss.ts'

/** A loss and its function in the library. */
export interface LibraryCall {
  readonly loss: Loss
  readonly call: (...args: unknown[]) => LossResult
}

/** Each loss of the library by the name of its command. */
export const libraryCalls: ReadonlyMap<string, LibraryCall> = new Map(
  Object.values(losses).map((call) => [
    call.command,
    { loss: lossBehind(call)!, call: call as unknown as LibraryCall['call'] },
  ]),
)
