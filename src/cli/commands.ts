import { lossCommand } from './loss-command.ts'
import type { Command } from '../command/command.ts'
import type { Io } from '../command/io.ts'
import type { CommandTree } from '../features/completion/complete.ts'
import { argumentsOf } from '../losses/forms.ts'
import { loadedLoss, loadLoss, lossNames } from '../losses/registry.ts'
import { flagName } from '../options.ts'

/** What commands that speak of others need. */
export interface Program {
  /** Runs a command line as if it had been typed. */
  run(argv: readonly string[], io: Io): Promise<number>
  readonly tree: CommandTree
}

/** A command as the list shows it; the rest is loaded when it is named. */
export interface Entry {
  readonly name: string
  /** `<input> [target]` */
  readonly args: string
  /** A loss has its own. */
  readonly summary?: string
  /** For programs, so the help does not list it. */
  readonly hidden?: boolean
  /** Whether --lang is another language than that of the texts. */
  readonly ownLang?: boolean
  load(program: Program): Promise<Command>
}

const ofLoss = (name: string): Entry => ({
  name,
  args: '<input> [target]',
  load: async () => lossCommand((await loadLoss(name))!),
})

/** The commands that are no loss; a new one is a file and an entry. Made when they are asked for: most runs are of a loss. */
const tools = (): readonly Entry[] => [
  {
    name: 'compare',
    args: '<loss> <models...>',
    summary: 'models on the same samples: mean difference, and where it grew',
    load: async () => (await import('../features/compare/command.ts')).compare,
  },
  {
    name: 'trend',
    args: '<loss> <files...>',
    summary: "a file for each epoch: how the loss moved, and which is best: 'epochs/*.csv'",
    load: async () => (await import('../features/compare/trend.ts')).trend,
  },
  {
    name: 'sweep',
    args: '<loss> <input> [target] [more...]',
    summary: 'a grid of values over options: --gamma 0:5:0.5',
    load: async () => (await import('../features/sweep/command.ts')).sweep,
  },
  {
    name: 'plot',
    args: '<loss> [input] [target]',
    summary: 'curves of a loss and its gradient: --gamma 0,0.5,1,2,5',
    load: async () => (await import('../features/plot/command.ts')).plot,
  },
  {
    name: 'playground',
    args: '',
    summary: 'a page to play with losses: numbers, options, curves and steps',
    load: async () => (await import('../features/playground/command.ts')).playground,
  },
  {
    name: 'identify',
    args: '<input> [target] [more...]',
    summary: 'which loss and convention give a number',
    load: async () => (await import('../features/identify/command.ts')).identify,
  },
  {
    name: 'inspect',
    args: '<input> [target]',
    summary: 'what was read, what it looks like, and which losses fit',
    load: async () => (await import('../features/inspect/command.ts')).inspect,
  },
  {
    name: 'merge',
    args: '[states...]',
    summary: 'parts of a run, made anywhere with --format state, as one run over all',
    load: async () => (await import('./merge-command.ts')).merge,
  },
  {
    name: 'sql',
    args: '<loss>',
    summary: 'the loss as a query for DuckDB, PostgreSQL, ClickHouse, Spark and others',
    load: async () => (await import('../features/sql/command.ts')).sql,
  },
  {
    name: 'check',
    args: '<suites...>',
    summary: 'runs suites of cases with known losses, here or in another program',
    load: async () => (await import('../features/suites/command.ts')).check,
  },
  {
    name: 'port',
    args: 'new [loss]',
    summary: 'starts a port of a loss to C, Rust, Swift, Go, JavaScript or Python, with its checks',
    ownLang: true,
    load: async () => (await import('../features/suites/port-command.ts')).port,
  },
  {
    name: 'demo',
    args: '',
    summary: 'six moves on data that come with the package',
    load: async ({ run }) => (await import('../features/demo/command.ts')).demoCommand(run),
  },
  {
    name: 'doctor',
    args: '',
    summary: 'what the machine offers, and what is slow',
    load: async () => (await import('../features/doctor/command.ts')).doctor,
  },
  {
    name: 'completion',
    args: '<bash|zsh|fish|powershell>',
    summary: 'a script that completes commands and options in a shell',
    load: async () => (await import('../features/completion/command.ts')).completion,
  },
  {
    name: 'complete',
    args: '[words...]',
    summary: 'what a shell offers for the last of some words',
    hidden: true,
    load: async ({ tree }) => (await import('../features/completion/command.ts')).completeCommand(tree),
  },
  {
    name: 'schema',
    args: '<name>',
    summary: 'JSON Schema of a form that is printed or read',
    load: async () => (await import('../features/schema/command.ts')).schema,
  },
]

export const commands = (): readonly Entry[] => [...lossNames.map(ofLoss), ...tools()]

export const find = (name: string): Entry | undefined =>
  lossNames.includes(name) ? ofLoss(name) : tools().find((tool) => tool.name === name)

export const isCommand = (name: string): boolean => find(name) !== undefined

/** `<input> [target]`: a loss that was named has its own arguments. */
export function argumentsFor({ name, args }: Entry): string {
  const loss = loadedLoss(name)
  if (!loss) return args
  const [first, ...others] = argumentsOf(loss).map(flagName)
  return [`<${first}>`, ...others.map((other) => `[${other}]`)].join(' ')
}
