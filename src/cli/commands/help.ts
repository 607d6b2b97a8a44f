import { type ErrorCode, errorCodes, LossError } from '../../error.ts'

const topics: Readonly<Record<string, string>> = {
  'exit-codes': `Exit status
  0    computed
  1    a requested check failed
  2    the command is wrong: unknown flag, bad value, options that exclude each other
  3    the data are wrong: unreadable, not numbers, shapes or values that do not fit
  70   a bug in loss-calc
  130  interrupted
`,
  formats: `Inputs
  CSV and TSV   rows and columns of numbers; a header, the delimiter, quotes, CRLF and a BOM are found out.
  JSON          nested arrays of any rank; NaN and Infinity bare, as Python writes them, or as text.
                Or records, [{"logits": [1, 2], "y": 0}, ...], or an object of lists, {"y": [0, 1], ...}.
  dump.json#/a  a part of a JSON file, by its JSON pointer (RFC 6901).
  NDJSON        one list, number or record per line.
  [[1, 2]]      an argument that starts with [ is JSON itself.
  -             standard input, for one of the two.
  A one-column table of targets holds class indices for ce, nll and focal; a table in the shape of the input
  holds probabilities (ce) or one target per element (bce, bce-logits, mse, focal).

Outputs
  table, markdown   for people: 4 decimals, the first 20 samples
  json              one object, full precision; its schema: loss-calc schema result
  csv, ndjson       one line per sample, full precision
`,
  reductions: `Reductions
  mean   the default. What it divides by is printed:
           bce, bce-logits, focal (sigmoid)   the number of elements, whatever the weights
           ce, nll, focal (softmax)           the weights of the targets that are not ignored
           ce with probabilities              the number of rows, even with weights
           mse                                the number of elements, or the sum of the weights
  sum    the sum of the losses
  none   the losses, in torch's shape
  Losses are in nats (natural logarithm). An average of nothing is NaN, as in torch.
`,
}

/** Text of `help <topic>`: a topic, or an error code. */
export function helpText(topic: string): string {
  const code = topic.toUpperCase()
  if (Object.hasOwn(errorCodes, code)) {
    const { exit, title, help } = errorCodes[code as ErrorCode]
    return `${code}: ${title} (exit status ${exit})\n  ${help}\n`
  }
  if (Object.hasOwn(topics, topic)) return topics[topic]!
  throw new LossError('E101', `there is no help on ${JSON.stringify(topic)}`, {
    why: `topics: ${Object.keys(topics).join(', ')}, an error code such as E301, or a command`,
  })
}
