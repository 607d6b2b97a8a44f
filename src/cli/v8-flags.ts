import { setFlagsFromString } from 'node:v8'

/**
 * How V8 works while much is computed, in place of its defaults:
 *
 * - It optimises code and collects short-lived garbage in the thread that needs it. With background threads Node may never
 *   end: it waits for code that nobody needs any more, whose compilation waits for Node to collect garbage
 *   (https://github.com/nodejs/node/issues/54918). And where all cores compute, a collection waits for helpers that have
 *   no core, for longer than it works.
 * - The room for short-lived garbage, which would grow to 32 MB, stays as it is: pieces of files are soon garbage.
 */
export function computeMuch(much: boolean): void {
  const flags = much
    ? ['no-concurrent-recompilation', 'no-parallel-scavenge', 'semi-space-growth-factor=1']
    : ['concurrent-recompilation', 'parallel-scavenge', 'semi-space-growth-factor=2']
  for (const flag of flags) setFlagsFromString(`--${flag}`)
}
