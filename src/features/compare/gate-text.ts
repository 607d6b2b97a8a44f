import type { Screen } from '../../writers/grid.ts'
import type { Comparison, GateTest } from '../../comparison.ts'
import { counted, type Precision, signed } from '../../writers/number.ts'
import { visible } from '../../writers/text.ts'
import { xml } from '../../writers/xml.ts'

export function testInWords(test: GateTest, all: readonly GateTest[], precision: Precision): string {
  const { by, over, name, samples, unknown, difference, p, corrected, ok } = test
  const where = over === 'all' ? '' : ` in ${over === 'class' ? `class ${visible(name)}` : visible(name)}`
  if (unknown > 0)
    return `b cannot be judged${where}: the loss of ${counted(unknown, 'sample')} is NaN or infinite`
  const sure = chance(p, corrected, all)
  const more = signed(difference, precision)
  const limit = by === 0 ? '' : ` by more than ${by}`
  const of = ` (b - a ${more} over ${counted(samples, 'sample')}, ${sure})`
  return ok ? `b is not shown to be worse${limit}${where}${of}` : `b is worse${limit}${where}${of}`
}

function chance(p: number, corrected: number, all: readonly GateTest[]): string {
  const shown = (value: number) => (value < 0.001 ? 'p < 0.001' : `p ${value.toPrecision(2)}`)
  if (all.length === 1) return shown(p)
  return `${shown(corrected)} after Holm's correction for ${all.length} looks`
}

/** What stands under the verdict: looks that failed, or how many passed. */
export function gateLines(gate: readonly GateTest[], precision: Precision): string[] {
  const failed = gate.filter(({ ok }) => !ok)
  if (gate.length === 1 || failed.length > 0)
    return (failed.length > 0 ? failed : gate).map((test) => testInWords(test, gate, precision))
  const nearest = [...gate].sort((one, other) => one.corrected - other.corrected)[0]!
  return [`none of ${gate.length} looks is worse; the nearest: ${testInWords(nearest, gate, precision)}`]
}

/** Which is better, if these samples can tell. */
export function verdictInWords({ verdict, unknown }: Comparison): string {
  if (unknown > 0) return `no verdict: the loss of ${counted(unknown, 'sample')} is NaN or infinite`
  if (verdict.better !== 'neither') return `${verdict.better} is better`
  return verdict.differing < LEAST_DIFFERING
    ? `no verdict, since too few samples differ (${verdict.differing}, and ${LEAST_DIFFERING} must)`
    : 'no difference that these samples could show'
}

/** Of fewer, all may lie on one side by a chance of more than 1 in 20: 2 / 2^5. */
const LEAST_DIFFERING = 6

export function gateJunit(gate: readonly GateTest[], command: string, { precision, say }: Screen): string {
  const failed = gate.filter(({ ok }) => !ok).length
  const cases = gate.map((test) => {
    const name = `${test.asked}${test.name === '' ? '' : `: ${test.name}`}`
    const open = `    <testcase name="${xml(name)}" classname="compare" time="0"`
    if (test.ok) return `${open}/>\n`
    const found = xml(say(testInWords(test, gate, precision)))
    return `${open}>\n      <failure type="worse" message="${found}">${xml(command)}</failure>\n    </testcase>\n`
  })
  const counts = `tests="${gate.length}" failures="${failed}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n  <testsuite name="loss-calc compare" ${counts}>\n${cases.join('')}  </testsuite>\n</testsuites>\n`
}
