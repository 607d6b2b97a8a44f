import { readdirSync, readFileSync } from 'node:fs'
import { win32 } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesNamed, inNaturalOrder } from '../src/command/patterns.ts'
import { isInline } from '../src/readers/inline/recognise.ts'
import { nameOf, placeOfExample } from '../src/readers/bytes/bytes.ts'
import { isGiven, splitMember } from '../src/readers/open.ts'
import { quoted } from '../src/error.ts'

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

/** Paths as Windows writes them: with a drive, of a share, relative, long, with blanks, and to a device. */
const paths = [
  win32.join('C:\\', 'runs', 'preds.csv'),
  win32.join('\\\\server\\share', 'preds.csv'),
  win32.join('..', 'runs', 'epoch-2.npz'),
  win32.join('C:\\', 'Program Files', 'it is.csv'),
  '\\\\?\\C:\\runs\\preds.csv',
  'C:preds.csv',
  'D:/runs/preds.csv',
  '\\\\.\\pipe\\preds',
]

describe.each(paths)('the path %s of Windows', (path) => {
  it('is a file, not numbers', () => {
    expect([isInline(path), isGiven(path)]).toEqual([false, false])
  })

  it('has a part after #, and is an example of the package only where it says so', () => {
    expect(splitMember(`${path}#logits`)).toEqual({ path, member: 'logits' })
    expect(splitMember(path)).toEqual({ path, member: undefined })
    expect([placeOfExample(path, 'C:\\package'), nameOf(path)]).toEqual([path, path])
  })

  it('is no pattern, and comes out of a suggested command in quotes', () => {
    expect(filesNamed([path])).toEqual([path])
    expect(quoted(path)).toBe(path.includes('\\') || path.includes(' ') ? `'${path}'` : path)
  })
})

it('patterns match with either slash, and their files are put in the order of their numbers', () => {
  const found = filesNamed(['fixtures/epochs/*.csv'])
  expect(found.length).toBeGreaterThan(3)
  expect(filesNamed(['fixtures\\epochs\\*.csv'])).toEqual(found)
  expect(filesNamed(['.\\fixtures\\epochs\\epoch-?.csv']).length).toBeGreaterThan(1)
  const backslashed = [10, 9, 1].map((n) => win32.join('e', `epoch-${n}.csv`))
  expect(inNaturalOrder(backslashed)).toEqual(backslashed.toReversed())
})
