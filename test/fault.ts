import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { built, type Outcome } from './built.ts'
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

/** The words of a line that starts the program and asks nothing of bash; undefined for another line. */
function plainWords(line: string): string[] | undefined {
  // What only a process of its own can show: threads, and what stands between quotes that bash opens.
  const plain = /^\$LC(?: +(?:[\w./,:=@%+#-]+|'[^']*'))*$/
  if (process.env.LOSS_CALC_BIN || !plain.test(line) || /--threads/.test(line)) return undefined
  return words(line).slice(1)
}

/** Runs a line of bash; everything it starts is killed if it takes half a minute. */
async function shell(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const child = spawn('bash', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const late = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), 30_000)
  const texts = [child.stdout, child.stderr].map(async (stream) => {
    const parts: Buffer[] = []
    for await (const part of stream) parts.push(part as Buffer)
    return Buffer.concat(parts).toString()
  })
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)))
  const [status, stdout, stderr] = await Promise.all([ended, ...texts])
  clearTimeout(late)
  return { status, stdout: stdout!, stderr: stderr! }
}

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
    const argv = plainWords(line)
    const found = argv
      ? await built(argv, { cwd: folder, env })
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
