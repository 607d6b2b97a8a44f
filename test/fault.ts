import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { built, type Outcome } from './built.ts'
import { start } from './start.ts'
import { words } from './transcript.ts'

/** The built program, or another to compare with. */
export const bin = resolve(process.env.LOSS_CALC_BIN ?? 'bin/loss-calc.cjs')

/** Something that goes wrong outside, or that an attacker does, and what the built program must do then. */
export interface Fault {
  readonly name: string
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  /** A line of bash in the folder of the files; $LC runs the program, $BIG holds the large files. */
  readonly line: string
  readonly status: number
  readonly stderr?: RegExp
  /** Nothing, if absent. */
  readonly stdout?: RegExp
  /** Files there must be in the end besides the given ones. */
  readonly leaves?: readonly string[]
}

/** What no user should ever see. */
export const TRACE = /^\s+at .+:\d+|node:internal|E700/m

/** The status of a process as a shell tells it, whether it ended by itself or by a signal. */
export function statusOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) =>
    child.once('exit', (status, signal) => resolve(status ?? 128 + constants.signals[signal!])),
  )
}

/** What bash does before the program and after it, in a line that starts it once and needs no process for it. */
interface Steps {
  readonly before: string
  /** How long it may take. */
  readonly seconds: number
  /** Where it runs, if not in the folder of its files. */
  readonly folder: string | undefined
  readonly argv: readonly string[]
  /** Where standard error goes, if not to the test. */
  readonly errors: string | undefined
  /** With what joins it to the program: `; s=$?; cat out; exit $s`. */
  readonly after: string
}

const FILES = String.raw`(?:(?:ln|mkdir|chmod|mkfifo) [^;&|<>$()]*; )*`
const WORDS = String.raw`(?: +(?:[\w./,:=@%+#-]+|'[^']*'))*`
const STEPS = new RegExp(
  String.raw`^(?:cd (\S+); )?(${FILES})(?:timeout -s KILL (\d+) )?\$LC(${WORDS})(?: 2> (\w+))?((?:;| &&) [^]*)?$`,
)
/** What only a process of its own can show: threads, its descriptors, and what else runs meanwhile. */
const OF_PROCESS = /--threads|\/dev\/(?:std|fd)|\/proc\/|\bwait\b|\$LC[^]*\$LC/

/** Undefined for another line. */
function stepsOf(line: string): Steps | undefined {
  if (process.env.LOSS_CALC_BIN || OF_PROCESS.test(line)) return undefined
  const [, folder, before = '', seconds = 30, argv = '', errors, after = ''] = STEPS.exec(line) ?? []
  return STEPS.test(line)
    ? { folder, before, seconds: Number(seconds), argv: words(argv), errors, after }
    : undefined
}

/** Runs a line with the program in this process. */
async function inSteps(steps: Steps, place: string, env: Env): Promise<Outcome> {
  const { before, seconds, folder: cwd = place, argv, errors, after } = steps
  const whole = { ...process.env, ...env }
  if (before !== '') await shell(before, cwd, whole)
  const { stdout, stderr, status } = await built(argv, { cwd, env, seconds })
  if (errors !== undefined) writeFileSync(join(cwd, errors), stderr)
  const said = errors === undefined ? stderr : ''
  if (after === '') return { stdout, stderr: said, status }
  const then = await shell(`(exit ${status})${after}`, cwd, whole)
  return { stdout: stdout + then.stdout, stderr: said + then.stderr, status: then.status }
}

type Env = Readonly<Record<string, string>>

/** Runs a line of bash; everything it starts is killed if it takes half a minute. */
const shell = (line: string, cwd: string, env: NodeJS.ProcessEnv) => start('bash', ['-c', line], { cwd, env })

/** A folder for the faults of one test file, and the function that runs a table of them. */
export function faultTable() {
  const root = mkdtempSync(join(tmpdir(), 'loss-calc-faults-'))
  const big = join(root, 'big')
  afterAll(() => rmSync(root, { recursive: true }))

  const fault = async ({ files = {}, line, status, stderr = /^$/, stdout = /^$/, leaves = [] }: Fault) => {
    const folder = mkdtempSync(join(root, 'case-'))
    const temporary = mkdtempSync(join(root, 'tmp-'))
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    const env = { TMPDIR: temporary, LC: `${process.execPath} ${bin}`, BIG: big }
    const steps = stepsOf(line)
    const found = steps
      ? await inSteps(steps, folder, env)
      : await shell(line, folder, { ...process.env, ...env })
    expect({ status: found.status, stderr: found.stderr }).toEqual({
      status,
      stderr: expect.stringMatching(stderr),
    })
    expect(found.stdout).toMatch(stdout)
    expect(found.stderr).not.toMatch(TRACE)
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(files), ...leaves].sort())
    expect(readdirSync(temporary)).toEqual([])
  }

  // Two at once: one may sleep while the other computes.
  const table = (title: string, faults: readonly Fault[]) =>
    describe.concurrent(title, () =>
      it.each(faults.map((one) => [one.name, one] as const))('%s', (_name, one) => fault(one)),
    )
  return { root, big, table }
}
