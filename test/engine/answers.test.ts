import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noAnswers } from '../../src/engine/answer-counts.ts'
import { judgeElements, judgeRows } from '../../src/engine/answers.ts'
import type { RowPlan } from '../../src/engine/fit-rows.ts'
import { plan } from '../../src/engine/plan.ts'
import { Workspace } from '../../src/engine/workspace.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { crossEntropy } from '../../src/losses/ce.ts'
import { bce } from '../../src/losses/bce.ts'
import { run } from '../transcript.ts'
import { evenly } from '../draws.ts'

const kernel = createKernel()
const [xs, ts] = [kernel.reserve(8 * 4096), kernel.reserve(8 * 1024)]
const space = new Workspace(kernel)

function place(address: number, numbers: readonly number[]): number {
  new Float64Array(kernel.memory.buffer, address, numbers.length).set(numbers)
  return address
}

const number = fc.oneof(evenly(-3, 3), fc.constantFrom(0, -0, 1, NaN, Infinity, -Infinity))

it('targets are counted for 1000 classes, and not for more', () => {
  for (const [classes, counted] of [
    [1000, 1000],
    [1001, 0],
  ] as const) {
    const input = { data: new Float64Array(classes), shape: [1, classes] }
    const args = { input, target: { data: Float64Array.of(0), shape: [1] } }
    const answers = noAnswers()
    judgeRows(plan(crossEntropy, {}, args) as RowPlan, args, 1, 0, answers)
    expect(answers.counts.length).toBe(counted)
    space.clearCounts(classes)
    expect(space.classCounts(classes)).toEqual(Array.from({ length: counted }, () => 0))
  }
})

describe('the loops that count answers', () => {
  it('find the rows whose first maximum is the target', () => {
    const rows = fc
      .integer({ min: 1, max: 9 })
      .chain((classes) =>
        fc.tuple(
          fc.constant(classes),
          fc.array(
            fc.tuple(
              fc.array(number, { minLength: classes, maxLength: classes }),
              fc.integer({ min: -1, max: classes - 1 }),
            ),
            { maxLength: 40 },
          ),
        ),
      )
    fc.assert(
      fc.property(rows, ([classes, all]) => {
        const x = place(
          xs,
          all.flatMap(([row]) => row),
        )
        const t = place(
          ts,
          all.map(([, target]) => target),
        )
        space.clearCounts(classes)
        const right = space.countRight({ x, t }, all.length, classes, -1)
        const first = (row: readonly number[]) => row.reduce((k, value, c) => (value > row[k]! ? c : k), 0)
        expect(right).toBe(all.filter(([row, target]) => target >= 0 && first(row) === target).length)
        const often = Array.from(
          { length: classes },
          (_, c) => all.filter(([, target]) => target === c).length,
        )
        expect(space.classCounts(classes)).toEqual(often)
      }),
    )
  })

  it('find the numbers on the side of their target', () => {
    const all = fc.array(fc.tuple(number, fc.constantFrom(0, 1, 0.5, NaN, 2)), { maxLength: 50 })
    fc.assert(
      fc.property(all, fc.constantFrom(0, 0.5), (pairs, even) => {
        const x = place(
          xs,
          pairs.map(([value]) => value),
        )
        const t = place(
          ts,
          pairs.map(([, target]) => target),
        )
        const hard = pairs.filter(([, target]) => target === 0 || target === 1)
        expect(space.countSides(x, t, pairs.length, even)).toEqual({
          right: hard.filter(([value, target]) => value > even === (target === 1)).length,
          ones: hard.filter(([, target]) => target === 1).length,
          zeros: hard.filter(([, target]) => target === 0).length,
        })
      }),
    )
  })
})

describe('accuracy and chance level', () => {
  const told = async (line: string) => {
    const { stdout } = await run([...line.split(' '), '--json', '--no-hints'])
    const { accuracy, baselines } = JSON.parse(stdout) as Record<string, unknown>
    return { accuracy, baselines } as {
      accuracy?: { correct: number; counted: number }
      baselines?: { chance: number; frequencies?: number }
    }
  }

  it('are those of the loss with its options', async () => {
    const ce = await told('ce [[3,1,0],[0,1,3],[1,0,0],[2,5,1]] [0,2,1,-100]')
    expect(ce.accuracy).toMatchObject({ correct: 2, counted: 3 })
    expect(ce.baselines!.chance).toBeCloseTo(Math.log(3), 15)
    expect(ce.baselines!.frequencies).toBeCloseTo(Math.log(3), 15)
    const weighted = await told('ce [[3,1,0],[0,1,3],[1,0,0]] [0,2,0] --weight 1,5,2')
    expect(weighted.baselines!.chance).toBeCloseTo(Math.log(3), 15)
    // Two of three are class 0: (2 ln 3/2 + 2 ln 3) / (1 + 1 + 2).
    expect(weighted.baselines!.frequencies).toBeCloseTo((2 * Math.log(1.5) + 2 * Math.log(3)) / 4, 15)
    const focal = await told('focal [1,-1,2] [1,0,0] --mode sigmoid --gamma 2 --alpha 0.25')
    expect(focal.baselines!.chance).toBeCloseTo(((0.25 + 2 * 0.75) / 3) * 0.25 * Math.LN2, 15)
    const probabilities = await told('nll [[0.5,0.5],[0.9,0.1]] [0,1] --from probs')
    expect(probabilities).toMatchObject({ accuracy: { correct: 1 }, baselines: { chance: Math.LN2 } })
  })

  it('are left out where there is no single answer, or no chance', async () => {
    expect(await told('bce [0.5,0.5] [0.5,1]')).toEqual({})
    expect(await told('ce [[1,2]] [[0.5,0.5]]')).toEqual({})
    expect(await told('mse [1] [1]')).toEqual({})
    expect(await told('bce-logits [1,2] [1,0] --reduction none')).toEqual({})
    expect(await told('bce-logits [1,2] [1,0] --weight [1,2]')).toMatchObject({ accuracy: { correct: 1 } })
    expect((await told('bce-logits [1,2] [1,0] --weight [1,2]')).baselines).toBeUndefined()
  })
})

it('a number between both sides is no answer for 1, wherever the numbers lie', () => {
  const fitted = plan(bce, {}, { input: { shape: [5] }, target: { shape: [5] } })
  if (fitted.one !== 'element') throw new Error('no element loss')
  const answers = noAnswers()
  judgeElements(fitted, [Float64Array.of(0.5, 0.5, 0.6, 0.4, 0.6), Float64Array.of(1, 0, 1, 0, 0.5)], answers)
  expect(answers).toMatchObject({ judged: 4, right: 3, soft: 1, counts: [2, 2] })
})
