import { compute, type ComputeRequest } from '../../engine/compute.ts'
import { LossError } from '../../error.ts'
import type { Loss } from '../../losses/loss.ts'
import { formsOf } from '../../losses/registry.ts'
import { openSource, type OpenOptions } from '../../readers/open.ts'
import type { Notice, Report, Samples } from '../../report.ts'
import type { Source } from '../../tensor.ts'
import { type ColorFlag, loadPaint, resolveColor } from '../../writers/color.ts'
import { renderNotice } from '../../writers/error.ts'
import { formats, type FormatName } from '../../writers/formats.ts'
import { addCheckFlags, readChecks, sayChecks, withChecks } from '../checks.ts'
import {
  addLossFlags,
  addSharedFlags,
  choice,
  type RawFlags,
  readCount,
  readFormat,
  readLossOptions,
  readOpenOptions,
  readReduction,
} from '../flags.ts'
import { type Io, type Output, write } from '../io.ts'
import { type PendingOutput, pendingFile, pendingStream } from '../output.ts'
import type { Command } from './command.ts'

/** `loss-calc <loss> <input> <target>`: computes and prints. */
export function lossCommand(loss: Loss): Command {
  return {
    configure(command) {
      command.description(describeLoss(loss))
      addLossFlags(command, loss)
      addSharedFlags(command)
      addCheckFlags(command)
    },
    run: ([input, target], flags, io) => runCompute(loss, [input!, target!], flags, io),
  }
}

function describeLoss(loss: Loss): string {
  const forms = [...formsOf(loss)].map(([mode, form]) => {
    const title = mode === '' ? form.summary : `${form.summary} (--mode ${mode})`
    return `${title}\n  ${form.formula}\n  as ${form.torch}\n  ${form.source}`
  })
  return `${forms.join('\n\n')}\n\nInputs are files, - for standard input, or inline JSON.`
}

async function runCompute(
  loss: Loss,
  inputs: readonly [string, string],
  flags: RawFlags,
  io: Io,
): Promise<number> {
  const format = readFormat(flags)
  const { reduction, deprecated } = readReduction(flags)
  const open = readOpenOptions(flags)
  const quiet = flags.quiet === true
  const precision = readCount('precision', String(flags.precision ?? (quiet ? 'full' : 4)), 'full', 17)
  const rows = readCount('rows', String(flags.rows ?? 20), 'all', 1e9)
  const color = (stream: Output) => colorOf(flags, stream, io.env)
  if (inputs[0] === '-' && inputs[1] === '-') {
    throw new LossError('E106', 'both input and target are -, but there is one standard input')
  }
  const checks = await readChecks(flags, reduction)
  const options = await readLossOptions(loss, flags, io, open)
  const input = await openSource(inputs[0], open, io)
  const target = await openSource(inputs[1], open, io)

  const file = typeof flags.output === 'string' ? flags.output : undefined
  const paint = await loadPaint(color(io.stdout) && file === undefined)
  const writer = formats[format]({ precision, rows: rows === 'all' ? Infinity : rows, quiet, color: paint })
  const listing = writer.samples !== undefined && !(quiet && (format === 'table' || format === 'markdown'))
  const request = {
    loss,
    options,
    reduction,
    mode: typeof flags.mode === 'string' ? flags.mode : undefined,
    values: reduction === 'none' && (checks.length > 0 || !(listing && format !== 'json')),
    grad: flags.grad === true,
    samples: listing ? sampleRows(format, rows) : 0,
  }
  const out = file === undefined ? pendingStream(io.stdout) : pendingFile(file, inputs)
  const report = await whole(out, async () => {
    out.write(writer.begin?.() ?? '')
    const list = (batch: Samples) => out.write(writer.samples!(batch))
    const threaded = await inThreads(request, inputs, [input, target], open, flags, io)
    threaded?.samples.forEach(list)
    const found = threaded?.report ?? (await compute(request, input, target, list))
    const noted = deprecated ? { ...found, notices: [...found.notices, legacyNotice(found)] } : found
    const said = withChecks(noted, checks)
    out.write(writer.end(said))
    return said
  })
  if (report.notices.length > 0) await say(report.notices, color(io.stderr), io.stderr)
  if (flags.verbose === true) await write(io.stderr, [input, target].map(describeSource).join(''))
  return sayChecks(report, io.stderr)
}

/** How many rows a format lists. */
function sampleRows(format: FormatName, rows: number | 'all'): number {
  const some = format === 'table' || format === 'markdown'
  return some && rows !== 'all' ? rows : Infinity
}

/** The computation in several threads, where it pays and only totals and the first samples are asked for. */
async function inThreads(
  request: ComputeRequest,
  inputs: readonly [string, string],
  sources: readonly [Source, Source],
  open: OpenOptions,
  flags: RawFlags,
  { cores, script }: Io,
): Promise<{ report: Report; samples: Samples[] } | undefined> {
  const threads = readCount('threads', String(flags.threads ?? 'auto'), 'auto', 64)
  const texts = sources.every(({ format, seekable }) => seekable && (format === 'csv' || format === 'tsv'))
  if (script === undefined || threads === 1 || !texts) return undefined
  if (request.values || request.grad || request.samples === Infinity) return undefined
  const { plainFile } = await import('../../readers/plain-file.ts')
  const [input, target] = [plainFile(inputs[0], open), plainFile(inputs[1], open)]
  if (!input || !target) return undefined
  const { computeInThreads, WORTH_THREADS } = await import('../../parallel/threads.ts')
  if (threads === 'auto' && (cores < 2 || input.size + target.size < WORTH_THREADS)) return undefined
  return computeInThreads(request, [input, target], sources, threads === 'auto' ? cores : threads, script)
}

/** Runs the action and commits what it wrote, or leaves nothing. */
async function whole<T>(out: PendingOutput, action: () => Promise<T>): Promise<T> {
  try {
    const result = await action()
    await out.commit()
    return result
  } catch (error) {
    out.discard()
    throw error
  }
}

/** Whether a stream gets colours; `--no-color` leaves false, `--color` its word. */
export function colorOf({ color }: RawFlags, stream: Output, env: Io['env']): boolean {
  const flag: ColorFlag =
    color === false ? 'never' : choice('color', color ?? 'auto', ['auto', 'always', 'never'])
  return resolveColor({ flag, env, isTTY: stream.isTTY === true })
}

function legacyNotice({ reduction }: Report): Notice {
  return {
    code: 'W407',
    message: `--size-average and --reduce are deprecated in torch; they mean --reduction ${reduction}`,
  }
}

async function say(notices: readonly Notice[], color: boolean, stderr: Output): Promise<void> {
  const paint = await loadPaint(color)
  await write(stderr, notices.map((notice) => renderNotice(notice, paint)).join(''))
}

function describeSource({ name, format, notes }: Source): string {
  return `${name}: ${[format, ...notes].join(', ')}\n`
}
