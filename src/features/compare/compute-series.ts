import { Scores, SeriesOf } from '../../comparison/series.ts'
import { openData } from '../../command/dataset.ts'
import { readLossOptions } from '../../command/read-flags.ts'
import { hints } from '../../hints/rules.ts'
import { computeRequest } from '../../command/loss-request.ts'
import type { Chosen } from '../../data/chosen.ts'
import { namesRows } from '../../data/column-names.ts'
import type { ColumnRequest } from '../../data/columns.ts'
import { compute } from '../../engine/compute.ts'
import type { Series } from '../../comparison.ts'
import { noticesOf } from '../../command/notices.ts'
import type { Dataset } from '../../data/pairs.ts'
import type { Notice } from '../../report.ts'
import { noticeModelOrder } from './column-order.ts'
import type { ModelsRequest, ModelsRun } from './request.ts'

/** The same loss of several models, one after the other. @throws LossError as the readers and `compute` */
export async function computeSeries(
  { request, reduction, data, seed }: ModelsRequest,
  { models: files, shared, io }: ModelsRun,
  against: Series['against'],
): Promise<{ series: Series; notices: readonly Notice[] }> {
  const options = await readLossOptions(request.loss, request.options, io, data.open)
  const models = new SeriesOf(against, reduction, seed)
  const said: Notice[] = []
  let first: Dataset | undefined
  for (const file of files) {
    const opened = await openData({ ...data, inputs: [file, ...shared] }, options, io)
    const { dataset, id, notices } = opened
    const scores = new Scores(id)
    const names = id === undefined && opened.columns ? idsOf(opened.columns) : undefined
    if (names) opened.columns!.carried.push(names)
    const asked = { ...computeRequest(request, opened.options), samples: Infinity, perRow: true, hints }
    const report = await compute(asked, dataset, ({ judged, carried }) =>
      scores.add(judged!, carried?.[0]?.(0, judged!.sums.length)),
    )
    models.add(file, report, scores)
    said.push(...notices)
    noticeModelOrder((first ??= dataset), dataset, said)
  }
  const series = models.series()
  return { series, notices: [...said, ...noticesOf(series.models.map(({ report }) => report))] }
}

/** The column of the first file that is called like an id. */
function idsOf({ tables, args }: ColumnRequest): Chosen | undefined {
  const used = Object.values(args).flatMap(({ table, columns }) => (table === 0 ? columns : []))
  const { columns } = tables[0]!
  const found = columns.findIndex((one, i) => namesRows(one) && one.type !== 'list' && !used.includes(i))
  return found < 0 ? undefined : { table: 0, columns: [found] }
}
