import { readdirSync, readFileSync } from 'node:fs'
import { configDefaults, defineConfig, mergeConfig } from 'vitest/config'
import all from './vitest.config.ts'

/** Besides what needs the built program: what builds a copy, or cuts files byte by byte. */
const slow =
  /^(?:recipes|dumps|transcripts|features.sql.engines|kernel.kernel|readers.hostile|library.package)\.test\.ts$/

const needsBuild = (path: string) =>
  /built\.ts|fault\.ts|loss-calc\.cjs/.test(readFileSync(`test/${path}`, 'utf8'))

const left = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && (slow.test(path) || needsBuild(path)))
  .map((path) => `test/${path.replaceAll('\\', '/')}`)

/** The tests of the sources alone. */
export default mergeConfig(
  all,
  defineConfig({
    test: { exclude: [...configDefaults.exclude, ...left] },
  }),
)
