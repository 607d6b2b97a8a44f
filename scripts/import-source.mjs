import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** Imports a TypeScript module by its path from the package root, bundled as it would be shipped. */
export async function importSource(path) {
  const directory = mkdtempSync(join(tmpdir(), 'loss-calc-'))
  const outfile = join(directory, 'source.mjs')
  try {
    await build({
      entryPoints: [fileURLToPath(new URL(`../${path}`, import.meta.url))],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(directory, { recursive: true })
  }
}
