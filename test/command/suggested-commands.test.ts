import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pasteable } from '../../src/command/suggested-commands.ts'
import { quoted } from '../../src/error.ts'

it.each([
  [
    'loss-calc bce ...',
    ['bce-logits', 'a b.csv', 't.csv', '--pos-weight', '2', '-q'],
    "loss-calc bce 'a b.csv' t.csv -q",
  ],
  ['loss-calc bce ...', ['--json', 'bce-logits', 'a', 'b', '--pos-weight=2'], 'loss-calc --json bce a b'],
  ['loss-calc ce ...', ['focal', 'a', 'b', '--mode', 'softmax', '--gamma', '1'], 'loss-calc ce a b'],
  ['loss-calc ... --gamma 2', ['focal', 'a', 'b', '--gamma', '0'], 'loss-calc focal a b --gamma 2'],
  [
    'loss-calc ... --ignore-index -1',
    ['ce', '[[1, 2]]', '[-1]'],
    "loss-calc ce '[[1, 2]]' '[-1]' --ignore-index -1",
  ],
  ['loss-calc bce ...', ['bce-logits', 'a', 'b', '--from', 'logits'], 'loss-calc bce a b'],
  [
    'loss-calc ... --missing-ids skip',
    ['compare', 'bce', 'a', 'b', '--id', 'id'],
    'loss-calc compare bce a b --id id --missing-ids skip',
  ],
  [
    'loss-calc bce ...',
    ['--json', 'trend', 'bce-logits', 'x*', '--pos-weight', '2'],
    "loss-calc --json trend bce 'x*'",
  ],
  ['loss-calc mse ...', ['-o', 'x.json', 'ce', 'a', 'b'], 'loss-calc -o x.json mse a b'],
  ['loss-calc ... --headers', ['inspect', 'a.csv'], 'loss-calc inspect a.csv --headers'],
  ['loss-calc ... --headers', ['mse', 'a', '-n', 'b', '-q'], 'loss-calc mse a b -q --headers'],
  ['loss-calc ... --no-headers', ['mse', '--headers', 'a', 'b'], 'loss-calc mse a b --no-headers'],
  [
    'cat a | loss-calc ... with "-" for "a"',
    ['mse', 'a', 'b', '--weight', 'a'],
    'cat a | loss-calc mse - b --weight -',
  ],
  ['loss-calc ce ...', ['inspect', 'a.csv'], 'loss-calc ce ...'],
  ['loss-calc ... --numbers percent', ['merge', '--json', 'a'], 'loss-calc merge --json a --numbers percent'],
  ['loss-calc ce ...', ['trend', 'mse', 'e/*.csv', '--id', 'id'], "loss-calc trend ce 'e/*.csv' --id id"],
  ['loss-calc sql ... --table t', ['sql', 'mse', '--fast'], 'loss-calc sql mse --fast --table t'],
  ['loss-calc mse ...', ['gaussian-nll', '--full', 'a', 'b'], 'loss-calc mse a b'],
  ['give it the logits', ['ce', 'a', 'b'], 'give it the logits'],
  [
    'loss-calc ... with "stdin#x y" for "stdin"',
    ['ce', '-', 't.csv'],
    "loss-calc ce - t.csv --input-cols 'x y'",
  ],
  ['loss-calc ... with "stdin#y" for "stdin"', ['ce', 'a.csv', '-'], 'loss-calc ce a.csv - --target-cols y'],
  ['loss-calc ... with "stdin#/a" for "stdin"', ['ce', '-'], 'did you mean stdin#/a?'],
  ['loss-calc ... with "a.npz#x" for "a.npz"', ['ce', 'a.npz', '-'], "loss-calc ce 'a.npz#x' -"],
  ['loss-calc --help', ['ce', 'a', 'b'], 'loss-calc --help'],
])('%s of %j', async (step, argv, command) => {
  expect(await pasteable(step, argv)).toBe(command)
})

it('a shell reads quoted words back as they were', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0'))
  const words = fc.sample(fc.oneof(word, fc.constantFrom("it's", '$HOME', '`x`', '~', '!', 'a\nb', '*')), 200)
  const script = `for word in ${words.map(quoted).join(' ')}; do printf '%s\\0' "$word"; done`
  const read = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })
  expect(read.split('\0').slice(0, -1)).toEqual(words)
})
