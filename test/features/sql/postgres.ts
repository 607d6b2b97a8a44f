import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'

const { version } = JSON.parse(readFileSync('node_modules/@electric-sql/pglite/package.json', 'utf8')) as {
  version: string
}
const kept = `node_modules/.cache/postgres-${version}.tar`

/** PostgreSQL with an empty database. To make one takes it six times as long as to load one: it is kept. */
export async function postgres(): Promise<PGlite> {
  if (existsSync(kept)) return PGlite.create({ loadDataDir: new Blob([readFileSync(kept)]) })
  const made = await PGlite.create()
  const folder = await made.dumpDataDir('none')
  mkdirSync('node_modules/.cache', { recursive: true })
  // Whole or not at all: another run may look meanwhile.
  writeFileSync(`${kept}.${process.pid}`, Buffer.from(await folder.arrayBuffer()))
  renameSync(`${kept}.${process.pid}`, kept)
  return made
}
