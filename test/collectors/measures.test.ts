import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draws, evenly } from '../draws.ts'
import { binOf, Calibrations } from '../../src/collectors/calibration.ts'
import { Buckets } from '../../src/collectors/buckets.ts'
import type { Collector } from '../../src/collectors/collector.ts'
import type { JudgedRows, Predictions } from '../../src/samples.ts'
import { Concentrations } from '../../src/collectors/concentration.ts'
import { ClassScores } from '../../src/collectors/class-scores.ts'
import { Confusions } from '../../src/collectors/confusions.ts'
import { Metrics } from '../../src/collectors/metrics.ts'
import { LossPairs } from '../../src/comparison/loss-pairs.ts'
import { binOnPowers, EDGES, Powers } from '../../src/collectors/powers.ts'
import { RightAnswers } from '../../src/collectors/right-answers.ts'
import { Ranking } from '../../src/collectors/ranking.ts'
import { predictionsOf } from '../../src/engine/predictions.ts'
import { plan } from '../../src/engine/plan.ts'
import { loadAll, loadedLoss } from '../../src/losses/registry.ts'
import type { PlainLoss } from '../../src/losses/loss.ts'
import { decode, encode } from '../../src/features/states/plain-json.ts'
import { jsonText } from '../../src/writers/json-text.ts'
import { run, words } from '../transcript.ts'

await loadAll()

const preds = 'fixtures/files/preds.csv'

interface Case {
  readonly name: string
  readonly classes: number
  readonly p: unknown
  readonly targets: readonly number[]
  readonly [metric: string]: unknown
}

const { cases } = JSON.parse(readFileSync('fixtures/metrics/values.json', 'utf8')) as { cases: Case[] }

interface Told {
  readonly class_scores: { precision: number; recall: number; f1: number }[]
  readonly metrics: { name: string; value: number }[]
}

describe('metrics are those of scikit-learn and torchmetrics', () => {
  it.each(cases)('$name', async ({ classes, p, targets, ...rest }) => {
    const scores = ['precision', 'recall', 'f1']
    const names = ['acc', ...scores, 'brier', 'ece', 'auc', 'ap', ...(classes > 1 ? ['ppl', 'top2'] : [])]
    const loss = classes > 1 ? ['ce', '--from', 'probs'] : ['bce']
    const inputs = [JSON.stringify(p), JSON.stringify(targets)]
    const { stdout, stderr } = await run([...loss, ...inputs, '--metrics', names.join(','), '--json'])
    expect(stderr).not.toContain('error')
    const { metrics, class_scores } = JSON.parse(stdout) as Told
    const own = class_scores.map(({ precision, recall, f1 }) => ({ precision, recall, f1 }))
    expect(own).toEqual(rest.each)
    expect(metrics.map(({ name }) => name)).toEqual(names)
    // torchmetrics adds the classes' in float32; the same bins in float64 tell the other digits.
    if (classes > 1) expect(rest.ece as number).toBeCloseTo(rest.ece64 as number, 6)
    for (const { name, value } of metrics) {
      const want = (rest[`${name}64`] ?? rest[name]) as number
      expect(Math.abs(value - want) / want, name).toBeLessThan(1e-14)
    }
  })
})

it.each([
  ["bce-logits '[0.5, NaN, -0.5, 2]' '[1, 1, 0, 0]'", ['brier', 'ece', 'auc', 'ap']],
  ["ce '[[0.5, 1], [NaN, NaN], [2, 0]]' '[1, 1, 0]'", ['brier', 'ece', 'auc', 'ap', 'ppl', 'top1']],
])('%s: a number that a NaN has no part in is none, so that no gate passes it', async (line, names) => {
  const { stdout } = await run([...words(line), '--metrics', names.join(','), '--calibration', '--json'])
  const { metrics, calibration } = JSON.parse(stdout) as {
    metrics: { value: unknown; value_text: string }[]
    calibration: { error: unknown; error_text: string }
  }
  expect(calibration).toMatchObject({ error: null, error_text: 'NaN' })
  expect(metrics.map(({ value, value_text }) => [value, value_text])).toEqual(names.map(() => [null, 'NaN']))
  for (const name of names) {
    const { status } = await run([...words(line), '--fail-if', `${name} < 0.1`])
    expect(status, name).toBe(1)
  }
})

