import type { ByArgument, Tensor } from '../tensor.ts'
import type { PlainLoss } from '../losses/loss.ts'
import type { AnyOptionValues } from '../options.ts'
import type { Shaped } from './fit.ts'
import { type BatchPlan, type Plan, planBatch } from './plan.ts'
import type { ElementPlan } from './fit-elements.ts'
import { planElements } from './plan-elements.ts'
import type { RowPlan } from './fit-rows.ts'
import { planClasses, planVectors } from './plan-rows.ts'
import type { Results, Wanted } from './results.ts'
import { runBatch } from './run-batch.ts'
import { runElements } from './run-elements.ts'
import { runRows } from './run-rows.ts'
import type { Totals } from './totals.ts'

/** How losses of one kind are fitted and run: a program that needs one kind loads no other. */
interface LossKind {
  plan(
    loss: PlainLoss,
    options: AnyOptionValues,
    args: ByArgument<Shaped>,
    firstRow: number | undefined,
  ): Plan
  run(plan: Plan, args: ByArgument<Tensor>, firstRow: number, wanted: Wanted, totals: Totals): Results
}

/** What fits and runs the losses of each kind; those that are not needed may be absent. */
export type Kinds = Readonly<Partial<Record<PlainLoss['one'], LossKind>>>

export const elements = {
  element: {
    plan: planElements as LossKind['plan'],
    run: (plan, args, firstRow, wanted, totals) =>
      runElements(plan as ElementPlan, args, firstRow, wanted, totals),
  },
} satisfies Kinds

const runs: LossKind['run'] = (plan, args, firstRow, wanted, totals) =>
  runRows(plan as RowPlan, args, firstRow, wanted, totals)

/** Of the losses of rows, those over classes, and those over vectors. */
export const classes = { row: { plan: planClasses as LossKind['plan'], run: runs } } satisfies Kinds
export const vectors = { row: { plan: planVectors as LossKind['plan'], run: runs } } satisfies Kinds

export const batches = {
  batch: {
    plan: planBatch as LossKind['plan'],
    run: (plan, args, _from, wanted, totals) => runBatch(plan as BatchPlan, args, wanted, totals),
  },
} satisfies Kinds
