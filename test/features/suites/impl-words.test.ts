import { describe, expect, it } from 'vitest'
import { wordsOf } from '../../../src/features/suites/command.ts'

describe('the words of --impl', () => {
  it.each([
    ['win32', String.raw`C:\tools\port.exe --fast`, [String.raw`C:\tools\port.exe`, '--fast']],
    ['win32', String.raw`"C:\Program Files\port.exe" x`, [String.raw`C:\Program Files\port.exe`, 'x']],
    ['win32', String.raw`\\server\share\port.exe`, [String.raw`\\server\share\port.exe`]],
    ['win32', String.raw`'C:\tools\port.exe' x`, [String.raw`C:\tools\port.exe`, 'x']],
    ['win32', String.raw`"it's\port.exe" x`, [String.raw`it's\port.exe`, 'x']],
    ['linux', String.raw`/opt/my\ port 'a b'`, ['/opt/my port', 'a b']],
    ['darwin', String.raw`./port "a \" b"`, ['./port', 'a " b']],
  ])('on %s: %s', async (platform, command, words) => {
    expect(await wordsOf(command, platform)).toEqual(words)
  })

  it('are refused where there are none, or a quote is open', async () => {
    for (const command of ['', ' ', `"x`, `''`, '"" x'])
      await expect(wordsOf(command)).rejects.toMatchObject({ code: 'E101' })
  })
})
