import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, open, playgroundUrl, scrollsSideways, violations } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())

const pages = [
  ...readdirSync('fixtures/pages')
    .filter((name) => name.endsWith('.html'))
    .map((name) => [name, pathToFileURL(resolve('fixtures/pages', name)).href] as const),
  ['the playground', playgroundUrl] as const,
]
const looks = [
  { width: 1100, scheme: 'light' },
  { width: 390, scheme: 'light' },
  { width: 1100, scheme: 'dark' },
  { width: 390, scheme: 'dark' },
] as const

describe.each(pages)('%s', (_, url) => {
  it('is quiet, loads nothing, never scrolls sideways, and axe finds nothing', async () => {
    for (const look of looks) {
      const { page, said, asked } = await open(browser, url, look)
      const where = `${look.width} ${look.scheme}`
      expect(await scrollsSideways(page), where).toBe(false)
      expect(await violations(page), where).toEqual([])
      expect([said, asked], where).toEqual([[], []])
      await page.close()
    }
  })

  it('prints light and within the paper', async () => {
    const { page, said } = await open(browser, url, { width: 700, scheme: 'dark' })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await scrollsSideways(page)).toBe(false)
    expect(said).toEqual([])
    await page.close()
  })
})
