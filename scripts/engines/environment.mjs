/**
 * Where the engines are: Python's in a virtual environment, Trino's jars beside it, PostgreSQL, Java and GNU parallel as the
 * system has them, from apt where the user may install. Nothing is installed into the package. A registry that does not
 * answer is an engine less, never an error.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

export const folder = process.env.LOSS_CALC_ENGINES ?? join(tmpdir(), 'loss-calc-engines')
export const python = join(folder, 'venv/bin/python')
/** The smallest is first: where it is not to be had, nothing is. */
const packages = [
  'sqlglot==30.30.0',
  'duckdb==2.0.1',
  'psycopg[binary]==3.3.9',
  'pyarrow==26.0.1',
  'numpy',
  'pandas',
  'chdb==4.4.0',
  'pyspark==4.3.0',
  'dask==2026.8.0',
  'cloudpickle',
  'ray==2.60.0',
]
const TRINO = '483'
/** Java that Trino and Spark need. */
const TRINO_JAVA = 25
const SPARK_JAVA = 17

function run(command, words, timeout, more = {}) {
  const { error, status, stdout } = spawnSync(command, words, {
    encoding: 'utf8',
    timeout: Math.max(1, timeout),
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'ignore'],
    ...more,
  })
  return { ok: !error && status === 0, stdout }
}

/**
 * Makes the virtual environment, and installs what it lacks: all at once, else one by one, so that one package that is
 * not to be had takes no other with it.
 */
export function preparePython(left) {
  mkdirSync(folder, { recursive: true })
  const list = join(folder, 'venv/installed.json')
  const known = () => (existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [])
  if (!existsSync(python) || !run(python, ['-c', ''], 10_000).ok) {
    rmSync(join(folder, 'venv'), { recursive: true, force: true })
    if (!run('python3', ['-m', 'venv', join(folder, 'venv')], left()).ok) return false
  }
  const install = (names) => {
    const words = [
      '-m',
      'pip',
      'install',
      '-q',
      '--retries',
      '1',
      '--timeout',
      '10',
      '--disable-pip-version-check',
    ]
    if (!run(python, [...words, ...names], left()).ok) return false
    writeFileSync(list, JSON.stringify([...new Set([...known(), ...names])]))
    return true
  }
  const missing = packages.filter((name) => !known().includes(name))
  if (missing.length === 0) return true
  console.log(`installing ${missing.join(' ')} in ${folder}`)
  if (!install(missing.slice(0, 1))) return known().length > 0
  const rest = missing.slice(1)
  if (rest.length > 0 && !install(rest)) for (const name of rest) install([name])
  return true
}

let updated = false
/** Installs packages of Debian where that is possible and allowed. */
function apt(names, left) {
  if (process.platform !== 'linux' || userInfo().uid !== 0 || !run('apt-get', ['--version'], 10_000).ok)
    return
  console.log(`installing ${names.join(' ')} by apt-get`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  if (!updated) run('apt-get', ['update', '-qq'], Math.min(60_000, left()), { env })
  updated = true
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], left(), { env })
}

/** The folder of the programs of a PostgreSQL server. */
export function postgresFolder(left) {
  const found = () => {
    const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []
    const folders = versions
      .sort((a, b) => Number(b) - Number(a))
      .map((one) => `/usr/lib/postgresql/${one}/bin`)
    return folders.find((one) => existsSync(join(one, 'initdb')))
  }
  if (!found()) apt(['postgresql'], left)
  return found()
}

export function hasParallel(left) {
  const found = () => run('parallel', ['--version'], 10_000).ok
  if (!found()) apt(['parallel'], left)
  return found()
}

/** The homes of Java on this machine, with their major versions, the newest first. */
function javas() {
  const homes = existsSync('/usr/lib/jvm')
    ? readdirSync('/usr/lib/jvm').map((one) => `/usr/lib/jvm/${one}`)
    : []
  if (process.env.JAVA_HOME) homes.push(process.env.JAVA_HOME)
  return homes
    .filter((home) => existsSync(join(home, 'bin/java')))
    .map((home) => {
      const shown = spawnSync(join(home, 'bin/java'), ['-version'], { encoding: 'utf8', timeout: 10_000 })
      return { home, version: Number(/version "(\d+)/.exec(shown.stderr ?? '')?.[1] ?? 0) }
    })
    .sort((a, b) => b.version - a.version)
}

/** The oldest Java that Spark runs on: it is tried with that. */
export function sparkJava(left) {
  const found = () => javas().findLast(({ version }) => version >= SPARK_JAVA)?.home
  if (!found()) apt(['default-jre-headless'], left)
  return found()
}

/** Trino as a library, from Maven Central: its server is not there. `{ java, jars }`, or why not. */
export function trino(left) {
  const java = javas().find(({ version }) => version >= TRINO_JAVA)?.home
  if (!java) return { why: `Trino ${TRINO} needs Java ${TRINO_JAVA}` }
  const jars = join(folder, `trino-${TRINO}`)
  const done = join(jars, 'done')
  if (existsSync(done)) return { java, jars }
  if (!run('mvn', ['-version'], 30_000).ok) return { why: 'there is no Maven to fetch Trino with' }
  mkdirSync(jars, { recursive: true })
  const dependency = (name) =>
    `<dependency><groupId>io.trino</groupId><artifactId>${name}</artifactId><version>${TRINO}</version></dependency>`
  writeFileSync(
    join(jars, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>local</groupId>
<artifactId>trino</artifactId><version>1</version><dependencies>${dependency('trino-main')}${dependency('trino-memory')}</dependencies></project>\n`,
  )
  console.log(`fetching Trino ${TRINO} to ${jars}`)
  const words = [
    '-q',
    '-B',
    '-f',
    join(jars, 'pom.xml'),
    'dependency:copy-dependencies',
    `-DoutputDirectory=${jars}`,
  ]
  if (!run('mvn', words, left(), { env: { ...process.env, JAVA_HOME: java } }).ok)
    return { why: 'Trino is not to be had from Maven Central' }
  writeFileSync(done, '')
  return { java, jars }
}
