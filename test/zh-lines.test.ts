import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { outcome } from './transcript.ts'

/** Words of the user, of other programs, and formats that programs read. */
const not =
  /loss-calc |"schema"|^\s*"|^(?:not )?ok |^FAIL |^::|^\s+(?:message|at|causes): |^<|^\s+<|torch\.nn\.functional|^\s*\{|subject|file\.json|^2\| \{|from probs/

/** Names of losses, forms and columns, works, files, and what was typed. */
const names =
  /fixtures\/.*?(?=[\s，：；)]|$)|"[^"]*"|'[^']*'|--[\w-]+(?: [\w-]+)?|et al|ignore index|focal (?:sigmoid|softmax|loss)|sweep focal|from probs|alphaT modulator ce|y modulator log\w+/g

it.each([
  'compare',
  'trend',
  'plot',
  'checks',
  'measures',
  'states',
  'sweep',
  'inspect',
  'identify',
  'columns',
  'errors',
  'conventions',
  'explain',
  'losses',
  'output',
  'hints',
  'json',
])('no line of %s.txt is half English under --lang zh', async (name) => {
  const lines = readFileSync(`fixtures/transcripts/${name}.txt`, 'utf8').split('\n')
  const half = new Set<string>()
  for (const line of lines) {
    if (!line.startsWith('$ ') || /--lang|--format (?:json|csv)|-f /.test(line)) continue
    const text = await outcome(line.slice(2), { LOSS_CALC_LANG: 'zh' })
    for (const one of text.split('\n')) {
      const said = one.replaceAll(names, '')
      if (/[a-z]{2,} [a-z]{2,}|[a-z]{2,}, [a-z]{2,}, [a-z]{2,}/.test(said) && !not.test(one)) half.add(one)
    }
  }
  expect([...half]).toEqual([])
})

it.each([
  "tversky '[[0.1,0.2]]' '[[1,0]]' --gamma 2",
  "ctc '[[[-0.7,-0.7]],[[-0.7,-0.7]]]' '[[1]]' '[2]' '[1]'",
])('the mean of %s is told in Chinese', async (line) => {
  const text = await outcome(`loss-calc ${line}`, { LOSS_CALC_LANG: 'zh' })
  expect(/^均值.*/m.exec(text)?.[0]).not.toMatch(/[a-z]{2,}/)
})