it.each(cases.filter(({ classes }) => classes === 1))('of $name at a threshold', async (one) => {
  const inputs = [JSON.stringify(one.p), JSON.stringify(one.targets)]
  const asked = ['--metrics', 'acc,precision,recall,f1', '--threshold', '0.8', '--json']
  const { stdout } = await run(['bce', ...inputs, ...asked])
  const { metrics } = JSON.parse(stdout) as Told
  const want = one['at 0.8'] as Record<string, number>
  for (const { name, value } of metrics) expect(value, name).toBe(want[name])
})

it('a class that is predicted and no target counts as 0, as does one that is never predicted', async () => {
  const { stdout } = await run(['ce', '[[9,0,0],[0,9,0],[9,0,0]]', '[0,0,2]', '--metrics', 'f1', '--json'])
  const { metrics, class_scores } = JSON.parse(stdout) as Told
  expect(class_scores).toMatchObject([
    { class: 0, targets: 2, predicted: 2, right: 1, precision: 0.5, recall: 0.5, f1: 0.5 },
    { class: 1, targets: 0, predicted: 1, right: 0, precision: 0, recall: 0, f1: 0 },
    { class: 2, targets: 1, predicted: 0, right: 0, precision: 0, recall: 0, f1: 0 },
  ])
  expect(metrics).toEqual([{ name: 'f1', value: 0.5 / 3, classes: 3 }])
})

it.each([
  ['mse [1] [2] --metrics f1', 'E104', '--metrics needs probabilities'],
  ['mse [1] [2] --fail-if acc<0.9', 'E104', '--fail-if acc needs probabilities'],
  ['ce [[1,2]] [0] --metrics f1 --threshold 0.3', 'E104', 'ce has one per class'],
  ['focal [[1,2]] [0] --metrics f1 --threshold 0.3', 'E104', 'here each class has one'],
  ['focal [[1,2]] [0] --metrics acc --threshold 0.3', 'E104', 'here each class has one'],
  [
    'focal [[1,2]] [[0.5,0.5]] --mode softmax --metrics f1 --threshold 0.3',
    'E104',
    'here each class has one',
  ],
  ['bce [0.5] [1] --metrics f1 --threshold 2', 'E101', 'must be a number in [0, 1], got 2'],
  ['bce [0.5] [1] --threshold 0.3', 'E103', 'none of them does'],
  ['bce [0.5] [1] --metrics auc --threshold 0.3', 'E103', 'none of them does'],
])('%s is refused', async (line, code, part) => {
  const { stderr } = await run(line.split(' '))
  expect(stderr).toMatch(new RegExp(`^error\\[${code}\\]`))
  expect(stderr).toContain(part)
})

it('one class of a softmax has no order', async () => {
  const { stdout, stderr } = await run(['ce', '[[0.5],[0.2]]', '[0,0]', '--metrics', 'auc,ap'])
  expect(stdout).toContain('no auc: all targets are alike\nno ap: all targets are alike')
  expect(stderr).toMatch(/^hint\[H123\]/)
})

it('soft targets have no classes that are predicted right', async () => {
  const { stdout } = await run(['bce', '[0.5,0.2]', '[1,0.5]', '--metrics', 'f1,recall'])
  expect(stdout).toContain('no f1: targets are no single class or side\nno recall: ')
})

/** Rows as the engine would make them, of logits and targets. */
function rowsOf(
  name: 'ce' | 'bce-logits',
  logits: readonly number[][],
  targets: readonly number[],
): JudgedRows {
  const classes = logits[0]?.length ?? 1
  const shape = [logits.length, classes]
  const data = Float64Array.from(logits.flat())
  const target = { data: Float64Array.from(targets), shape: name === 'ce' ? [targets.length] : shape }
  const args = { input: { data, shape }, target }
  const fitted = plan(loadedLoss(name) as PlainLoss, {}, args)
  const predictions = predictionsOf(fitted, args)!
  const losses = predictions.costs ?? predictions.p.map((p) => p)
  return {
    samples: new Map([
      ['row', Float64Array.from(targets.keys())],
      ['loss', losses],
    ]),
    sums: losses,
    divisors: losses.map(() => 1),
    values: losses,
    predictions,
  }
}

