import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { warnings } from '../../src/engine/notices.ts'

it('has help for every warning that the program can print', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const printed = files.flatMap(
    (file) => readFileSync(`src/${file}`, 'utf8').match(/(?<=')W\d{3}(?=')/g) ?? [],
  )
  expect([...new Set(printed)].sort()).toEqual(Object.keys(warnings))
})
