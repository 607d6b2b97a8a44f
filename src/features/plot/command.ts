import { existsSync } from 'node:fs'
import { product, readSweptValues } from '../../command/swept-values.ts'
import { withCompat } from '../../command/compat.ts'
import type { Command } from '../../command/command.ts'
import { columnFlags, openData, readData } from '../../command/dataset.ts'
import { addColumnFlags, addInputFlags, addLossFlags } from '../../command/flags.ts'
import {
  choice,
  namedLoss,
  readLossOptions,
  readOpenOptions,
  type RawFlags,
} from '../../command/read-flags.ts'
import { type Io, write } from '../../command/io.ts'
import { widthOf, writeText } from '../../command/screen.ts'
import { readLanguage } from '../../command/language.ts'
import { writeNotices } from '../../command/notices.ts'
import { allOrNothing, pendingOutput } from '../../command/output.ts'
import { namedFiles, refuseUnreadable } from '../../command/named-files.ts'
import { addColorFlags, readColor } from '../../command/output-flags.ts'
import { instead, LossError } from '../../error.ts'
import { loadSay, type Say } from '../../locale/locale.ts'
import { formsOf, optionsOf } from '../../losses/forms.ts'
import type { Loss } from '../../losses/loss.ts'
import { loadedAmong, lossNames, namesLoss } from '../../losses/registry.ts'
import { flagName } from '../../options.ts'
import { jsonLines, jsonProperties } from '../../writers/json-text.ts'
import { resolveColor } from '../../writers/color.ts'
import type { Drawing } from './draw.ts'
import type { Marks } from './marks.ts'
import { type Curves, curvesOf, type Setting, usualOver } from './curves.ts'

const curvesSchemaName = 'loss-calc/curves@1'

/** Curves that can still be distinguished. */
const MOST_CURVES = 12

export const plot: Command = {
  words: lossNames,
  configure(command, argv) {
    command.description(
      'Curves of a loss: over the probability of the right answer, or over its input; computed as any other input.\n' +
        'An option of numbers takes a list 0,0.5,1 or a range first:last:step, and each value is a curve.\n' +
        'Inputs are counted along the axis: where the samples lie on the curve.',
    )
    const loss = loadedAmong(argv)
    if (loss) addLossFlags(command, loss)
    command
      .optionsGroup('Curve')
      .option(
        '--over <p|x>',
        'the probability of the right answer, or the input (default: p if there is one)',
      )
      .option('--grad', 'the gradient with respect to the input instead')
    addInputFlags(command)
    addColumnFlags(command)
    command
      .optionsGroup('Output')
      .option('-f, --format <text|svg|csv|json>', 'default: text; svg for a file named .svg')
      .option('-o, --output <file>', 'write there instead; nothing is left if the run fails (atomic)')
    addColorFlags(command)
  },

  async run([name, ...inputs], given, io) {
    const loss = await namedLoss(name!)
    const flags = await withCompat(loss, given)
    const file = typeof flags.output === 'string' ? flags.output : undefined
    if (file !== undefined && /\.(?:png|jpe?g|gif|webp|pdf)$/i.test(file))
      throw new LossError('E101', `--output ${file}: a curve is drawn as SVG or as text`, {
        tries: [instead(file.replace(/\.\w+$/, '.svg'), file)],
      })
    const other = inputs.find(namesLoss)
    if (other !== undefined && !existsSync(other))
      throw new LossError('E104', `${loss.name} and ${other}: a picture shows curves of one loss`, {
        tries: [loss.name, other].map((one) => `loss-calc plot ${one}`),
      })
    const usual = file?.endsWith('.svg') === true ? 'svg' : 'text'
    const format = choice('format', flags.format ?? usual, ['text', 'svg', 'csv', 'json'])
    const mode = flags.mode === undefined ? undefined : choice('mode', flags.mode, [...formsOf(loss).keys()])
    const color = readColor(flags)
    const colored = resolveColor({ flag: color, env: io.env, isTTY: io.stdout.isTTY === true })
    if (flags.from !== undefined)
      throw new LossError(
        'E104',
        `a curve is of the input that ${loss.name} has, without --from ${String(flags.from)}`,
      )
    const over = choice('over', flags.over ?? usualOver(loss, mode), ['p', 'x'] as const)
    if (inputs.length === 0 && columnFlags.some((name) => flags[name] !== undefined))
      throw new LossError('E103', 'the input is missing whose columns are named', {
        tries: [`loss-calc plot ${loss.name} <input> ...`],
      })
    await refuseUnreadable([loss], inputs, flags, io)
    const settings = await settingsOf(loss, flags, io)
    const curves = curvesOf(loss, mode, over, settings)
    const marks =
      inputs.length > 0 ? await marksFor(loss, mode, inputs, flags, settings[0]!, curves, io) : undefined
    const drawing = { title: titleOf(loss, mode, flags), curves, grad: flags.grad === true, marks }
    const say = await loadSay(readLanguage(flags.lang, io.env))
    const width = file === undefined ? widthOf(io.stdout) : undefined
    const text = await textOf(drawing, format, colored && file === undefined, say, width)
    if (file === undefined) {
      if (format === 'text') await writeText(text, flags, io)
      else await write(io.stdout, text)
    } else {
      const out = pendingOutput(file, namedFiles([loss], inputs, flags), io)
      await allOrNothing([out], () => out.write(text))
    }
    return 0
  },
}

