import { Command, CommanderError, Option } from 'commander'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Declaration, type DeclaredFlag } from '../../src/command/command.ts'
import { addLossFlags, addSharedFlags } from '../../src/command/flags.ts'
import { addOutputFlags } from '../../src/command/output-flags.ts'
import { splitWords, UsageError } from '../../src/command/split-words.ts'
import { addCheckFlags } from '../../src/features/assertions/flags.ts'
import { loadAll } from '../../src/losses/registry.ts'
import { draws } from '../draws.ts'

/** What commander makes of the words: the library whose rules they follow, too slow to load in every run. */
function byCommander(words: readonly string[], declared: readonly DeclaredFlag[]) {
  const command = new Command('x').exitOverride().helpOption(false).argument('[all...]')
  command.configureOutput({ writeErr: () => {} })
  for (const { flags, repeated, listed } of declared) {
    const option = new Option(flags)
    if (repeated) option.argParser((value: string, before?: string[]) => [...(before ?? []), value])
    if (listed)
      option.argParser((value: string, before?: string) =>
        before === undefined ? value : `${before},${value}`,
      )
    command.addOption(option)
  }
  command.parse(words, { from: 'user' })
  return { args: command.args, flags: command.opts() }
}

/** The result, or the kind of refusal and what it says. */
function outcome(split: () => object): object {
  try {
    return split()
  } catch (error) {
    if (error instanceof UsageError) return { refused: error.message }
    if (error instanceof CommanderError) {
      const [said] = error.message.replace(/^error: /, '').split('\n')
      return { refused: said }
    }
    throw error
  }
}

/** Flags of real commands, whole, cut off, joined with values, misspelt; values that look like flags or numbers. */
function lines(declared: readonly DeclaredFlag[]): fc.Arbitrary<string[]> {
  const name = fc.constantFrom(...declared.flatMap(({ names }) => names))
  const value = fc.constantFrom(
    '1',
    '-1',
    '-.5',
    '-1e3',
    '-',
    '--',
    '',
    'a.csv',
    'a=b',
    '[-1, 2]',
    '-0x1',
    '-x',
  )
  const short = fc.constantFrom(...declared.flatMap(({ names }) => names.filter((one) => one.length === 2)))
  const word = fc.oneof(
    { weight: 4, arbitrary: name },
    { weight: 4, arbitrary: value },
    fc.tuple(name, value).map(([flag, text]) => `${flag}=${text}`),
    fc.tuple(short, value).map(([flag, text]) => `${flag}${text}`),
    fc.tuple(short, short).map(([first, second]) => `${first}${second[1]}`),
    fc.tuple(name, fc.nat(9)).map(([flag, n]) => flag.slice(0, n)),
    fc.string({ maxLength: 4 }),
  )
  return fc.array(word, { maxLength: 7 })
}

const commands = (await loadAll()).map((loss) => {
  const declared = new Declaration()
  addLossFlags(declared, loss)
  addSharedFlags(declared, loss)
  addOutputFlags(declared)
  addCheckFlags(declared)
  return declared.options
})

describe('words', () => {
  it('are split as commander does', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...commands).chain((flags) => fc.tuple(fc.constant(flags), lines(flags))),
        ([flags, words]) => {
          expect(outcome(() => splitWords(words, flags))).toEqual(outcome(() => byCommander(words, flags)))
        },
      ),
      { numRuns: draws(4000) },
    ))
})
