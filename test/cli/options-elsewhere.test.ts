import { expect, it } from 'vitest'
import { Declaration } from '../../src/command/command.ts'
import { lossCommand } from '../../src/cli/loss-command.ts'
import { optionsElsewhere, plainName } from '../../src/cli/options-elsewhere.ts'
import { loadLoss } from '../../src/losses/registry.ts'
import { run } from '../transcript.ts'

const own = new Declaration()
await lossCommand((await loadLoss('ce'))!).configure(own, ['ce'])
// Every command takes it.
own.option('--lang <en|zh>', '')

it.each(Object.entries(optionsElsewhere))('%s is an option, and what others say is none', (option, words) => {
  expect(own.has(option.split(' ')[0]!)).toBe(true)
  for (const word of words.split(' ')) {
    expect(plainName(word)).toBe(word)
    expect([`--${word}`, `-${word}`].filter((name) => own.has(name))).toEqual([])
  }
})

it('a word stands for one option', () => {
  const words = Object.values(optionsElsewhere).flatMap((text) => text.split(' '))
  expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([])
})

it.each([
  [['--na', 'skip'], 'here this is --missing', "loss-calc ce '[[1, 2]]' '[0]' --missing skip"],
  [['--dropna'], 'here this is --missing skip', "loss-calc ce '[[1, 2]]' '[0]' --missing skip"],
  [['--sep=;'], 'here this is --delimiter', "loss-calc ce '[[1, 2]]' '[0]' '--delimiter=;'"],
  [['-k', '3'], 'here this is --top', "loss-calc ce '[[1, 2]]' '[0]' --top 3"],
  [['--from_logits=True'], 'here this is --from logits', "loss-calc ce '[[1, 2]]' '[0]' --from logits"],
  [['--labels', 'label'], 'here this is --target-col', "loss-calc ce '[[1, 2]]' '[0]' --target-col label"],
  [
    ['--preds', 'p.csv'],
    'files stand without an option: the input, then the target',
    "loss-calc ce '[[1, 2]]' '[0]' p.csv",
  ],
  [['--preds=p.csv'], 'files stand without', "loss-calc ce '[[1, 2]]' '[0]' p.csv"],
  [['--target-col=label', '--labels', 'a,b'], 'here this is --target-col', 'loss-calc ce --help'],
  [['--pos-label', 'spam'], 'the second name of --classes is the positive one', 'loss-calc ce --help'],
  [['--skip-invalid'], 'here this is --missing skip', '--missing skip'],
  [['--label_smoothing', '0.1'], 'Did you mean --label-smoothing?', '--label-smoothing 0.1'],
  [['--redution=sum'], 'Did you mean --reduction?', '--reduction=sum'],
  [['--quiet=1'], '--quiet takes no value', "loss-calc ce '[[1, 2]]' '[0]' --quiet"],
  [['--beta', '2'], '--beta is an option of smooth-l1, tversky', 'loss-calc ce --help'],
  [['--fail-if', 'worse'], 'it is compare that takes two models', "--fail-if 'acc < 0.9'"],
  [['--fail-if', 'acc < NaN'], 'it is loss or one of', "--fail-if 'acc < 0.9'"],
  [['--fail-if', 'acc < 90'], 'a percentage is written as a fraction', "--fail-if 'acc < 0.9'"],
  [['--fail-if', 'brier > 2.5'], 'a percentage is written as a fraction', "--fail-if 'brier > 0.025'"],
  [['--fail-if', 'rmse > 2'], 'it is loss or one of', "--fail-if 'loss > 2'"],
  [['--junit', 'a.xml'], '--junit is an option of compare', 'loss-calc ce --help'],
])('%j is told', async (words, why, command) => {
  const { stdout, stderr, status } = await run(['ce', '[[1, 2]]', '[0]', ...words])
  expect([stdout, status]).toEqual(['', 2])
  expect(stderr).toContain(`  = ${why}`)
  expect(stderr).toContain(command)
})

it('what is switched off is not switched on', async () => {
  const { stderr } = await run(['bce', '[0.5]', '[1]', '--from-logits=False'])
  expect(stderr).not.toContain('here this is')
})

it('nothing is suggested for a short name that shares one letter', async () => {
  expect((await run(['merge', 'a.state', '--tg'])).stderr).not.toContain('Did you mean')
})