const oddLogit = fc.oneof(evenly(-30, 30), fc.constantFrom(0, -0, 1, 800, -800))
const samples = (classes: number) =>
  fc.array(
    fc.tuple(
      fc.array(oddLogit, { minLength: classes, maxLength: classes }),
      fc.integer({ min: 0, max: Math.max(1, classes - 1) }),
    ),
    { minLength: 1, maxLength: 60 },
  )

const makers: Record<string, () => Collector<unknown>> = {
  powers: () => new Powers() as Collector<unknown>,
  concentration: () => new Concentrations() as Collector<unknown>,
  'concentration of many': () => new Concentrations(7) as Collector<unknown>,
  calibration: () => new Calibrations() as Collector<unknown>,
  confusions: () => new Confusions(5) as Collector<unknown>,
  'right answers': () => new RightAnswers() as Collector<unknown>,
  'scores of classes': () => new ClassScores() as Collector<unknown>,
  metrics: () =>
    new Metrics([
      'acc',
      'precision',
      'recall',
      'f1',
      'brier',
      'ece',
      'auc',
      'ap',
      'ppl',
      'top2',
    ]) as Collector<unknown>,
}

describe.each(Object.entries(makers))('%s', (_name, make) => {
  it.each([1, 2, 3])('of parts, merged in any order, are those of the whole (%d)', (classes) => {
    const loss = classes === 1 ? 'bce-logits' : 'ce'
    const random = fc.tuple(samples(classes), fc.array(fc.nat(60), { maxLength: 4 }), fc.boolean())
    fc.assert(
      fc.property(random, ([all, cuts, backwards]) => {
        const see = (part: typeof all) => {
          const collector = make()
          if (part.length > 0)
            collector.add(
              rowsOf(
                loss,
                part.map(([x]) => x),
                part.map(([, t]) => t),
              ),
            )
          return collector
        }
        const whole = see(all)
        const ends = [...new Set([0, ...cuts.map((cut) => Math.min(cut, all.length)), all.length])].sort(
          (a, b) => a - b,
        )
        const parts = ends.slice(1).map((end, i) => see(all.slice(ends[i], end)))
        const merged = make()
        for (const part of backwards ? parts.reverse() : parts) {
          merged.merge(decode(JSON.parse(jsonText(encode(part.plain()))), ''))
        }
        expect(merged.section(10)).toEqual(whole.section(10))
      }),
      { numRuns: draws(60) },
    )
  })

  it.each([1, 2, 3])('keep nothing of the memory of rows, which the next ones overwrite (%d)', (classes) => {
    const rows = (part: [number[], number][]) =>
      rowsOf(
        classes === 1 ? 'bce-logits' : 'ce',
        part.map(([x]) => x),
        part.map(([, t]) => t),
      )
    fc.assert(
      fc.property(samples(classes), samples(classes), (...parts) => {
        const [kept, overwritten] = [make(), make()]
        for (const part of parts) {
          kept.add(rows(part))
          const reused = rows(part)
          overwritten.add(reused)
          for (const used of [reused, reused.predictions!])
            for (const one of Object.values(used)) if (one instanceof Float64Array) one.fill(0.25)
        }
        expect(overwritten.plain()).toEqual(kept.plain())
        expect(overwritten.section(10)).toEqual(kept.section(10))
      }),
      { numRuns: draws(60) },
    )
  })
})

it('are all the collectors that there are', () => {
  const files = readdirSync('src/collectors').map((name) => readFileSync(`src/collectors/${name}`, 'utf8'))
  const all = files.flatMap((text) => text.match(/(?<=class )\w+(?= implements Collector)/g) ?? [])
  expect(new Set(Object.values(makers).map((make) => make().constructor.name))).toEqual(new Set(all))
})

