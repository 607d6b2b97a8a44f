import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mapArguments, type Tensor } from '../../src/tensor.ts'
import { Computation } from '../../src/engine/compute.ts'
import { reductionsOf } from '../../src/losses/forms.ts'
import type { PlainLoss } from '../../src/losses/loss.ts'
import type { Reduction } from '../../src/report.ts'
import { draws } from '../draws.ts'
import { type Args, batch, CLASSES } from '../drawn-arguments.ts'
import { everyForm } from '../every-form.ts'
import { same } from '../same.ts'

/* What is shown of a row among others is what the row alone gives. */

/** Two rows of places as one of images: (N, C) as (N / 2, C, 2). */
function asImages(args: Args): Args {
  const rows = Object.values(args)[0]!.shape[0]!
  const half = Math.floor(rows / 2)
  return mapArguments(args, ({ data, shape }: Tensor): Tensor => {
    const own = [half, ...shape.slice(1), 2]
    return {
      data: data.slice(
        0,
        own.reduce((size, length) => size * length, 1),
      ),
      shape: own,
    }
  })
}

const rowOf = (args: Args, row: number): Args =>
  mapArguments(args, ({ data, shape }: Tensor): Tensor => {
    const width = data.length / shape[0]!
    return { data: data.slice(row * width, (row + 1) * width), shape: [1, ...shape.slice(1)] }
  })

/** Weights of elements, and of classes. */
function weightsFor(loss: PlainLoss, args: Args): Record<string, Tensor> {
  const { shape } = Object.values(args)[0]!
  const like = (own: readonly number[]): Tensor => {
    const n = own.reduce((size, length) => size * length, 1)
    return { data: Float64Array.from({ length: n }, (_, i) => 0.25 + (i % 5)), shape: own }
  }
  return Object.fromEntries(
    Object.entries(loss.options).flatMap(([name, spec]) =>
      spec.type === 'tensor' ? [[name, like(spec.as === 'classes' ? [CLASSES] : shape)] as const] : [],
    ),
  )
}

function run(loss: PlainLoss, options: Record<string, unknown>, reduction: Reduction, args: Args) {
  const asked = { loss: { ...loss, mode: undefined }, options, reduction, values: true, grad: true }
  const computation = new Computation({ ...asked, samples: Infinity } as never)
  const results = computation.add({ args, firstRow: 0, whole: true })
  // A report divides them.
  const grads = mapArguments(results.grads ?? {}, (slopes) => slopes.slice())
  const named = mapArguments(args, () => ({ name: 'x', format: 'json', notes: [] }))
  return { ...results, grads, value: computation.report({ args: named }).value }
}

const forms = everyForm.filter(([, make]) => make().one !== 'batch')

describe.each(forms)('rows of %s', (_title, make) => {
  it.each(['rows', 'weights', 'images', 'images, weights'])('are what they are alone: %s', (kind) => {
    const loss = make()
    const images = kind.startsWith('images')
    const places = Object.values(loss.takes).some(({ kind }) => kind === 'classes' || kind === 'each')
    if (images && (!places || loss.ranks)) return
    fc.assert(
      fc.property(batch(loss), fc.constantFrom(...reductionsOf(loss)), (drawn, reduction) => {
        const args = images ? asImages(drawn) : drawn
        const rows = Object.values(args)[0]!.shape[0]!
        if (rows === 0) return
        const weighted = kind.endsWith('weights')
        const all = run(loss, weighted ? weightsFor(loss, args) : {}, reduction, args)
        for (let row = 0; row < rows; row++) {
          const own = rowOf(args, row)
          const whole = weighted ? weightsFor(loss, args) : {}
          const options = mapArguments(whole, (weight: Tensor) =>
            weight.shape[0] === rows && weight.shape.length > 1 ? rowOf({ weight }, row).weight! : weight,
          )
          const alone = run(loss, options, reduction, own)
          for (const [name, column] of alone.samples!)
            if (name !== 'row') same(all.samples!.get(name)![row], column[0], `${name} of row ${row}`)
          same([...all.samples!.keys()], [...alone.samples!.keys()])
          for (const name of Object.keys(alone.grads)) {
            const width = alone.grads[name]!.length
            same(
              all.grads[name]!.slice(row * width, (row + 1) * width),
              alone.grads[name],
              `slope of ${name}`,
            )
          }
          // The loss of a row is times the weight of its class, which its mean divides by.
          const divided = reduction === 'mean' && loss.one === 'row' && kind === 'weights'
          const shown = alone.samples!.get('loss')?.[0] as number | undefined
          if (shown === undefined || alone.value === undefined || divided || Number.isNaN(shown)) continue
          const off = shown === alone.value ? 0 : Math.abs(shown - alone.value)
          const size = alone.values!.reduce((sum, x) => sum + Math.abs(x), 0)
          // Each sum and quotient of subnormal numbers is rounded to a multiple of the smallest.
          const most = 2 ** -50 * size + alone.values!.length * Number.MIN_VALUE
          expect(off, `${reduction} of row ${row}`).toBeLessThanOrEqual(most)
        }
      }),
      { numRuns: draws(50) },
    )
  })
})
