/** Every loss that has SQL, with what decides its formula; each runs over the extremes in each engine. */

const binary = { file: 'binary', columns: '--input-cols x --target-col t' }
const probabilities = { file: 'probabilities', columns: '--input-cols x --target-col t' }
const numbers = { file: 'numbers', columns: '--input-cols x --target-col t' }
const positive = { file: 'positive', columns: '--input-cols x --target-col t' }
const classes = { file: 'classes', columns: '--input-cols x0,x1,x2 --target-col label' }
const probs = { file: 'classes', columns: '--input-cols p0,p1,p2 --target-col label' }
const logs = { file: 'classes', columns: '--input-cols l0,l1,l2 --target-col label' }

/** Where terms cancel, ulp are of the largest of them. */
const gaussian = ({ x, t, var: v }) => {
  const variance = Math.max(v, 1e-6)
  return Math.max(Math.abs(Math.log(variance)), (x - t) ** 2 / variance, 1)
}
const poisson = ({ x, t }) => Math.max(Math.exp(x), Math.abs(t * x), t > 1 ? t * Math.log(t) : 0)
const rates = ({ rate, t }) =>
  Math.max(rate, Math.abs(t * Math.log(rate + 1e-8)), t > 1 ? t * Math.log(t) : 0)
const divergence = ({ x, t }) => t * Math.max(Math.abs(Math.log(t)), Math.abs(x))
const ranking = ({ x1, x2 }) => Math.max(Math.abs(x1), Math.abs(x2), 1)

/** Loss and flags, the data, and how many ulp an engine may be off; the bounds are the issue's, 8 where it has none. */
export const cases = [
  ['bce', probabilities, 2],
  ['bce --from logits', binary, 2],
  ['bce-logits', binary, 2],
  ['bce-logits --pos-weight 3', binary, 8],
  ['bce-logits --weight 0.3', binary, 8],
  ['bce-logits --from probs', probabilities, 8],
  ['ce', classes, 4],
  ['ce --weight 0.5,2,3', classes, 4],
  ['ce --label-smoothing 0.1', classes, 8],
  ['ce --label-smoothing 0.1 --weight 0.5,2,3', classes, 8],
  ['ce --from probs', probs, 8],
  ['ce --from log-probs --label-smoothing 0.2', logs, 8],
  ['nll', logs, 2],
  ['nll --weight 0.5,2,3', logs, 2],
  ['nll --from logits', classes, 4],
  ['nll --from probs', probs, 8],
  ['focal', binary, 8],
  ['focal --gamma 0.5 --alpha off', binary, 8],
  ['focal --gamma 2 --pos-weight 3', binary, 8],
  ['focal --from probs', probabilities, 8],
  ['focal --mode softmax', classes, 8],
  ['focal --mode softmax --alpha 0.25,0.5,1 --weight 0.5,2,3', classes, 8],
  ['focal --mode softmax --gamma 1 --label-smoothing 0.1', classes, 8],
  ['focal --mode softmax --from probs', probs, 8],
  ['mse', numbers, 2],
  ['l1', numbers, 2],
  ['smooth-l1', numbers, 8],
  ['smooth-l1 --beta 0.3', numbers, 8],
  ['huber', numbers, 8],
  ['huber --delta 0.3', numbers, 8],
  ['log-cosh', numbers, 8],
  ['quantile --quantile 0.9', numbers, 8],
  ['quantile --quantile 0', numbers, 8],
  ['msle', positive, 8],
  ['msle --convention keras', positive, 8],
  ['mape', numbers, 8],
  ['mape --convention keras', numbers, 8],
  ['kl-div', { file: 'logarithms', columns: '--input-cols x --target-col t' }, 8, divergence],
  ['poisson-nll', { file: 'counts', columns: '--input-cols x --target-col t' }, 8, poisson],
  ['poisson-nll --full', { file: 'counts', columns: '--input-cols x --target-col t' }, 8, poisson],
  [
    'poisson-nll --no-log-input --full',
    { file: 'counts', columns: '--input-cols rate --target-col t' },
    8,
    rates,
  ],
  ['gaussian-nll', { file: 'normal', columns: '--input-cols x --target-col t --var-col var' }, 8, gaussian],
  [
    'gaussian-nll --full',
    { file: 'normal', columns: '--input-cols x --target-col t --var-col var' },
    8,
    gaussian,
  ],
  ['hinge-embedding', { file: 'scores', columns: '--input-cols x1 --target-col t' }, 8],
  ['soft-margin', { file: 'scores', columns: '--input-cols x1 --target-col t' }, 8],
  [
    'margin-ranking --margin 0.5',
    { file: 'scores', columns: '--x1-col x1 --x2-col x2 --target-col t' },
    8,
    ranking,
  ],
].map(([line, { file, columns }, bound, size]) => ({ line, file, columns, bound, size }))

/** A CSV of numbers as objects. */
export function rowsOf(csv) {
  const [header, ...lines] = csv.trim().split('\n')
  const names = header.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], Number(cell)])))
}

/** Doubles between two; Infinity where one is not finite. */
export function ulps(a, b) {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity
  const bits = [...new BigInt64Array(new Float64Array([a, b]).buffer)].map((n) =>
    n < 0n ? -(n & 0x7fffffffffffffffn) : n,
  )
  return Number(bits[0] > bits[1] ? bits[0] - bits[1] : bits[1] - bits[0])
}

/** How far an engine's losses are from the program's: the worst ulp, and how often NaN, Infinity or NULL differ. */
export function compare(found, wanted, rows, size) {
  let worst = 0
  let at = -1
  const differ = []
  wanted.forEach((want, i) => {
    const got = found[i]
    if (
      got === null ||
      got === undefined ||
      ((!Number.isFinite(want) || !Number.isFinite(got)) && !Object.is(got, want))
    ) {
      differ.push(i)
      return
    }
    // What is nearly 0 is not compared by its last digits.
    if (Object.is(got, want) || Math.abs(got - want) < 1e-307) return
    const scale = size?.(rows[i])
    const distance = scale === undefined ? ulps(got, want) : Math.abs(got - want) / (scale * 2 ** -52)
    if (distance > worst) [worst, at] = [distance, i]
  })
  return { worst, at, differ }
}
