import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'rolldown/utils'

/**
 * A module that is imported where it is needed is asked for once: with hooks each `import()` waits for their thread,
 * some thousand times in a test of damaged files.
 */
const importedOnce = (code) =>
  'const importedBefore = {};' +
  code.replaceAll(/(?<![.\w])import\(("[^"]+"|'[^']+')\)/g, '(importedBefore[$1] ??= import($1))')

/** Vitest asks for a file once more by a mark, which it writes as if it were part of a name. */
const ASKED_AGAIN = /%3Fvitest=\d+/

export async function resolve(specifier, context, next) {
  if (!ASKED_AGAIN.test(specifier)) return next(specifier, context)
  const found = await next(specifier.replace(ASKED_AGAIN, ''), context)
  return { ...found, url: `${found.url}?vitest=${Date.now()}` }
}

/** A hook of Node: https://nodejs.org/api/module.html#customization-hooks */
export async function load(url, context, next) {
  const [address] = url.split('?')
  if (!address.startsWith('file:') || !address.endsWith('.ts')) return next(url, context)
  const path = fileURLToPath(address)
  const { code, map, errors } = transformSync(path, await readFile(path, 'utf8'), { sourcemap: true })
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
  const places = Buffer.from(JSON.stringify(map)).toString('base64')
  const source = `${path.includes('/src/') ? importedOnce(code) : code}\n//# sourceMappingURL=data:application/json;base64,${places}`
  return { format: 'module', source, shortCircuit: true }
}
