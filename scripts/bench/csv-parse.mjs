/** One measurement of a loop over csv-parse: node csv-parse.mjs <loss> <input.csv> <target.csv>; prints the mean. */
import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'

const [loss, input, target] = process.argv.slice(2)
const rows = (path) => createReadStream(path).pipe(parse())[Symbol.asyncIterator]()
const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
const element = {
  'bce-logits': (x, t) => softplus(x) - x * t,
  mse: (x, t) => (x - t) ** 2,
}[loss]

let sum = 0
let count = 0
const targets = rows(target)
for await (const cells of rows(input)) {
  const x = cells.map(Number)
  const t = (await targets.next()).value.map(Number)
  if (loss === 'ce') {
    const top = Math.max(...x)
    sum += Math.log(x.reduce((total, logit) => total + Math.exp(logit - top), 0)) + top - x[t[0]]
    count++
  } else {
    for (let i = 0; i < x.length; i++) sum += element(x[i], t[i])
    count += x.length
  }
}
console.log(sum / count)
