import { setFlagsFromString } from 'node:v8'

/**
 * Whether V8 optimises code beside the program, or in its threads themselves. Beside it, Node may never end: it waits
 * for code that nobody needs any more, whose compilation waits for Node to collect garbage
 * (https://github.com/nodejs/node/issues/54918).
 */
export function compileBeside(beside: boolean): void {
  setFlagsFromString(beside ? '--concurrent-recompilation' : '--no-concurrent-recompilation')
}
