import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

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

/** A folder for the faults of one test file, and the function that runs a table of them. */
export function faultTable() {
  const root = mkdtempSync(join(tmpdir(), 'loss-calc-faults-'))
  const big = join(root, 'big')
  afterAll(() => rmSync(root, { recursive: true }))

  const fault = ({ files = {}, line, status, stderr = /^$/, stdout = /^$/, leaves = [] }: Fault): void => {
    const folder = mkdtempSync(join(root, 'case-'))
    const temporary = mkdtempSync(join(root, 'tmp-'))
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    const env = {
      ...process.env,
      TMPDIR: temporary,
      LC: `${process.execPath} ${bin}`,
      BIG: big,
    }
    const found = spawnSync('bash', ['-c', line], {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: 30_000,
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 28,
    })
    expect({ status: found.status, stderr: found.stderr }).toEqual({
      status,
      stderr: expect.stringMatching(stderr),
    })
    expect(found.stdout).toMatch(stdout)
    expect(found.stderr).not.toMatch(TRACE)
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(files), ...leaves].sort())
    expect(readdirSync(temporary)).toEqual([])
  }

  const table = (title: string, faults: readonly Fault[]) =>
    describe(title, () =>
      it.each(faults.map((one) => [one.name, one] as const))('%s', (_name, one) => fault(one)),
    )
  return { root, big, table }
}
