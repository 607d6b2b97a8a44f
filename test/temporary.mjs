import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/**
 * A run of the tests has a temporary folder of its own: what is killed leaves nothing elsewhere, and a run fails if a test
 * leaves a file. Tests that a pattern leaves out make their folders all the same, and remove none.
 */
export default function temporary({ config }) {
  mkdirSync(tmpdir(), { recursive: true })
  const folder = mkdtempSync(join(tmpdir(), 'loss-calc-tests-'))
  process.env.TMPDIR = folder
  return () => {
    const left = readdirSync(folder)
    rmSync(folder, { recursive: true })
    if (left.length === 0 || config.testNamePattern) return
    process.stderr.write(`Tests left in the temporary folder: ${left.join(', ')}\n`)
    process.exitCode = 1
  }
}
