import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
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
  /** The file for one of its streams. */
  readonly into: { readonly stream: 'stdout' | 'stderr'; readonly file: string } | undefined
  /** What takes its standard output. */
  readonly filter: string | undefined
  /** With what joins it to the program: `; s=$?; cat out; exit $s`. */
  readonly after: string
}

const FILES = String.raw`(?:(?:cp|ln|mkdir|chmod|mkfifo) [^;&|<>$()]*; )*`
const WORDS = String.raw`(?: +(?:[\w./,:=@%+#[\]-]+|'[^']*'))*`
const STEPS = new RegExp(
  String.raw`^(?:cd (\S+); )?(${FILES})(?:timeout(?: -s KILL)? (\d+) )?\$LC(${WORDS})` +
    String.raw`(?: (2?)> (\w+))?(?: \| (grep [^|;&]*))?((?:;| &&) [^]*)?$`,
)
/** What only a process of its own can show: threads, its descriptors, and what else runs meanwhile. */
const OF_PROCESS = /--threads [2-9]\b|\/dev\/(?:std|fd)|\/proc\/|\bwait\b|\$LC[^]*\$LC/

/** Undefined for another line. */
function stepsOf(line: string): Steps | undefined {
  if (process.env.LOSS_CALC_BIN || OF_PROCESS.test(line)) return undefined
  const found = STEPS.exec(line)
  if (!found) return undefined
  const [, folder, before = '', seconds = 30, argv = '', error, file, filter, after = ''] = found
  const into = file === undefined ? undefined : ({ stream: error ? 'stderr' : 'stdout', file } as const)
  return { folder, before, seconds: Number(seconds), argv: words(argv), into, filter, after }
}

/** Runs a line with the program in this process. */
async function inSteps(steps: Steps, place: string, env: Env): Promise<Outcome> {
  const { before, seconds, folder: cwd = place, argv, into, filter, after } = steps
  const whole = { ...process.env, ...env }
  if (before !== '') await shell(before, cwd, whole)
  const run = await built(argv, { cwd, env, seconds })
  const found = filter === undefined ? run : joined(run, await shell(filter, cwd, whole, run.stdout))
  if (into) writeFileSync(join(cwd, into.file), found[into.stream])
  const said = into ? { ...found, [into.stream]: '' } : found
  if (after === '') return said
  const then = await shell(`(exit ${found.status})${after}`, cwd, whole)
  return joined(said, { ...then, stdout: said.stdout + then.stdout })
}

/** What a line prints that ends in another program. */
const joined = ({ stderr }: Outcome, last: Outcome): Outcome => ({ ...last, stderr: stderr + last.stderr })

type Env = Readonly<Record<string, string>>

/** Runs a line of bash; everything it starts is killed if it takes half a minute. */
const shell = (line: string, cwd: string, env: NodeJS.ProcessEnv, input?: string) =>
  start('bash', ['-c', line], { cwd, env, ...(input !== undefined && { input }) })

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
    const steps = stepsOf(
      line
        .trim()
        .replaceAll('"$PWD"', folder)
        .replaceAll('"${PWD##*/}"', basename(folder))
        .replaceAll('$BIG', big),
    )
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
