import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'rolldown/utils'

/** A hook of Node: https://nodejs.org/api/module.html#customization-hooks */
export async function load(url, context, next) {
  const [address] = url.split('?')
  if (!address.startsWith('file:') || !address.endsWith('.ts')) return next(url, context)
  const path = fileURLToPath(address)
  const { code, map, errors } = transformSync(path, await readFile(path, 'utf8'), { sourcemap: true })
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
  const places = Buffer.from(JSON.stringify(map)).toString('base64')
  const source = `${code}\n//# sourceMappingURL=data:application/json;base64,${places}`
  return { format: 'module', source, shortCircuit: true }
}
