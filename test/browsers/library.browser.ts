import type { Browser } from 'playwright-core'
import { build } from 'rolldown'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bceWithLogits } from '../../src/index.ts'
import { launch, open } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())

it('the library has the same bits in a browser at any size', async () => {
  const { output } = await build({
    input: 'dist/library/index.js',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
    output: { format: 'iife', name: 'lossCalc', codeSplitting: false },
  })
  const { page, said } = await open(browser, 'about:blank')
  await page.addScriptTag({ content: output[0].code })
  for (const n of [9, 4095, 4096, 100_000]) {
    const x = Array.from({ length: n }, (_, i) => ((i * 7919) % 2003) / 400 - 2.5)
    const t = x.map((_, i) => i % 2)
    const found = await page.evaluate(
      `lossCalc.bceWithLogits(${JSON.stringify(x)}, ${JSON.stringify(t)}).value`,
    )
    expect(found).toBe(bceWithLogits(x, t).value)
  }
  expect(said).toEqual([])
  await page.close()
})

it('loss-calc/numbers has them too', async () => {
  const { output } = await build({
    input: 'dist/library/numbers.js',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
    output: { format: 'iife', name: 'lossNumbers', codeSplitting: false },
  })
  const { page, said } = await open(browser, 'about:blank')
  await page.addScriptTag({ content: output[0].code })
  const x = Array.from({ length: 1000 }, (_, i) => ((i * 7919) % 2003) / 400 - 2.5)
  const t = x.map((_, i) => i % 2)
  const found = await page.evaluate(`lossNumbers.bceWithLogits(${JSON.stringify(x)}, ${JSON.stringify(t)})`)
  const { value, perSample, grad, grads } = bceWithLogits(x, t)
  expect(found).toEqual({ value, perSample, grad, grads })
  expect(said).toEqual([])
  await page.close()
})
