/**
 * Builds the library: dist/library/, modules that a bundler takes one by one, and its types. What require gives is
 * made with the program.
 */
import { renameSync, writeFileSync } from 'node:fs'
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

/** `plugin` sees what is bundled. */
export async function buildLibrary(plugin) {
  await build({
    ...shared,
    input: ['src/index.ts', 'src/node.ts', 'src/fast.ts', 'src/vitest.ts'],
    plugins: [plugin],
    output: {
      dir: 'dist/library',
      format: 'esm',
      preserveModules: true,
      preserveModulesRoot: 'src',
      // npm leaves out folders of the name node_modules.
      entryFileNames: ({ name }) => `${name.replace('node_modules/', 'packages/')}.js`,
      comments,
      minify: true,
    },
  })
  // Apart, so that they share no file of types.
  for (const input of [{ index: 'src/index.ts', fast: 'src/fast.ts' }, { vitest: 'src/vitest.ts' }]) {
    await build({
      ...shared,
      input,
      external: ['vitest'],
      plugins: [dts({ emitDtsOnly: true, tsconfig: 'tsconfig.json' })],
      output: { dir: 'dist', format: 'esm' },
    })
  }
  // One copy: a module may take its types from those of require, not the other way round.
  for (const name of ['index', 'fast']) {
    renameSync(`dist/${name}.d.ts`, `dist/${name}.d.cts`)
    writeFileSync(`dist/${name}.d.ts`, `export * from './${name}.cjs'\n`)
  }
}
