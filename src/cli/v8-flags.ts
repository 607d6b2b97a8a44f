import { setFlagsFromString } from 'node:v8'

/**
 * Whether V8 optimises code and collects short-lived garbage in background threads, or in the thread that needs it.
 *
 * - With background threads Node may never end: it waits for code that nobody needs any more, whose compilation waits
 *   for Node to collect garbage (https://github.com/nodejs/node/issues/54918).
 * - Where all cores compute, a collection waits for helpers that have no core, for longer than it works.
 */
export function helpInBackground(background: boolean): void {
  for (const flag of ['concurrent-recompilation', 'parallel-scavenge'])
    setFlagsFromString(background ? `--${flag}` : `--no-${flag}`)
}
