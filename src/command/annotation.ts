import type { LossError } from '../error.ts'
import type { Say } from '../locale/locale.ts'
import { isGiven } from '../readers/open.ts'
import { visible } from '../writers/text.ts'
import { annotated } from './github.ts'

/** An error as GitHub Actions shows it, beside its file. */
export function errorAnnotation({ code, message, details: { at } }: LossError, say: Say): string {
  const place =
    at === undefined || isGiven(at.file)
      ? ''
      : `file=${property(at.file)}${at.line === undefined ? '' : `,line=${at.line}`},`
  return `::error ${place}title=loss-calc ${code}::${annotated(visible(say(message)))}\n`
}

/** A place or a title of an annotation. */
export const property = (text: string): string =>
  annotated(visible(text)).replace(/:/g, '%3A').replace(/,/g, '%2C')
