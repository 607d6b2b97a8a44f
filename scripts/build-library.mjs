/**
 * Builds the library: dist/library/, modules that a bundler takes one by one; dist/index.cjs, all in one file for
 * require; and the types of both.
 */
import { copyFileSync } from 'node:fs'
import { build } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/** What every bundle of the library shares. */
const shared = {
  platform: 'neutral',
  transform: { target: 'es2022' },
  treeshake: { moduleSideEffects: (id) => /src.fast\.ts$/.test(id) },
  logLevel: 'warn',
  checks: { pluginTimings: false },
}
const comments = { legal: false, jsdoc: false, annotation: true }

export async function buildLibrary() {
  await build({
    ...shared,
    input: ['src/index.ts', 'src/node.ts', 'src/fast.ts'],
    output: {
      dir: 'dist/library',
      format: 'esm',
      preserveModules: true,
      preserveModulesRoot: 'src',
      // npm leaves out folders of the name node_modules.
      entryFileNames: ({ name }) => `${name.replace('node_modules/', 'packages/')}.js`,
      comments,
    },
  })
  await build({
    ...shared,
    input: { index: 'src/node.ts' },
    output: { file: 'dist/index.cjs', format: 'cjs', codeSplitting: false, comments: false, minify: true },
  })
  await build({
    ...shared,
    input: { index: 'src/index.ts', fast: 'src/fast.ts' },
    plugins: [dts({ emitDtsOnly: true, tsconfig: 'tsconfig.json' })],
    output: { dir: 'dist', format: 'esm' },
  })
  for (const name of ['index', 'fast']) copyFileSync(`dist/${name}.d.ts`, `dist/${name}.d.cts`)
}
