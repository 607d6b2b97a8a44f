import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'rolldown'

/** Imports a TypeScript module by its path from the package root, bundled as it would be shipped. */
export async function importSource(path) {
  const directory = mkdtempSync(join(tmpdir(), 'loss-calc-'))
  const file = join(directory, 'source.mjs')
  try {
    const input = fileURLToPath(new URL(`../${path}`, import.meta.url))
    await build({
      input,
      platform: 'node',
      transform: { target: 'node20' },
      output: { file, codeSplitting: false },
    })
    return await import(pathToFileURL(file).href)
  } finally {
    rmSync(directory, { recursive: true })
  }
}
