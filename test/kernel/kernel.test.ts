import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createKernel } from '../../src/kernel/kernel.ts'
import { thorough } from '../draws.ts'

it('is compiled from the assembly sources that lie beside it', () => {
  const script = fileURLToPath(new URL('../../scripts/build-kernel.mjs', import.meta.url))
  // Compiling takes seconds; the generated files say what they were made from.
  const check = thorough ? '--check' : '--check-sources'
  expect(() => execFileSync(process.execPath, [script, check], { stdio: 'pipe' })).not.toThrow()
})

it('reserves aligned regions with padding and grows its memory for them', () => {
  const kernel = createKernel()
  const first = kernel.reserve(10)
  const second = kernel.reserve(300_000)
  expect(first % 16).toBe(0)
  expect(second % 16).toBe(0)
  expect(second).toBeGreaterThanOrEqual(first + 10 + 48)
  expect(kernel.memory.buffer.byteLength).toBeGreaterThanOrEqual(second + 300_000 + 48)
})

it('has room from the start for the bytes asked for', () => {
  const kernel = createKernel(1 << 20)
  const { buffer } = kernel.memory
  kernel.reserve(1 << 20)
  expect(kernel.memory.buffer).toBe(buffer)
})

it('reads numbers that need the host after its memory has grown', () => {
  const kernel = createKernel()
  const values = kernel.reserve(8)
  const parse = () => {
    const start = kernel.reserve(1 << 17)
    const end = start + Buffer.from(kernel.memory.buffer).write('1.5e-300\n', start)
    kernel.parseRows({ start, end, out: values, columns: 1, delimiter: 44 })
    return new Float64Array(kernel.memory.buffer, values, 1)[0]
  }
  expect(parse()).toBe(1.5e-300)
  expect(parse()).toBe(1.5e-300)
})
