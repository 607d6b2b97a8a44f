import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { AxeResults } from 'axe-core'
import { readFileSync } from 'node:fs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome']

/** A Chromium of this machine: LOSS_CALC_CHROMIUM, or one of the usual names on PATH. */
export function chromiumPath(): string | undefined {
  const { LOSS_CALC_CHROMIUM: own, PATH = '' } = process.env
  if (own) return own
  return PATH.split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path))
}

export function launch(): Promise<Browser> {
  const executablePath = chromiumPath()
  if (!executablePath) throw new Error('no Chromium: apt-get install chromium, or LOSS_CALC_CHROMIUM=path')
  // A container has no namespaces for Chromium's own sandbox; the pages are ours.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

const playground = join(mkdtempSync(join(tmpdir(), 'playground-')), 'page.html')
execFileSync(process.execPath, ['bin/loss-calc.cjs', 'playground', '-o', playground])

/** The page to play with, as the program writes it. */
export const playgroundUrl = pathToFileURL(playground).href

/** A page, what its console said, and what it asked for besides itself. */
export interface Watched {
  readonly page: Page
  readonly said: string[]
  readonly asked: string[]
}

export async function open(
  browser: Browser,
  url: string,
  { width = 1100, scheme = 'light' as 'light' | 'dark', locale = 'en-US' } = {},
): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme, locale })
  const said: string[] = []
  const asked: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(String(error)))
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(url)
  asked.shift()
  return { page, said, asked }
}

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')

/** What axe finds against WCAG and good practice, in a line each. */
export async function violations(page: Page): Promise<string[]> {
  // By the debugger, which no policy of the page holds back.
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** Whether the page as a whole scrolls sideways. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > innerWidth')
}
