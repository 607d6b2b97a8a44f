import { setFlagsFromString } from 'node:v8'

/**
 * Whether V8 optimises code in background threads, or in the thread that runs it. With background threads Node may
 * never end: it waits for code that nobody needs any more, whose compilation waits for Node to collect garbage
 * (https://github.com/nodejs/node/issues/54918).
 */
export function compileInBackground(background: boolean): void {
  setFlagsFromString(background ? '--concurrent-recompilation' : '--no-concurrent-recompilation')
}
