import { readdirSync, readFileSync } from 'node:fs'
import { win32 } from 'node:path'
import { expect, it } from 'vitest'

/** What is not the same on every system: platforms, signals, pipes, devices, modes, renaming. */
const differs =
  /process\.platform|\/proc\/|devNull|isFIFO|'SIG[A-Z]{3,}|\bf?chmod|renameSync|unlinkSync|realpath|lstat|tmpdir|replaceAll\('\\\\'/

const table = readFileSync('CONTRIBUTING.md', 'utf8').split('## Windows and macOS')[1]!.split('## ')[0]!

it('every file that touches what systems do not share is in the table of CONTRIBUTING, with what to try', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll(win32.sep, '/'))
    .filter(
      (path) =>
        path.endsWith('.ts') &&
        !/^(?:kernel\/assembly|locale|features\/sql|features\/explain|charts|writers|losses)/.test(path),
    )
  const found = files.filter((path) => differs.test(readFileSync(`src/${path}`, 'utf8')))
  expect(found.length).toBeGreaterThan(8)
  expect(found.filter((path) => !table.includes(`\`${path}\``))).toEqual([])
})

it('paths of a command line are not cut at slashes by hand', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  )
  const cuts = files.filter((path) =>
    /(?:path|file|name)\w*\.split\(['"]\/['"]\)/.test(readFileSync(`src/${path}`, 'utf8')),
  )
  expect(cuts).toEqual([])
})
