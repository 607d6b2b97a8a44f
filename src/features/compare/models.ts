import { Scores, SeriesOf } from '../../comparison/series.ts'
import { type AskedData, openData } from '../../command/dataset.ts'
import { readLossOptions } from '../../command/read-flags.ts'
import { hints } from '../../hints/rules.ts'
import type { Io } from '../../command/io.ts'
import { computeRequest, type LossRequest } from '../../command/loss-request.ts'
import { compute } from '../../engine/compute.ts'
import type { Series } from '../../comparison.ts'
import { noticesOf } from '../../command/notices.ts'
import type { Notice } from '../../report.ts'

interface ModelsRequest {
  readonly request: LossRequest
  readonly reduction: 'mean' | 'sum'
  /** The data of each, without its files. */
  readonly data: AskedData
  /** A file for each model. */
  readonly files: readonly string[]
  /** Files for all models after the first argument; none if each file holds its own columns. */
  readonly shared: readonly string[]
  readonly against: Series['against']
  readonly seed: number
}

/** The same loss of several models, one after the other. @throws LossError as the readers and `compute` */
export async function computeModels(
  { request, reduction, data, files, shared, against, seed }: ModelsRequest,
  io: Io,
): Promise<{ series: Series; notices: readonly Notice[] }> {
  const options = await readLossOptions(request.loss, request.options, io, data.open)
  const models = new SeriesOf(against, reduction, seed)
  const said: Notice[] = []
  for (const file of files) {
    const opened = await openData({ ...data, inputs: [file, ...shared] }, options, io)
    const { dataset, id, notices } = opened
    const scores = new Scores(id)
    const asked = { ...computeRequest(request, opened.options), samples: Infinity, perRow: true, hints }
    const report = await compute(asked, dataset, ({ judged }) => scores.add(judged!))
    models.add(file, report, scores)
    said.push(...notices)
  }
  const series = models.series()
  return { series, notices: [...said, ...noticesOf(series.models.map(({ report }) => report))] }
}
