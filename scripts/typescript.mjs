import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

/**
 * `node --import ./scripts/typescript.mjs`: Node loads TypeScript by itself, without its types. Tests run so, as fast as
 * the built program: the module runner of vite makes each use of an import a call, which halves the speed of numerics.
 */
if (isMainThread) register(import.meta.url)

/** A hook of Node: https://nodejs.org/api/module.html#customization-hooks */
export async function load(url, context, next) {
  const [address] = url.split('?')
  if (!address.startsWith('file:') || !address.endsWith('.ts')) return next(url, context)
  const { transformSync } = await import('rolldown/utils')
  const path = fileURLToPath(address)
  const { code, map, errors } = transformSync(path, await readFile(path, 'utf8'), { sourcemap: true })
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
  const places = Buffer.from(JSON.stringify(map)).toString('base64')
  const source = `${code}\n//# sourceMappingURL=data:application/json;base64,${places}`
  return { format: 'module', source, shortCircuit: true }
}
