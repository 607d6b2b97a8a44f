/** Pictures of pages for the README, where a Chromium is: other fonts give other bytes, so no test compares them. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const out = 'docs/pictures'
const cancer = ['fixtures/real/cancer/logits.csv', 'fixtures/real/cancer/target.csv']

export async function shots(executablePath) {
  const folder = mkdtempSync(join(tmpdir(), 'shots-'))
  const page = (name, words) => {
    const file = join(folder, `${name}.html`)
    execFileSync(process.execPath, ['bin/loss-calc.cjs', ...words, file], { stdio: 'ignore' })
    return pathToFileURL(file).href
  }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const pages = {
      report: page('report', ['bce-logits', ...cancer, '--report']),
      playground: page('playground', ['playground', '-o']),
    }
    for (const [name, url] of Object.entries(pages)) {
      for (const scheme of ['light', 'dark']) {
        const view = await browser.newPage({ viewport: { width: 1000, height: 1060 }, colorScheme: scheme })
        await view.goto(url)
        await view.screenshot({ path: join(out, `${name}-${scheme}.png`) })
        await view.close()
      }
    }
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true })
  }
}
