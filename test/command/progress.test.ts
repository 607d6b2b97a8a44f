import { describe, expect, it, vi } from 'vitest'
import { loadSay } from '../../src/locale/locale.ts'
import { Progress, progressLine } from '../../src/command/progress.ts'

function stderr(isTTY: boolean) {
  let text = ''
  return {
    isTTY,
    write: async (part: string | Uint8Array) => void (text += String(part)),
    said: () => text,
  }
}

describe('progress', () => {
  it('says how far a run has come, how fast it is and how long it will take', () => {
    expect(progressLine(50e6, 200e6, 1000)).toBe('25 %   50 MB/s   3 s left')
    expect(progressLine(1e9, 1e12, 1000)).toBe('0 %   1000 MB/s   17 min left')
    expect(progressLine(50e6, undefined, 1000)).toBe('50 MB   50 MB/s')
  })

  it('shows a line on a terminal after a second, and takes it away', () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const terminal = stderr(true)
      const progress = new Progress(
        () => terminal,
        () => 1e8,
        true,
      )
      progress.add(1e6)
      expect(terminal.said()).toBe('')
      vi.advanceTimersByTime(1500)
      progress.add(1e6)
      expect(terminal.said().replace('\u001b', '^')).toMatch(/^\r2 %.*left\^\[K$/)
      progress.end()
      expect(terminal.said().endsWith('\r\u001b[K')).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  it('speaks Chinese as soon as that is loaded', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const terminal = stderr(true)
      const progress = new Progress(
        () => terminal,
        () => 1e8,
        true,
        'zh',
      )
      vi.advanceTimersByTime(1500)
      progress.add(1e6)
      await loadSay('zh')
      await Promise.resolve()
      vi.advanceTimersByTime(500)
      progress.add(1e6)
      expect(terminal.said().replaceAll('\u001b', '^')).toMatch(/ {3}剩余 \d+ (?:s|min)\^\[K$/)
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([
    [false, true],
    [true, false],
  ])('stays silent (terminal %s, wanted %s)', (isTTY, wanted) => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const stream = stderr(isTTY)
      const progress = new Progress(
        () => stream,
        () => 1e8,
        wanted,
      )
      vi.advanceTimersByTime(5000)
      progress.add(1e6)
      progress.end()
      expect(stream.said()).toBe('')
    } finally {
      vi.useRealTimers()
    }
  })
})
