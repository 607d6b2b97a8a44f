import { describe, expect, it } from 'vitest'
import { bigExp, bigLog } from '../../src/numerics/big-exp.ts'
import {
  big,
  bigAdd,
  bigDivide,
  bigMultiply,
  bigNumber,
  bigPair,
  bigRoot,
  bigSubtract,
  rest,
} from '../../src/numerics/big.ts'
import { expMinus, logMinus } from '../../src/numerics/cancelling.ts'
import { low } from '../../src/numerics/double-double.ts'
import { expFull, exponent, expScaled } from '../../src/numerics/full-exp.ts'
import { logFull } from '../../src/numerics/full-log.ts'

// Arguments, and what mpmath makes of them at 700 bits: the nearest double, and what is left.
const exps = [
  [-366.8495220713521, 4.77833809746771e-160, 1.225599197348184e-176],
  [61.920915414332626, 7.79671894005716e26, -32990535769.998],
  [-182.06276683268902, 8.533849991253777e-80, -6.022980241196417e-97],
  [145.48805403467225, 1.5298859284364298e63, -8.411614409356097e46],
  [176.00842575127558, 2.750984049158626e76, 1.2854521365141302e60],
  [-608.2595970642617, 6.858251865495633e-265, -9.323441736066202e-282],
  [-681.5648118231762, 1.0003757736465288e-296, -1.475587714e-314],
  [472.4567149350439, 1.5323015271868029e205, -6.964456597992398e187],
  [-0.9625839426879694, 0.38190478984378123, -1.530534383571782e-17],
  [-1.0626761558132145, 0.34552988011859104, -1.6941556149794504e-17],
  [1.9825793420418512, 7.261448610373007, 2.2876619211262617e-16],
  [-0.11894596991020823, 0.8878557703930331, 4.470531773957428e-17],
  [1.345845805097555, 3.8414342716214627, 1.2756760998893838e-16],
  [-0.0945871652026602, 0.9097484327633871, -1.4391655891149882e-17],
  [1e-9, 1.000000001, -8.224037093664211e-17],
  [-1e-300, 1.0, 0.0],
  [0.0, 1.0, 0.0],
  [40.0, 2.3538526683702e17, -14.592100089250966],
] as const
const logs = [
  [3.590347341499811e84, 194.69539676182671, -5.970691561818593e-17],
  [3.719608573848912e-213, -489.13700636706653, -9.537368178628764e-18],
  [9.929688090580929e81, 188.80492159926382, 4.189567230397235e-17],
  [5.971237921494603e223, 515.2634300006155, -7.839816125944779e-17],
  [124296945014107.73, 32.453694536621924, -2.4126160302733034e-17],
  [4.831587578970654e146, 337.7525986820863, -7.838121665037337e-17],
  [1.660661216163234e104, 239.97606551742956, 4.8767836411912385e-17],
  [8.428748087902222e-266, -610.3559864822038, 6.291888937977469e-17],
  [1.0103292098514727, 0.010276228090886715, -3.839344939963018e-19],
  [1.0036439833172528, 0.0036373600951087716, 1.915832205743324e-19],
  [0.9920507063806285, -0.007981057700553889, -6.138366926033563e-19],
  [0.98124047005879, -0.0189377219746785, 1.2494336246587225e-18],
  [1.0146210894791579, 0.014515231937933245, -3.671744481614982e-19],
  [0.9989099635466187, -0.0010906309751890948, 1.0431951712785841e-19],
  [1.0000000000000002, 2.2204460492503128e-16, 3.649214750845877e-48],
  [0.9999999999999999, -1.1102230246251565e-16, -6.162975822039155e-33],
  [0.2, -1.6094379124341003, -3.7289665679601195e-17],
  [0.5, -0.6931471805599453, -2.3190468138462996e-17],
  [5e-324, -744.4400719213812, -4.422444340918698e-14],
  [1.7e308, 709.7268368932282, 3.0936421257994655e-14],
] as const
/** t, the double next to ln t, and ln t less that. */
const logGaps = [
  [0.2, -1.6094379124341003, -3.7289665679601195e-17, -2.3017439026112257e-34],
  [0.3535, -1.0398717936455097, 8.597299350559266e-17, -2.5018940704158267e-33],
  [0.7, -0.35667494393873245, 4.82556379937662e-18, -1.9593768816467627e-34],
  [1e-5, -11.512925464970229, 2.790027459050308e-16, 2.192353916934131e-32],
  [3.0, 1.0986122886681098, -9.07129723500153e-17, -8.691436473170396e-34],
  [0.999, -0.0010005003335835344, -2.5644777003677798e-20, -7.549950035354434e-38],
  [1e200, 460.51701859880916, -2.2129109272629473e-14, -3.8325281310048885e-31],
] as const
/** x, the double next to e^x, and e^x less that. */
const expGaps = [
  [0.5, 1.6487212707001282, -4.731568479435833e-17, -2.3158591640901675e-33],
  [1.2, 3.3201169227365472, 1.0402820070972694e-16, -5.166434863203459e-34],
  [-3.0, 0.049787068367863944, -1.4831389691394365e-18, -9.140577452334374e-35],
  [10.0, 22026.465794806718, -1.3780134700517372e-12, -3.539114630937125e-29],
  [0.001, 1.0010005001667084, -4.290842058948394e-17, 1.4529088264339508e-33],
  [300.0, 1.9424263952412558e130, 1.1143145370175699e114, 2.51443841171722e96],
] as const

