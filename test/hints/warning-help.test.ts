import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { warnings } from '../../src/hints/warning-help.ts'
import { run } from '../transcript.ts'

const codes = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('warning-help.ts'))
  .flatMap((file) => readFileSync(join('src', file), 'utf8').match(/(?<=')W4\d\d(?=')/g) ?? [])

describe('help of warnings', () => {
  it('is there for every code that is printed, and no other', () => {
    expect(Object.keys(warnings)).toEqual([...new Set(codes)].sort())
  })

  it.each(Object.keys(warnings))('%s', async (code) => {
    const { stdout, status } = await run(['help', code.toLowerCase()])
    expect(status).toBe(0)
    expect(stdout).toContain(`${code}: ${warnings[code]!.title} (warning)\n  `)
  })
})