it('the cost of a pair of classes is the exact sum of its losses, however small or large', async () => {
  const inputs = ['[[45, 0], [0, 50], [1e303, 0], [1e303, 0], [60, 0]]', '[0, 1, 1, 1, 0]']
  const { stdout } = await run(['ce', ...inputs, '--reduction', 'sum', '--confusions', '--json'])
  const { confusions } = JSON.parse(stdout) as { confusions: { pairs: { count: number; sum: number }[] } }
  // ln(1 + e^-45) + ln(1 + e^-60), ln(1 + e^-50), by mpmath.
  expect(confusions.pairs.map(({ count, sum }) => [count, sum])).toEqual([
    [2, 2e303],
    [2, 2.8625194562004697e-20],
    [1, 1.9287498479639178e-22],
  ])
})

describe('pairs of losses', () => {
  it('are all counted, in any order alike', () => {
    const loss = fc.oneof(evenly(-1, 50), fc.constantFrom(0, NaN, Infinity))
    fc.assert(
      fc.property(fc.array(fc.tuple(loss, loss), { maxLength: 80 }), fc.nat(80), (all, cut) => {
        const see = (part: typeof all) => {
          const pairs = new LossPairs()
          const [first, second] = [0, 1].map((side) => Float64Array.from(part, (pair) => pair[side]!))
          pairs.addRows(first!, second!, Int32Array.from(part.keys()))
          return pairs.section()
        }
        const whole = see(all)
        expect(see([...all.slice(cut), ...all.slice(0, cut)])).toEqual(whole)
        const { pairs, differences } = whole
        expect(pairs.squares.reduce((sum, { count }) => sum + count, pairs.left)).toBe(all.length)
        const known = all.filter(([a, b]) => a === b || Number.isFinite(b - a)).length
        expect(differences.counts.reduce((sum, count) => sum + count, differences.equal)).toBe(known)
      }),
    )
  })
})

