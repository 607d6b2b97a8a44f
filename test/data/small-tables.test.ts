import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { replay } from '../transcript.ts'

/**
 * Sessions with files of a few cells: `> x.csv a,b | 1,2` is a file of two lines. `UPDATE=1 npx vitest run
 * test/data/small-tables.test.ts` rewrites them, the diff is the review.
 */
const PATH = 'fixtures/tables.txt'

it('what is chosen of small tables, and what is said of them', async () => {
  const session = readFileSync(PATH, 'utf8')
  const [home, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), 'tables-'))]
  for (const [, name, lines] of session.matchAll(/^> (\S+) (.*)$/gm))
    writeFileSync(join(folder, name!), `${lines!.replaceAll(' | ', '\n')}\n`)
  // Paths in messages are those of the session.
  process.chdir(folder)
  const replayed = await replay(session).finally(() => process.chdir(home))
  rmSync(folder, { recursive: true })
  expect(replayed).not.toMatch(/error\[E700\]/)
  if (process.env.UPDATE) writeFileSync(PATH, replayed)
  else expect(replayed).toBe(session)
})