/** That a pair is another to 2^-bits. */
function expectPair(high: number, rest: number, wantHigh: number, wantRest: number, bits: number) {
  const apart = high - wantHigh + (rest - wantRest)
  expect(Math.abs(apart)).toBeLessThanOrEqual(Math.abs(wantHigh) * 2 ** -bits + 5e-324)
}

describe('pairs with all their digits', () => {
  it.each(exps)('e^%d', (x, high, lost) => {
    expectPair(expFull(x, 0), low[0]!, high, lost, high > 1e-280 ? 102 : 50)
    expect(bigPair(bigExp(big(x)))).toBe(high)
    expect(Math.abs(rest[0]! - lost)).toBeLessThanOrEqual(Math.abs(high) * 2 ** -105 + 5e-324)
  })

  it.each(logs)('ln %d', (x, high, lost) => {
    expectPair(logFull(x, 0), low[0]!, high, lost, 97)
    expect(bigPair(bigLog(big(x)))).toBe(high)
    expect(Math.abs(rest[0]! - lost)).toBeLessThanOrEqual(Math.abs(high) * 2 ** -105)
  })

  it('e^-800 has its own power of two', () => {
    const m = expScaled(-800, 0)
    expect(m * 2 ** (exponent[0]! + 1074)).toBeCloseTo(Math.exp(-800 + 1074 * Math.LN2), -276)
    expect(exponent[0]!).toBeLessThan(-1100)
    expect([expFull(-800, 0), expFull(800, 0), expScaled(-Infinity, 0), expFull(Number.NaN, 0)]).toEqual([
      0,
      Infinity,
      0,
      Number.NaN,
    ])
  })
})

describe('differences that cancel', () => {
  it.each(logGaps)('ln %d - %d', (t, x, gap, lost) => {
    expectPair(logMinus(t, x, 0), low[0]!, gap, lost, 56)
  })

  it.each(expGaps)('e^%d - %d', (x, y, gap, lost) => {
    expectPair(expMinus(x, y), low[0]!, gap, lost, 56)
  })
})

describe('long numbers', () => {
  it.each([0, 1, -1, 0.1, -3.5e300, 5e-324, -2.2250738585072014e-308, 1.7976931348623157e308])(
    '%d is itself',
    (x) => {
      expect(bigNumber(big(x))).toBe(x)
    },
  )

  it('keep what doubles lose', () => {
    expect(bigNumber(bigSubtract(bigAdd(big(1e300), big(1e-300)), big(1e300)))).toBe(1e-300)
    expect(bigNumber(bigSubtract(bigMultiply(big(0.1), big(0.1)), big(0.010000000000000002)))).toBe(
      -8.326672684688674e-19,
    )
    expect(bigNumber(bigDivide(big(1), big(3)))).toBe(1 / 3)
    expect(bigNumber(bigRoot(big(2)))).toBe(Math.SQRT2)
    expect(bigNumber(bigRoot(big(0)))).toBe(0)
    expect(bigNumber(bigMultiply(big(1e200), big(-1e200)))).toBe(-Infinity)
  })
})
