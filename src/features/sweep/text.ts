import { jsonLines, jsonProperties } from '../../writers/json-text.ts'
import type { Notice, Report } from '../../report.ts'
import { grid as aligned, type Screen } from '../../writers/grid.ts'
import { headOf } from '../../writers/fold.ts'
import { product } from '../../command/swept-values.ts'
import { exact, short } from '../../writers/number.ts'
import { filesOf, summarize } from '../../writers/summary.ts'

const sweepSchemaName = 'loss-calc/sweep@1'

/** An option with the values that it takes in turn. */
export interface Axis {
  readonly name: string
  readonly values: readonly number[]
  /** The value that switches the option off. */
  readonly off: number | undefined
}

/** Values over the product of some axes, the last axis fastest. */
export interface SweptGrid {
  readonly axes: readonly Axis[]
  readonly values: readonly number[]
  /** Of the first point: what ran, and on what. */
  readonly report: Report
}

/** For people: the last axis in columns, the others in rows. */
export function gridText({ axes, values, report }: SweptGrid, screen: Screen): string {
  const { precision, paint, say } = screen
  const summary = summarize(report, precision)
  const { loss, torch } = summary
  const last = axes.at(-1)!
  const others = axes.slice(0, -1)
  const points = product(others.map(({ values }) => values))
  const shown = (axis: Axis, value: number) => (value === axis.off ? 'off' : exact(value))
  const labels = others.map((axis, i) => ({
    name: axis.name,
    cells: points.map((point) => shown(axis, point[i]!)),
  }))
  const columns = last.values.map((value, c) => ({
    name: `${c === 0 ? `${last.name} ` : ''}${shown(last, value)}`,
    cells: points.map((_, row) => short(values[row * last.values.length + c]!, precision)),
  }))
  const title = headOf(loss, torch, filesOf(summary, say), screen)
  return `${title}${report.reduction}\n\n${aligned([...labels, ...columns], { paint, most: columns.length + labels.length })}`
}

export function gridCsv(grid: SweptGrid): string {
  const { axes, report } = grid
  let text = `${[...axes.map(({ name }) => name), report.reduction].join(',')}\n`
  pointsOf(grid).forEach((point, i) => {
    text += `${[...point, grid.values[i]!].map(exact).join(',')}\n`
  })
  return text
}

export function gridJson(grid: SweptGrid, notices: readonly Notice[]): string {
  const { axes, report } = grid
  const object = {
    schema: sweepSchemaName,
    loss: report.loss,
    reduction: report.reduction,
    points: pointsOf(grid).map((point, i) => ({
      ...Object.fromEntries(axes.map(({ name }, a) => [name.replaceAll('-', '_'), point[a]])),
      ...jsonProperties('value', grid.values[i]),
    })),
    notices,
  }
  return jsonLines(object, 'points')
}

const pointsOf = ({ axes }: SweptGrid) => product(axes.map(({ values }) => values))
