import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { schemas } from './schemas.ts'
import { run, words } from './transcript.ts'

const inputs = 'fixtures/blog/logits.csv fixtures/blog/target.csv'

const lines = [
  `mse ${inputs} --json`,
  `ce fixtures/files/preds.csv --from probs --input-cols p_* --target-col label --per-class --top 2 --json`,
  `ce fixtures/files/preds.csv --from probs --input-cols p_* --target-col label --metrics acc,auc,ap,ppl --hist log --calibration --confusions --json`,
  `bce [0,0.5,1,0.2] [1,1,1,1] --metrics brier,ece,auc,top5 --hist log --calibration --json`,
  `bce-logits [NaN,Infinity,1] [0,0,1] --metrics brier,ece,auc --hist log --calibration --json`,
  `mse [1,2,NaN] [2,3,1] --report /dev/null --json`,
  `inspect ${inputs} --json`,
  `inspect fixtures/files/preds.csv --json`,
  `inspect fixtures/formats/typed.parquet --json`,
  `inspect fixtures/files/preds.csv --input-cols p_* --target-col label --json`,
  `compare mse [1,2] [2,3] [1,1] --json`,
  `compare mse [1,2,Infinity] [2,3,1] [1,1,1] --json`,
  `compare focal ${inputs} fixtures/blog/target.csv --mode sigmoid --json`,
  `trend ce fixtures/epochs/*.csv --target-col label --id id --max 1 --patience 2 --json`,
  `trend mse [NaN,1] [1,Infinity] --target [1,1] --json`,
  `compare mse [1,2] [2,3] [1,1] [1,1] --json`,
  `sweep focal ${inputs} --gamma 0,1 --alpha 0.25,off --json`,
  `sweep focal [NaN,1] [0,1] --gamma 0,1 --mode sigmoid --json`,
  `identify ${inputs} --value 6.4739 --json`,
  `identify ${inputs} --value 123456 --json`,
  `check fixtures/suites/blog.json --reporter json`,
  `plot focal --gamma 0,2 --format json`,
  `plot bce --over x --format json`,
  `plot bce [0.2,0.7] [0,1] --over x --format json`,
  `ce fixtures/files/preds.csv --from probs --input-cols p_* --target-col label --per-class --top 2 --metrics acc,auc --quantiles 0.5 --format state --shard 0/2`,
  `bce-logits [[1],[Infinity],[2]] [[0],[1],[0]] --format state`,
]

async function printed(line: string): Promise<{ schema: string }> {
  const { stdout, stderr, status } = await run(words(line))
  expect(status, stderr).toBeLessThan(2)
  return JSON.parse(stdout) as { schema: string }
}

const compiled = new Map<string, ValidateFunction>()
async function compile(name: string): Promise<ValidateFunction> {
  const schema: object = JSON.parse((await run(['schema', name])).stdout)
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true })
  return ajv.compile(schema)
}

describe('what is printed has a schema, and follows it', () => {
  it.each(lines)('%s', async (line) => {
    const object = await printed(line)
    const [, name] = /^loss-calc\/(\w+)@1$/.exec(object.schema)!
    const follows = compiled.get(name!) ?? (await compile(name!))
    compiled.set(name!, follows)
    follows(object)
    expect(follows.errors).toBeNull()
  })
})

it('every name in the source has a schema', () => {
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join('src', file), 'utf8').matchAll(/loss-calc\/(\w+)@1/g)])
    .map(([, name]) => name)
  expect([...new Set(names), 'sample'].sort()).toEqual(Object.keys(schemas).sort())
})
