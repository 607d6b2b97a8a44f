import { LossError } from '../../error.ts'
import { parseJson } from '../../readers/json/json-text.ts'
import type { Reduction } from '../../report.ts'
import { nested, type Tensor } from '../../tensor.ts'
import type { Cause } from './outcome.ts'
import type { RunningPort } from './port.ts'
import type { Answer, Answerer } from './own-answer.ts'
import type { SuiteCase } from './suite.ts'
import { snakeCase } from '../../options.ts'
import { spelled, spelledOptions } from './spelling.ts'

/** Asks a port, and reads what it says. One that said something else is started again: its lines would be taken for later answers. */
export function answerOf(port: RunningPort): Answerer {
  return async (one, reduction) => {
    const reply = await port.ask(requestOf(one, reduction))
    const answer = 'failure' in reply ? reply : parseAnswer(reply.text, reduction)
    if (answer.failure !== undefined) port.close()
    return answer
  }
}

/** A case as a port gets it: one object in a line, with names as torch spells them. */
function requestOf({ name, problem, grad }: SuiteCase, reduction: Reduction): string {
  const { loss, mode, args, options } = problem
  return JSON.stringify({
    name,
    loss: loss.name,
    mode,
    reduction,
    ...Object.fromEntries(
      Object.entries(args).map(([name, tensor]) => [snakeCase(name), spelled(nested(tensor))]),
    ),
    params: spelledOptions(options),
    grad: grad !== undefined,
  })
}

const SHOWN = 80

function parseAnswer(text: string, reduction: Reduction): Answer {
  let answer: unknown
  try {
    // Python writes NaN and Infinity bare.
    answer = JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, quoteBare))
  } catch {
    const shown = shortened(text)
    if (shown === '') return { failure: 'it printed nothing' }
    return { failure: `it did not print JSON but: ${shown}`, causes: [noAnswer(shown)] }
  }
  const { value, per_sample: perSample, grad } = Object(answer) as Record<string, unknown>
  if (value === undefined && perSample === undefined) {
    const wanted = reduction === 'none' ? '{"per_sample": [...]}' : '{"value": 0.7193}'
    const kind =
      Object(answer) === answer && !Array.isArray(answer) ? 'no "value" or "per_sample"' : 'no object'
    return { failure: `it printed ${kind}: ${shortened(text)}; wanted is an object such as ${wanted}` }
  }
  try {
    return {
      value: numbersOf('value', value),
      perSample: numbersOf('per_sample', perSample),
      grad: numbersOf('grad', grad),
    }
  } catch (error) {
    if (error instanceof LossError) return { failure: error.message }
    throw error
  }
}

/** What a text that is no JSON may be. */
function noAnswer(text: string): Cause {
  const [name, why] = /^[{[]/.test(text)
    ? ['an answer in parts', 'the JSON is not whole; with --impl-stream an answer is one line']
    : [
        'a line that is no answer',
        'standard output is for answers alone; what is printed for people belongs on standard error',
      ]
  return { name, why, command: '' }
}

function shortened(text: string): string {
  const whole = text.trim()
  return whole.length > SHOWN ? `${whole.slice(0, SHOWN)}...` : whole
}

const quoteBare = (token: string): string => (token.startsWith('"') ? token : `"${token}"`)

/** @throws LossError for anything but numbers */
function numbersOf(name: string, value: unknown): Tensor | undefined {
  if (value === undefined) return undefined
  try {
    return parseJson(JSON.stringify(value), name)
  } catch (error) {
    if (error instanceof RangeError) throw new LossError('E204', `its "${name}" is nested too deep`)
    if (!(error instanceof LossError)) throw error
    throw new LossError(error.code, `its "${name}" is no list of numbers: ${error.message}`)
  }
}
