import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { replay } from './transcript.ts'

/** Sessions in fixtures/transcripts; `UPDATE=1 npx vitest run test/transcripts.test.ts` rewrites them, the diff is the review. */
const folder = 'fixtures/transcripts'

describe('transcripts', () => {
  it.each(readdirSync(folder))('%s', async (file) => {
    const path = `${folder}/${file}`
    const session = readFileSync(path, 'utf8')
    const replayed = await replay(session)
    // A bug is not a result to be kept.
    expect(replayed).not.toMatch(/error\[E700\]/)
    if (process.env.UPDATE) writeFileSync(path, replayed)
    else expect(replayed).toBe(session)
  })
})