async function textOf(
  drawing: Drawing,
  format: 'text' | 'svg' | 'csv' | 'json',
  color: boolean,
  say: Say,
  width: number | undefined,
): Promise<string> {
  if (format === 'json') return curvesJson(drawing.curves, drawing.marks)
  const { drawText, drawSvg, curvesCsv } = await import('./draw.ts')
  if (format === 'csv') return curvesCsv(drawing.curves, drawing.marks)
  return format === 'svg' ? drawSvg(drawing, say) : drawText(drawing, color ? painted : (text) => text, width)
}

/** The inputs along the axis, which need no more than where they lie. */
async function marksFor(
  loss: Loss,
  mode: string | undefined,
  inputs: readonly string[],
  flags: RawFlags,
  { options }: Setting,
  curves: Curves,
  io: Io,
): Promise<Marks> {
  const { marksOf } = await import('./marks.ts')
  const { dataset, notices, options: own } = await openData(readData(loss, inputs, flags), options, io)
  const marks = await marksOf({ loss, options: own, reduction: 'mean', mode }, dataset, curves)
  await writeNotices(notices, flags, io)
  return marks
}

/** Colours of a terminal that differ enough on light and on dark. */
const codes = [34, 33, 32, 35, 36, 31]

function painted(text: string, i: number): string {
  return i < 0 ? text : `\u001b[${codes[i % codes.length]}m${text}\u001b[39m`
}

/** With the factors that its height depends on, where they are not 1 and no curve names them. */
function titleOf(loss: Loss, mode: string | undefined, flags: RawFlags): string {
  const name = [loss.name, mode].filter(Boolean).join(' ')
  const form = formsOf(loss).get(mode ?? '') ?? [...formsOf(loss).values()][0]!
  const factors = Object.entries(form.options).flatMap(([option, spec]) => {
    const value = flags[option] ?? (spec.type === 'scale' ? spec.default : undefined)
    return spec.type !== 'scale' || value === undefined || /[,:]|^off$/.test(String(value))
      ? []
      : [`, ${flagName(option)} ${String(value)}`]
  })
  return `${flags.grad === true ? 'gradient of ' : ''}${name}${factors.join('')}`
}

/** One setting for every combination of values. @throws LossError E101 for too many of them */
async function settingsOf(loss: Loss, flags: RawFlags, io: Io): Promise<Setting[]> {
  const specs = optionsOf(loss)
  const several = [...specs]
    .filter(
      ([option, { type }]) =>
        type !== 'tensor' && typeof flags[option] === 'string' && /[,:]/.test(String(flags[option])),
    )
    .map(([option, spec]) => ({ option, values: readSweptValues(option, spec, flags) }))
  const fixed: RawFlags = Object.fromEntries(
    Object.entries(flags).filter(([flag]) => !several.some(({ option }) => option === flag)),
  )
  const options = await readLossOptions(loss, fixed, io, readOpenOptions(flags))
  const points = product(several.map(({ values }) => values))
  if (points.length > MOST_CURVES)
    throw new LossError(
      'E101',
      `${points.length} curves cannot be told apart; at most ${MOST_CURVES} are drawn`,
    )
  return points.map((point) => ({
    name: point.map((value, i) => `${flagName(several[i]!.option)} ${value}`).join(', '),
    options: { ...options, ...Object.fromEntries(several.map(({ option }, i) => [option, point[i]])) },
  }))
}

function curvesJson({ over, axis, at, curves }: Curves, marks: Marks | undefined): string {
  const object = {
    ...{ schema: curvesSchemaName, over, axis, at: [...at] },
    ...(marks && { samples: marks }),
    curves: curves.map(({ name, loss, grad }) => {
      return { name, ...jsonProperties('loss', [...loss]), ...jsonProperties('grad', [...grad]) }
    }),
  }
  return jsonLines(object, 'curves')
}
