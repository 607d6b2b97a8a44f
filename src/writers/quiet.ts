import { short } from './number.ts'
import type { MakeWriter } from './writer.ts'

/** The reduced number alone; under reduction none every loss, one a line. */
export const quiet: MakeWriter = ({ precision = 'full' }) => ({
  end(report) {
    const numbers = report.value === undefined ? (report.values?.data ?? []) : [report.value]
    return Array.from(numbers, (number) => `${short(number, precision)}\n`).join('')
  },
})
