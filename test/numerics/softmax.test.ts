import { expect, it } from 'vitest'
import { Softmax } from '../../src/numerics/softmax.ts'
import { ulpsApart } from '../golden.ts'

// Correctly rounded by mpmath at 4000 bits: rows whose loss hangs on the last bits of a wide gap.
it.each([
  [[650.1, 0.3, -0.7], 8.54070028336902e-283],
  [[700.3, 0.1, 5.7], 2.1910680688882144e-302],
  [[33.3, -600.7, 0.1], 3.814373362085084e-15],
  [[300.123456789, -250.987654321, 1e-5], 4.550332891347035e-131],
  [[-0.1, -680.9, -690.3], 2.1495752121648926e-296],
])('the largest logit of %j costs %d', (row, want) => {
  const softmax = new Softmax(row.length)
  softmax.read({ data: Float64Array.from(row), start: 0, length: row.length })
  expect(ulpsApart(softmax.minusLog(softmax.k), want)).toBeLessThanOrEqual(1)
})
