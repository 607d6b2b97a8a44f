import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from './built.ts'
import { bin } from './fault.ts'
import { start } from './start.ts'

/**
 * Peak memory of the built program over files that are larger than it: what it held of them would show. Garbage is
 * collected in its only thread, so that a busy machine does not put it off.
 */
const root = mkdtempSync(join(tmpdir(), 'loss-calc-memory-'))
afterAll(() => rmSync(root, { recursive: true }))

/** What getrusage tells begins with the peak of the process that started this one; Linux knows better. */
const PEAK = `const fs = require('node:fs')
const peak = () => {
  try {
    return /VmHWM:\\s+(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'latin1'))[1]
  } catch {
    return process.resourceUsage().maxRSS
  }
}
if (require('node:worker_threads').isMainThread)
  process.on('exit', () => fs.writeFileSync('peak', String(peak() / 1024)))`

/** MB at most that a run takes, and what it prints. */
async function peakOf(line: string, input?: string): Promise<{ megabytes: number } & Outcome> {
  const command = `$LC ${line}`
  const LC = `${process.execPath} --single-threaded-gc -r ./peak.cjs ${bin}`
  const outcome = await start('bash', ['-c', input === undefined ? command : `${input} | ${command}`], {
    cwd: root,
    env: { ...process.env, LC, TMPDIR: root },
  })
  return { megabytes: Number(readFileSync(join(root, 'peak'), 'utf8')), ...outcome }
}

beforeAll(() => {
  writeFileSync(join(root, 'peak.cjs'), PEAK)
  writeFileSync(join(root, 'ones'), '1'.repeat(1e6))
  const rows = Array.from({ length: 1 << 14 }, (_, i) => {
    const logits = Array.from({ length: 10 }, (_, c) => (((i * 31 + c * 17) % 97) / 7).toFixed(4))
    return `img/${i}.jpg,${logits.join(',')},${'abcdefghij'[i % 10]},${i % 3 ? 'train' : 'val'}\n`
  }).join('')
  const header = `image,${[...'abcdefghij'].map((name) => `p_${name}`).join(',')},label,split\n`
  const dump = Buffer.from(header + rows.repeat(25))
  writeFileSync(join(root, 'dump.csv'), dump)
  writeFileSync(join(root, 'dump.csv.gz'), gzipSync(dump, { level: 1 }))
  writeFileSync(join(root, 'fortran.npy'), arrayOf([1 << 19, 8], true))
  writeFileSync(join(root, 'rows.npy'), arrayOf([1 << 19, 8], false))
  writeFileSync(join(root, 'x.npy'), arrayOf([2, 1e6], false, 3))
  writeFileSync(join(root, 'wide.npy'), arrayOf([1, 4e6], false))
  const name = 'a b.c '.repeat(1 << 21)
  writeFileSync(join(root, 'name.csv'), `input,target,${name}\n0.5,1,2\n`)
  const keys = (row: number) => Array.from({ length: 30 }, (_, i) => `"k${row}_${i}":1,`).join('')
  const records = Array.from({ length: 700 }, (_, row) => `{${keys(row)}"p":0.5,"y":1}\n`)
  writeFileSync(join(root, 'keys.ndjson'), records.join(''))
  const numbers = Array.from({ length: 25 }, (_, i) => `[${i}, 1.5]`).join(', ')
  const one = `{"name": "a", "loss": "mse", "input": [${numbers}], "target": [${numbers}], "expect": {"mean": 0}}`
  const suite = `{"schema": "loss-calc/suite@1", "cases": [${one}${`,\n${one}`.repeat(9999)}]}`
  writeFileSync(join(root, 'suite.json'), suite)
  writeFileSync(join(root, 't.npy'), arrayOf([2, 1e6], false, 7))
}, 120_000)

/** An array of numpy, in Fortran order or not. */
function arrayOf([rows, columns]: [number, number], fortran: boolean, factor = 1): Uint8Array {
  const order = fortran ? 'True' : 'False'
  const header = `{'descr': '<f8', 'fortran_order': ${order}, 'shape': (${rows}, ${columns}), }`.padEnd(117)
  const numbers = new Float64Array(rows * columns)
  const period = 1013
  for (let i = 0; i < period; i++) numbers[i] = ((i * factor) % period) / 7
  for (let made = period; made < numbers.length; made *= 2) numbers.copyWithin(made, 0, made)
  return Buffer.concat([
    Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, 'latin1'),
    Buffer.from(numbers.buffer),
  ])
}

const dump = `--input-cols 'p_*' --target-col label`

describe('peak memory', () => {
  it.each([
    ['gzip', `ce dump.csv.gz ${dump} -q`, undefined, 115],
    ['a pipe', `ce - ${dump} -q`, 'cat dump.csv', 92],
    ['a pipe, worst and groups', `ce - ${dump} --id image --top 3 --group-by split`, 'cat dump.csv', 112],
    ['an array in Fortran order', 'mse fortran.npy fortran.npy -q', undefined, 128],
    ['the same from a pipe', 'mse - fortran.npy -q', 'cat fortran.npy', 150],
    ['gradients', 'mse rows.npy rows.npy -q --grad-output g.npy', undefined, 92],
    ['gradients of CSV', `ce dump.csv ${dump} -q --grad-output g.npy`, undefined, 100],
    ['gradients on standard output', 'mse rows.npy rows.npy --grad --json | wc -c', undefined, 105],
    ['a row of millions', 'mse wide.npy wide.npy -q', undefined, 200],
    ['a name of megabytes', 'inspect name.csv', undefined, 220],
    ['keys of each record alone', 'mse keys.ndjson --input-cols p --target-col y -q', undefined, 150],
    ['a suite of ten thousand cases', 'check suite.json -q', undefined, 220],
    ['an explained row of a million elements', 'mse x.npy t.npy --top 1 --explain', undefined, 600],
  ])('of %s', async (_name, line, input, bound) => {
    const { megabytes, stdout, stderr } = await peakOf(line, input)
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/./), stderr: '' })
    expect(megabytes).toBeLessThan(bound)
  })

  it.each([
    ['the first', '', 1, 'a line is longer than 256 MiB'],
    ['the second', 'echo 1; ', 2, 'a line is longer than 256 MiB'],
    ['one in quotes', `echo '1;2'; echo '"'; `, 3, 'a cell is longer than 16 MiB'],
  ])('of a line without end, %s', async (_name, before, line, refusal) => {
    const endless = `(${before}cat $(yes ones | head -n 269))`
    const { megabytes, stdout, stderr, status } = await peakOf("mse - '[1]'", endless)
    expect([status, stdout]).toEqual([3, ''])
    expect(stderr.startsWith(`error[E204]: ${refusal}`)).toBe(true)
    expect(stderr).toContain(`stdin:${line}`)
    expect(megabytes).toBeLessThan(420)
  })
})
