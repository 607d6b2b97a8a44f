import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig, mergeConfig } from 'vitest/config'
import all from './vitest.config.ts'

/** The built program, and other programs. */
const STARTS = /(?:built|fault|start)\.ts|loss-calc\.cjs|node:child_process/

const left = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && STARTS.test(readFileSync(`test/${path}`, 'utf8')))
  .map((path) => `test/${path.replaceAll('\\', '/')}`)

/** Units and contracts: what a room or a loss does, without files of every kind, commands and texts that are shown. */
export default mergeConfig(
  // None of these waits for a process, and each process of tests loads the program once more.
  { ...all, test: { ...all.test, include: [], maxWorkers: availableParallelism() } },
  defineConfig({
    test: {
      include: [
        'test/{numerics,kernel,engine,data,collectors,comparison,hints,library,command,playground}/**/*.test.ts',
        'test/{losses,cases,compat,locale,catalogue,losses-{edges,steps,warn},forms}.test.ts',
        'test/{accuracy,focal-digits,difference-digits,rounded-once,architecture,sentences,other-systems}.test.ts',
        'test/writers/{cells,error,machine,table}.test.ts',
        'test/readers/{csv-conformance,json-conformance,json-alike,inline,pickle,number-forms}.test.ts',
      ],
      exclude: [...configDefaults.exclude, ...left, 'test/kernel/records.test.ts'],
    },
  }),
)
