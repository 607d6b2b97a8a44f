import { expect, it } from 'vitest'
import { focal } from '../src/losses/focal.ts'
import { ulpsApart } from './golden.ts'

/** Logit, target, gamma, alpha; value and slope by mpmath with 3000 bits. Products of doubles were up to 2.75 ulp off. */
const known = [
  [189.73825242632438, 0.3144909206848461, 0.5, 0.25, 63.83363879513685, 0.33642999225959214],
  [-576.5671805155848, 0.14200278622306928, 2, 0.25, 1.1210097712668077, -0.00194428300664697],
  [-26.439967756756182, 0, 5, 0.1, 1.1424834528238032e-69, 6.854900716922143e-69],
  [0.7477137535163347, 0, 5, 0.25, 0.12260421986610617, 0.27026710706067814],
  [-28.33876954958172, 0, 3.3, 0.25, 8.981832140184994e-54, 3.8621878202778656e-53],
  [3.25, 0.7, 1.5, 0.1, 0.060873561329106186, 0.011616599741232251],
] as const

it.each(known)('focal of %d against %d, gamma %d, alpha %d', (x, t, gamma, alpha, value, slope) => {
  const options = { gamma, alpha, weight: undefined, posWeight: undefined }
  // A soft target's product is rounded once, a hard one's twice more.
  const within = t === 0 ? 2 : 1
  expect(ulpsApart(focal.working(options)(x, t, 1).loss, value)).toBeLessThanOrEqual(within)
  expect(ulpsApart(focal.gradient(options)(x, t, 1), slope)).toBeLessThanOrEqual(2)
})
