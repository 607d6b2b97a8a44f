import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { schemas } from '../../src/writers/schema.ts'
import { run, words } from '../transcript.ts'

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true })

/** Commands with --json, and the schema of what they print. */
const commands: [keyof typeof schemas, string][] = [
  ['result', "ce '[[1, 2], [3, 4]]' '[0, 1]' --grad --per-class --quantiles 0.5 --hist --top 1"],
  ['inspection', 'inspect fixtures/files/preds.csv'],
  ['inspection', 'inspect fixtures/blog/logits.csv fixtures/blog/target.csv'],
  ['comparison', "compare mse '[1, 2]' '[3, NaN]' '[1, 2]'"],
  ['comparison', "compare focal '[[1, 2]]' '[[2, 1]]' '[0]'"],
  ['sweep', "sweep focal '[1, NaN]' '[1, 0]' --gamma 0:2:1 --alpha 0.25,0.5"],
  ['identified', 'identify fixtures/blog/logits.csv fixtures/blog/target.csv --value 0.7193'],
  ['check', 'check fixtures/suites/mse.json --reporter json'],
]

it.each(commands)('%s is the schema of %s', async (name, command) => {
  const { stdout } = await run([...words(command), ...(name === 'check' ? [] : ['--json'])])
  const printed = JSON.parse(stdout) as { schema?: string }
  const valid = ajv.compile(schemas[name])
  valid(printed)
  expect(valid.errors).toBeNull()
  expect(printed.schema).toBe(`loss-calc/${name}@1`)
  for (const key of Object.keys(printed)) expect(schemas[name].properties).toHaveProperty(key)
})
