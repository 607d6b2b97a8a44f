import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { warnings } from '../src/hints/warning-help.ts'
import { loadAll } from '../src/losses/registry.ts'
import { formsOf } from '../src/losses/forms.ts'
import { run } from './transcript.ts'

/** A command, and which warnings of its loss it prints. */
const commands: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'log-probabilities and distributions',
    ['kl-div', '[[-0.6931471805599453,-0.6931471805599453]]', '[[0.5,0.5]]', '--reduction', 'batchmean'],
    [],
  ],
  [
    'a mean over the classes',
    ['kl-div', '[[-0.6931471805599453,-0.6931471805599453]]', '[[0.5,0.5]]'],
    ['W420'],
  ],
  ['a mean over rows', ['kl-div', '[[-1,-2]]', '[[0.5,0.5]]', '--mean-by', 'rows'], []],
  ['a mean over one class', ['kl-div', '[[-1],[-2]]', '[[1],[1]]'], []],
  ['one row of one variance', ['gaussian-nll', '[[1]]', '[[2]]', '[1]'], []],
  ['a square, and a variance per row', ['gaussian-nll', '[[1,2],[3,4]]', '[[1,2],[3,4]]', '[1,2]'], ['W418']],
  ['a mean of a vector', ['kl-div', '[-1,-2]', '[0.5,0.5]'], []],
  [
    'probabilities for their logarithms',
    ['kl-div', '[[0.2,0.8]]', '[[0.5,0.5]]', '--reduction', 'sum'],
    ['W412'],
  ],
  [
    'rows that are no distribution',
    ['kl-div', '[[-1,-2],[-1,-2]]', '[[0.5,0.6],[0.5,0.5]]', '--reduction', 'sum'],
    ['W404'],
  ],
  ['log-targets above 0', ['kl-div', '[-1,-2]', '[0.5,-0.5]', '--log-target'], ['W412']],
  ['rows of 0 and 1', ['multilabel-margin', '[[0.1,0.2,0.7]]', '[[1,0,1]]'], ['W413']],
  ['a class twice', ['multilabel-margin', '[[0.1,0.2,0.7]]', '[[2,2,-1]]'], ['W414']],
  ['a class again after the end', ['multilabel-margin', '[[0.1,0.2,0.7]]', '[[2,-1,2]]'], []],
  ['no class', ['multilabel-margin', '[[0.1,0.2,0.7]]', '[[-1,2,2]]'], ['W415']],
  ['whole counts', ['poisson-nll', '[0.5,1]', '[1,2]'], []],
  ['a fraction of a count', ['poisson-nll', '[0.5,1]', '[1.5,2]'], ['W416']],
  [
    'a variance for each row of a square',
    ['gaussian-nll', '[[1,2],[3,4]]', '[[1,2],[3,5]]', '[1,2]'],
    ['W418'],
  ],
  ['a variance for each row', ['gaussian-nll', '[[1,2,3],[3,4,5]]', '[[1,2,3],[3,5,5]]', '[1,2]'], []],
  ['weights of 0', ['ce', '[[1,2]]', '[0]', '--weight', '0,1'], ['W406']],
  ['weights that add up to 0', ['mse', '[1,2]', '[1,4]', '--weight', '1,-1'], ['W406']],
  ['a target of 0', ['mape', '[1,2]', '[0,2]'], ['W419']],
  ['raw scores', ['ctc', '[[[5,9,1]],[[5,9,1]]]', '[[1]]', '[2]', '[1]'], ['W412']],
  [
    'labels without room',
    ['ctc', '[[[-0.6931471805599453,-0.6931471805599453]]]', '[[1,1]]', '[1]', '[2]'],
    ['W417'],
  ],
  [
    'labels without room that cost 0',
    ['ctc', '[[[-0.6931471805599453,-0.6931471805599453]]]', '[[1,1]]', '[1]', '[2]', '--zero-infinity'],
    [],
  ],
]

/** What is said of one and of two. */
const SAID = [
  [
    '1 target is 0: the error is divided by a floor instead, and the loss is arbitrary',
    '2 targets are 0: the error is divided by a floor instead, and the loss is arbitrary',
  ],
  [
    '1 log-probability is above 0, as no logarithm of a probability is',
    '2 log-probabilities are above 0, as no logarithm of a probability is',
  ],
  [
    '1 target is no distribution: a row that does not sum to 1, or a number above 1',
    '2 targets are no distribution: a row that does not sum to 1, or a number above 1',
  ],
  [
    '1 target is not a whole number, as counts would be',
    '2 targets are no whole numbers, as counts would be',
  ],
  [
    '1 target row holds only 0 and 1, and is read as a list of the classes 0 and 1',
    '2 target rows hold only 0 and 1, and are read as a list of the classes 0 and 1',
  ],
  [
    '1 target row names a class twice, which then counts twice, as in torch',
    '2 target rows name a class twice, which then counts twice, as in torch',
  ],
  [
    '1 target row starts with -1 and so names no class: the loss is 0',
    '2 target rows start with -1 and so name no class: the loss is 0',
  ],
  [
    '1 row of the input is no log-probabilities: e^x does not sum to 1 over the classes',
    '2 rows of the input are no log-probabilities: e^x does not sum to 1 over the classes',
  ],
  [
    '1 sample costs Infinity: the target does not fit into the input, or its probability is 0',
    '2 samples cost Infinity: the target does not fit into the input, or its probability is 0',
  ],
]

describe('warnings that a loss declares', () => {
  it.each(commands)('%s', async (_name, argv, codes) => {
    const { stderr, status } = await run([...argv, '--no-hints'])
    expect([...stderr.matchAll(/\bW\d{3}\b/g)].map(([code]) => code)).toEqual(codes)
    expect(status).toBe(0)
  })

  it('are said of one and of several', async () => {
    const told = (await loadAll()).flatMap((loss) =>
      [...formsOf(loss).values()].flatMap(({ warns = [] }) =>
        warns.filter(({ when }) => !when).map(({ says }) => [says(1), says(2)]),
      ),
    )
    expect([...new Map(told.map((both) => [both[0], both])).values()]).toEqual(SAID)
  })

  it('are explained, and each is seen above', async () => {
    const declared = (await loadAll()).flatMap((loss) =>
      [...formsOf(loss).values()].flatMap(({ warns = [] }) => warns.map(({ code }) => code)),
    )
    const seen = commands.flatMap(([, , codes]) => codes)
    for (const code of declared) {
      expect(warnings).toHaveProperty(code)
      expect(seen).toContain(code)
    }
  })

  it.each([
    ['[[0.2,0.8]]', '[[0.5,0.5]]', [], true],
    ['[[2,-1]]', '[[0.5,0.5]]', [], false],
    ['[[0.2,0.8]]', '[[-0.5,-0.9]]', ['--log-target'], false],
  ])('kl-div of %s and %s offers --from probs where that runs', async (x, t, more, offered) => {
    const { stderr } = await run(['kl-div', x, t, ...more])
    expect(stderr).toContain('W412')
    expect(stderr.includes('--from probs')).toBe(offered)
    const { status } = await run(['kl-div', x, t, ...more, '--from', 'probs', '-q'])
    expect(status === 0).toBe(offered)
  })

  it('add up over the pieces of a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loss-calc-'))
    const file = join(folder, 'counts.csv')
    writeFileSync(file, Array.from({ length: 300_000 }, (_, i) => `${i % 3}\n`).join(''))
    const { stderr } = await run(['mape', file, file])
    rmSync(folder, { recursive: true })
    expect(stderr).toContain('100000 targets are 0')
  })
})
