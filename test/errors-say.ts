import { errorCodes } from '../src/error-codes.ts'
import { LossError } from '../src/error.ts'
import { find, isCode } from './known-sentences.ts'

/* Each error that a test makes says whole sentences that have their Chinese, also where the test asks for its code alone. */

const helps = new Set<string>(Object.values(errorCodes).map(({ help }) => help))
const made: LossError[] = []
const known = new Set<string>()

class Noted extends Error {
  constructor(message: string) {
    super(message)
    made.push(this as unknown as LossError)
  }
}
Object.setPrototypeOf(LossError, Noted)

/** Judges what a test made; each file asks for it, since modules are shared and a hook is one file's. */
export function judgeErrors(): void {
  for (const error of made.splice(0)) {
    const { code, message, details } = error
    if (!(code in errorCodes)) throw new Error(`no code: ${code} of ${message}`)
    for (const text of [message, details.why, ...(details.tries ?? [])]) {
      // Those that differ in numbers and quotes alone are one.
      const form = text?.replaceAll(/"[^"]*"|[\d.]+/g, '#')
      if (form === undefined || known.has(form)) continue
      // The text of a stack takes longer to make than most errors.
      if (!isJudged(error)) break
      const line = text!.replaceAll('\n', ' ')
      // What is shown in Chinese was found.
      if (/\p{Script=Han}/u.test(line)) continue
      if (!helps.has(line) && !isCode(line) && !find(line) && !find(line, true))
        throw new Error(`no sentence: ${text}`)
      known.add(form)
    }
  }
}

/**
 * What a test makes itself is its own matter, and the library speaks English. Of readers: which bytes are damaged is
 * drawn, and some sentences come of few.
 */
function isJudged({ code, stack }: LossError): boolean {
  const [, root, room] = /\/(src|test)\/(?!error\.ts|errors-say\.ts)(\w+)/.exec(stack!) ?? []
  return root === 'src' && room !== 'library' && !(code.startsWith('E20') && room === 'readers')
}
