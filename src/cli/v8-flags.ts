import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

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

/** Bytes for short-lived garbage that are enough: pieces of files are soon left. V8 would take 32 MB, and be no faster. */
const ENOUGH = 4 << 20
/** Milliseconds between two looks at it. */
const OFTEN = 10

/** Lets the room for short-lived garbage grow no further once it is enough. */
export function boundGarbage(): { end(): void } {
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
    if (!young || young.space_size < ENOUGH) return
    clearInterval(timer)
    setFlagsFromString('--semi-space-growth-factor=1')
  }, OFTEN)
  return {
    end() {
      clearInterval(timer)
      setFlagsFromString('--semi-space-growth-factor=2')
    },
  }
}
