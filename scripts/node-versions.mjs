/**
 * `npm run nodes [-- 20 22 24 latest]`: runs every golden case and transcript command on several versions of Node,
 * which npm carries as packages, and compares a digest of all they print. Builds first.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const wanted = process.argv.slice(2)
const versions = wanted.length > 0 ? wanted : ['20', '22', '24', 'latest']
const system = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const bin = resolve('bin/loss-calc.cjs')
const folder = mkdtempSync(join(tmpdir(), 'nodes-'))

/** The newest of a major version: what npm calls @20 need not be. */
function newest(version) {
  if (!/^\d+$/.test(version)) return version
  const listed = JSON.parse(execFileSync('npm', ['view', system, 'versions', '--json'], { encoding: 'utf8' }))
  const own = listed.filter((one) => one.startsWith(`${version}.`) && !one.includes('-'))
  const parts = (one) => one.split('.').map(Number)
  return own.sort((a, b) => parts(a)[1] - parts(b)[1] || parts(a)[2] - parts(b)[2]).at(-1)
}

function install(version) {
  const place = join(folder, version)
  execFileSync('npm', ['install', '--silent', '--no-save', '--prefix', place, `${system}@${newest(version)}`])
  const path = join(place, 'node_modules', system, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(path)) throw new Error(`${system}@${version} has no node`)
  return path
}

/** Commands of the transcripts, and the suites with every golden case and gradient, at full precision. */
const lines = readdirSync('fixtures/transcripts')
  .flatMap((file) => readFileSync(join('fixtures/transcripts', file), 'utf8').split('\n'))
  .filter((line) => line.startsWith('$ loss-calc ') && !line.includes('--help'))
  .map((line) => line.slice('$ loss-calc '.length))
const suites = ['check fixtures/suites --reporter json']

function digest(node) {
  const hash = createHash('sha256')
  for (const line of [...suites, ...lines]) {
    const command = `"${node}" "${bin}" ${line}`
    const { stdout, status } = spawnSync('bash', ['-c', command], { encoding: 'utf8', maxBuffer: 1 << 28 })
    hash.update(`${line}\n${status}\n${stdout}\n`)
  }
  return hash.digest('hex')
}

try {
  const digests = new Map([[process.version, digest(process.execPath)]])
  for (const version of versions) {
    const node = install(version)
    const name = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
    digests.set(name, digest(node))
  }
  for (const [name, value] of digests) console.log(name.padEnd(10), value)
  if (new Set(digests.values()).size > 1) {
    console.error('the versions do not print the same')
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
