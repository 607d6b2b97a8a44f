/**
 * `npm run fuzz [-- --minutes 10]`: the property tests again and again, each time with new random inputs, until time
 * is over or one fails; fast-check prints the input and the seed. A find becomes a case of its test first.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const until = Date.now() + Number(values.minutes) * 60_000
const tests = [
  'test/readers',
  'test/losses.test.ts',
  'test/numerics',
  'test/kernel',
  'test/engine',
  'test/survey',
]

let rounds = 0
while (Date.now() < until) {
  const { status } = spawnSync('node_modules/.bin/vitest', ['run', '--reporter', 'dot', ...tests], {
    stdio: 'inherit',
  })
  rounds++
  if (status !== 0) {
    console.error(`round ${rounds} found a fault`)
    process.exit(1)
  }
}
console.log(`${rounds} rounds without a fault`)
