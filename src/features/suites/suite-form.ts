/** Version of the form of suites; within it keys are only ever added. */
export const suiteSchemaName = 'loss-calc/suite@1'
