/**
 * Writes fixtures/suites from fixtures/cases: the golden cases in the form that `loss-calc check` and ports read.
 *
 *   node scripts/make-suites.mjs          rewrite the folder
 *   node scripts/make-suites.mjs --check  exit with 1 if it is out of date
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const files = ['blog', 'bce', 'bce-logits', 'ce', 'nll', 'mse', 'focal', 'focal-softmax']
/** The golden cases keep 8 ulp, and an ulp is at most 2^-52 of its number; below 1e-300 ulps do not shrink. */
const RTOL = 8 * 2 ** -52
const ATOL = 1e-300

const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const numbers = (value) => [value].flat(Infinity).map(Number)

/** torch's legacy pair of booleans wins over the reduction; torchvision's own default is none. */
function reductionOf({ name, options: { reduction, sizeAverage, reduce } }) {
  if (sizeAverage == null && reduce == null) {
    return reduction ?? (name.includes('reduction none') ? 'none' : 'mean')
  }
  if (reduce === false) return 'none'
  return sizeAverage === false ? 'sum' : 'mean'
}

function suiteCase(golden, loss) {
  const { reduction: _, sizeAverage: __, reduce: ___, mode, ...options } = golden.options
  const params = Object.entries(options).map(([name, value]) => [snakeCase(name), value])
  // The slope at an infinite input is a limit that torch itself misses.
  const grad = numbers(golden.input).every(Number.isFinite)
    ? (golden.exactGrad ?? golden.gradInput)
    : undefined
  return {
    name: golden.name,
    loss: golden.loss ?? loss,
    mode,
    input: golden.input,
    target: golden.target,
    params: params.length > 0 ? Object.fromEntries(params) : undefined,
    expect: { [reductionOf(golden)]: golden.limit ?? golden.exact ?? golden.expected, grad },
  }
}

/** A line for each case: the package has no room for blanks. */
function suiteText({ loss, source, cases }) {
  const description = 'Golden cases: the correctly rounded value where it differs from that of torch.'
  const head = { schema: 'loss-calc/suite@1', description, source, rtol: RTOL, atol: ATOL }
  const lines = cases.map((golden) => JSON.stringify(suiteCase(golden, loss)))
  return `${JSON.stringify({ ...head, cases: [] }).slice(0, -2)}\n${lines.join(',\n')}\n]}\n`
}

mkdirSync('fixtures/suites', { recursive: true })
for (const file of files) {
  const path = `fixtures/suites/${file}.json`
  const text = suiteText(JSON.parse(readFileSync(`fixtures/cases/${file}.json`, 'utf8')))
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`${path} is out of date: run node scripts/make-suites.mjs\n`)
    process.exitCode = 1
  }
}
