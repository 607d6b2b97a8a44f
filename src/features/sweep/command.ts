import type { Opened } from '../../data/opened.ts'
import { Computation, pairsFor, pause } from '../../engine/compute.ts'
import type { ComputeRequest } from '../../engine/request.ts'
import { LossError } from '../../error.ts'
import { hints } from '../../hints/rules.ts'
import type { Loss } from '../../losses/loss.ts'
import { flagName, type OptionSpec } from '../../options.ts'
import { optionsOf } from '../../losses/forms.ts'
import { lossNames } from '../../losses/registry.ts'
import type { Report } from '../../report.ts'
import { type AskedFiles, computeSideBySide, startWorkers } from '../../parallel/side-by-side.ts'
import type { Workers } from '../../parallel/workers.ts'
import { type Axis, type SweptGrid, gridCsv, gridJson, gridText } from './text.ts'
import { withCompat } from '../../command/compat.ts'
import { openData, readData } from '../../command/dataset.ts'
import { addRepeatedLossFlags } from '../../command/flags.ts'
import {
  namedLoss,
  type RawFlags,
  readLossOptions,
  readOpenOptions,
  readThreads,
} from '../../command/read-flags.ts'
import { computeRequest, readLossRequest } from '../../command/loss-request.ts'
import { MOST_RUNS, offOf, product, readSweptValues } from '../../command/swept-values.ts'
import { type Io, write } from '../../command/io.ts'
import { noticesOf, readHints, tellNotices } from '../../command/notices.ts'
import { screenOf, writeText } from '../../command/screen.ts'
import {
  addColorFlags,
  addHintFlags,
  addPrecisionFlag,
  readFormat,
  readPrecision,
} from '../../command/output-flags.ts'
import { refuseUnreadable } from '../../command/named-files.ts'
import type { Command } from '../../command/command.ts'

/** What an option holds that a list or a range may stand for. */
const numeric = new Set<OptionSpec['type']>(['number', 'integer', 'set', 'scale'])

/** `loss-calc sweep <loss> <input> [target] --gamma 0:5:0.5`: a grid of values, reading the data once. */
export const sweep: Command = {
  words: lossNames,
  configure(command, argv) {
    command.description(
      'The reduced loss for every combination of values of its numeric options; the data are read once.\n' +
        'An option of numbers takes a list 0,0.5,1 or a range first:last:step, with the last where a step meets it;\n' +
        'loss-calc sweep focal --help lists those of focal, and so on.',
    )
    addRepeatedLossFlags(command, argv)
    command
      .optionsGroup('Output')
      .option('-f, --format <table|csv|json>', 'default: table')
      .option('--json', 'same as --format json')
      .option('--csv', 'same as --format csv')
    addPrecisionFlag(command)
    addColorFlags(command)
    addHintFlags(command)
  },

  async run([name, ...inputs], given, io) {
    const loss = await namedLoss(name!)
    const flags = await withCompat(loss, given)
    const open = readOpenOptions(flags)
    const request = readLossRequest(loss, flags)
    if (request.reduction === 'none')
      throw new LossError('E101', '--reduction must be mean or sum here', { tries: ['--reduction mean'] })
    const format = readFormat(flags, ['table', 'csv', 'json'])
    readPrecision(flags)
    readHints(flags)
    const axes = axesOf(loss, flags)
    if (flags.indexBase === '1' && axes.some(({ option }) => option === 'ignoreIndex'))
      throw new LossError('E104', '--index-base 1 does not go with several values of --ignore-index')
    const fixed = Object.entries(request.options).filter(
      ([name]) => !axes.some(({ option }) => option === name),
    )
    await refuseUnreadable([loss], inputs, flags, io)
    const options = await readLossOptions(loss, Object.fromEntries(fixed), io, open)
    const runs = axes.reduce((product, { values }) => product * values.length, 1)
    if (runs > MOST_RUNS) throw new LossError('E101', `a sweep of ${runs} runs; at most ${MOST_RUNS} fit`)
    const points = product(axes.map(({ values }) => values))
    const files = { inputs, threads: readThreads(flags) }
    const data = readData(loss, inputs, flags)
    const workers = await startWorkers(files, io)
    const { opened, reports } = await (async () => {
      const opened = await openData(data, options, io)
      const requests = points.map((point) => {
        const values = Object.fromEntries(axes.map(({ option }, i) => [option, point[i]]))
        return { ...computeRequest(request, { ...opened.options, ...values }), hints }
      })
      return { opened, reports: await computeAll(requests, opened, files, workers, io) }
    })().finally(() => workers?.end())
    const grid: SweptGrid = { axes, values: reports.map(({ value }) => value!), report: reports[0]! }
    // Not what one of the values brings along: that is what the sweep shows.
    const always = noticesOf(reports).filter(({ code }) =>
      reports.every((report) => report.notices.some((notice) => notice.code === code)),
    )
    const notices = [...opened.notices, ...always]
    const told = await tellNotices(notices, flags, io)
    if (format === 'table') await writeText(gridText(grid, await screenOf(flags, io)), flags, io)
    else await write(io.stdout, format === 'json' ? gridJson(grid, told.notices) : gridCsv(grid))
    return told.doubtful ? 1 : 0
  },
}

/** @throws LossError E101 for values that are none, E103 where no option has several */
function axesOf(loss: Loss, flags: RawFlags): (Axis & { readonly option: string })[] {
  const specs = [...optionsOf(loss)].filter(([, { type }]) => numeric.has(type))
  const swept = specs.map(([option]) => option)
  const { eps } = flags
  if (!swept.includes('eps') && typeof eps === 'string' && /[,:]/.test(eps)) {
    const why = sweptBy(loss, swept)
    throw new LossError('E101', `--eps takes one number and no list or range, got ${eps}`, { why })
  }
  const axes = specs
    .filter(([option]) => flags[option] !== undefined)
    .map(([option, spec]) => ({
      ...{ option, name: flagName(option), off: offOf(spec) },
      values: readSweptValues(option, spec, flags),
    }))
    .filter(({ values }) => values.length > 1)
  if (axes.length > 0) return axes
  throw new LossError('E103', 'a sweep needs an option with several values', {
    why: sweptBy(loss, swept),
    ...(specs.length > 0 && {
      tries: [exampleOf(...(specs.find(([, { type }]) => type === 'number') ?? specs[0]!))],
    }),
  })
}

/** Each piece of the data is read once, for all runs, by one thread or several. */
async function computeAll(
  requests: readonly ComputeRequest[],
  opened: Opened,
  files: AskedFiles,
  workers: Workers | undefined,
  io: Io,
): Promise<readonly Report[]> {
  const sides = [{ opened, options: requests.map(({ options }) => options) }]
  const together = await computeSideBySide({ request: requests[0]!, sides, listed: 0 }, files, workers, io)
  if (together) return together.reports[0]!
  const computations = requests.map((one) => new Computation(one))
  const rest = pause()
  for await (const pair of pairsFor(requests[0]!, opened.dataset, true)) {
    for (const computation of computations) {
      computation.add(pair)
      await rest()
    }
  }
  return computations.map((computation) => computation.report(opened.dataset))
}

function sweptBy({ name }: Loss, swept: readonly string[]): string {
  const names = swept.map((option) => `--${flagName(option)}`).join(', ')
  return `options of ${name} that take several values: ${names === '' ? 'none' : names}`
}

/** `--gamma 0.5,1` */
function exampleOf(option: string, { type }: OptionSpec): string {
  return `--${flagName(option)} ${type === 'integer' || type === 'set' ? '1,2' : '0.5,1'}`
}
