/** Version of the form of suites; within it keys are only ever added. */
export const suiteSchemaName = 'loss-calc/suite@1'

/** posWeight -> pos_weight, as torch spells it. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
