import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type ColorFlag, loadPaint, resolveColor } from '../../src/writers/color.ts'
import { noPaint } from '../../src/writers/paint.ts'

const cases: [ColorFlag, Record<string, string>, boolean, boolean][] = [
  ['always', { NO_COLOR: '1', TERM: 'dumb' }, false, true],
  ['never', { FORCE_COLOR: '1' }, true, false],
  ['auto', {}, true, true],
  ['auto', {}, false, false],
  ['auto', { TERM: 'xterm' }, true, true],
  ['auto', { TERM: 'dumb' }, true, false],
  ['auto', { NO_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '0' }, true, false],
  ['auto', { NO_COLOR: '' }, true, true],
  ['auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '', FORCE_COLOR: '1' }, false, true],
  ['auto', { FORCE_COLOR: '1', TERM: 'dumb' }, false, true],
  ['auto', { FORCE_COLOR: '' }, false, true],
  ['auto', { FORCE_COLOR: '0' }, true, false],
  ['auto', { FORCE_COLOR: 'false' }, true, false],
]

test.each(cases)('--color %s with %j on a terminal (%s): %s', (flag, env, isTTY, color) => {
  expect(resolveColor({ flag, env, isTTY })).toBe(color)
})

test('without colour every style is the identity', async () => {
  const paint = await loadPaint(false)
  expect(paint).toBe(noPaint)
  for (const style of Object.values(paint)) expect(style('text')).toBe('text')
})

test('with colour every style wraps the text, whatever the environment says', async () => {
  const paint = await loadPaint(true)
  expect(Object.keys(paint)).toEqual(Object.keys(noPaint))
  for (const style of Object.values(paint)) {
    expect(style('text')).not.toBe('text')
    expect(style('text')).toContain('text')
  }
})

test('chalk is imported in one place, and lazily', () => {
  const folder = new URL('../../src/writers/', import.meta.url)
  const importers = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') && /(from|import\() ?'chalk'/.test(readFileSync(new URL(file, folder), 'utf8')),
  )
  expect(importers).toEqual(['color.ts'])
  expect(readFileSync(new URL('color.ts', folder), 'utf8')).not.toContain("from 'chalk'")
})