describe('losses on powers of ten', () => {
  it.each([
    "mse '[[1, 2], [3, 4], [0, 5]]' '[[0, 0], [0, 0], [0, 0]]'",
    `ce ${preds} --input-cols p_cat,p_dog --target-col label --from probs --weight-col p_dog`,
  ])('%s: their sums make that of the run', async (line) => {
    const { stdout } = await run([...words(line), '--hist', 'log', '--json'])
    const { sum, spread } = JSON.parse(stdout) as { sum: number; spread: { bins: { sum: number }[] } }
    expect(spread.bins.reduce((all, bin) => all + bin.sum, 0)).toBeCloseTo(sum, 12)
  })

  it('lie between the edges of their bin', () => {
    expect(EDGES.every((edge, i) => i === 0 || edge > EDGES[i - 1]!)).toBe(true)
    const positive = fc.double({ min: 0, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(fc.oneof(positive, fc.constantFrom(...EDGES)), (x) => {
        const bin = binOnPowers(x)
        expect(x >= (EDGES[bin - 1] ?? 0) && x < (EDGES[bin] ?? Infinity)).toBe(true)
      }),
    )
  })

  it('are all counted, those that are wrong apart', () => {
    fc.assert(
      fc.property(samples(3), (all) => {
        const powers = new Powers()
        powers.add(
          rowsOf(
            'ce',
            all.map(([x]) => x),
            all.map(([, t]) => t),
          ),
        )
        const { bins, negative, notFinite } = powers.section().powers!
        const total = (of: (bin: (typeof bins)[number]) => number) =>
          bins.reduce((sum, bin) => sum + of(bin), 0)
        expect(total(({ count }) => count) + negative + notFinite).toBe(all.length)
        const wrong = all.filter(([x, t]) => x.indexOf(Math.max(...x)) !== t).length
        expect(total((bin) => bin.wrong!)).toBe(wrong)
        expect(bins.filter(({ from, to }) => from > 0 && to < Infinity).length % 8).toBe(0)
      }),
    )
  })
})

describe('concentration', () => {
  const of = (sums: readonly number[]) => {
    const collector = new Concentrations()
    const data = Float64Array.from(sums)
    collector.add({ samples: new Map([['loss', data]]), sums: data, divisors: data.map(() => 1) })
    return collector.section().concentration
  }

  it('says which part holds half', () => {
    expect(of([1, 1, 1, 1])).toMatchObject({ half: 0.5, approximate: false })
    expect(of([0, 0, 0, 8])!.half).toBe(0.125)
    expect(of([0, 0, 0, 8])!.parts.find(({ worst }) => worst === 0.25)!.share).toBe(1)
  })

  it('is left out where there are no parts of a whole', () => {
    for (const sums of [[], [0, 0], [1, -1], [1, Infinity], [NaN]]) expect(of(sums)).toBeUndefined()
  })
})

describe('bins of probabilities', () => {
  it('are closed below, and the last above too', () => {
    expect([0, 1 / 15, 0.2, 0.4, 0.6, 0.8, 14 / 15, 1].map((p) => binOf(p))).toEqual([
      0, 1, 3, 6, 9, 12, 14, 14,
    ])
    expect([NaN, -0.1, 1.1].map((p) => binOf(p))).toEqual([-1, -1, -1])
    // A log-probability that float32 rounded to above 0.
    expect(binOf(Math.exp(2 ** -23))).toBe(14)
    for (let i = 0; i < 15; i++) expect(binOf(i / 15)).toBe(i)
  })
})

it('counts in a bucket more than two bytes hold, and more than four', () => {
  const buckets = new Buckets()
  for (let i = 0; i < 70_000; i++) buckets.add(1)
  buckets.add(2)
  expect([...buckets.plain()]).toEqual([1023 * 1024, 70_000, 1024 * 1024, 1])
  const more = new Buckets()
  for (let i = 1; i <= 2; i++)
    expect(more.merge(Float64Array.of(1023 * 1024, 65_535, 1024 * 1024, 5e9))).toBe(5e9 + 65_535)
  expect(more.merge(buckets.plain())).toBe(70_001)
  expect([...more.plain()]).toEqual([1023 * 1024, 201_070, 1024 * 1024, 1e10 + 1])
})

describe('ranks from buckets', () => {
  const predictions = (
    logits: boolean,
    scores: readonly number[],
    targets: readonly number[],
  ): Predictions => ({
    classes: 1,
    p: Float64Array.from(scores),
    targets: Float64Array.from(targets),
    predicted: Float64Array.from(targets),
    scores: Float64Array.from(scores),
    costs: undefined,
    ranks: undefined,
    soft: undefined,
    logits,
  })

  it.each([true, false])('miss the area by no more than they say (logits: %s)', (logits) => {
    const score = logits ? evenly(-9, 9) : evenly(0, 1)
    const side = fc.constantFrom(0, 1)
    fc.assert(
      fc.property(fc.array(fc.tuple(score, side), { minLength: 8, maxLength: 200 }), (all) => {
        const [exact, about] = [new Ranking(), new Ranking(8)]
        const given = predictions(
          logits,
          all.map(([s]) => s),
          all.map(([, t]) => t),
        )
        for (const ranking of [exact, about]) ranking.add(given)
        const [a, b] = [exact.metric('auc'), about.metric('auc')]
        expect(a.approximate).toBeUndefined()
        if (a.value === undefined) expect(b.why).toBe(a.why)
        else if (b.approximate) expect(Math.abs(a.value - b.value!)).toBeLessThanOrEqual(b.within! + 1e-12)
      }),
    )
  })
})

describe('what people read of a sum', () => {
  it('has no parts beside losses below 0, as those of the others are more than the whole', async () => {
    const line = words(`gaussian-nll '[0, 0, 3]' '[0, 0, 0]' --var '[0.1, 1.5, 1]' --hist log`)
    const { stdout } = await run(line)
    expect(stdout).toContain('1 below 0')
    expect(stdout.slice(stdout.indexOf('of sum'))).not.toContain('%')
  })

  it('has no means of mistakes that are sums of weighted losses by their counts', async () => {
    const line = words(`ce '[[1, 0], [0, 2]]' '[1, 0]' --weight 0.5,4 --confusions --per-class`)
    const { stdout } = await run(line)
    const [head, ...pairs] = stdout.slice(stdout.indexOf('mistakes')).split('\n').slice(1)
    expect(head!.trim().split(/ {2,}/)).toEqual(['target', 'predicted', 'count', 'sum', 'of all'])
    expect(pairs.map((pair) => pair.trim().split(/ {2,}/)[3])).toEqual(['5.2530', '1.0635', undefined])
    expect((await run(words(`ce '[[1, 0]]' '[1]' --confusions`))).stdout).toContain('count    mean     sum')
  })
})
