import { LossError } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import type { Tensor } from '../../tensor.ts'
import { isInline } from './recognise.ts'
import type { Inline } from './text.ts'

/**
 * Numbers as people type and paste them: JSON first, with the bits it always had, then what torch, numpy, R, MATLAB,
 * Julia and others write and print.
 *
 * @throws LossError E201 not a number, E203 ragged lists, E204 malformed, or with numbers left out in printing
 */
export async function parseInline(text: string, name: string): Promise<Inline> {
  if (text.trimStart().startsWith('[')) {
    const { parseJson } = await import('../json/json-text.ts')
    try {
      return { tensor: parseJson(text, name), notes: ['inline'] }
    } catch (error) {
      if (!(error instanceof LossError) || error.code === 'E203') throw error
    }
  }
  const { parsePasted } = await import('./pasted.ts')
  return parsePasted(text, name)
}

/**
 * Numbers written as the value of an option: `1,2,3` a list, `2.5` a single number, or as `parseInline`. Undefined for
 * anything else, which is then a path.
 *
 * @throws LossError as `parseInline`
 */
export async function readInline(text: string, name: string): Promise<Tensor | undefined> {
  const numbers = text.split(',').map(parseDecimal)
  if (numbers.some((number) => number === undefined))
    return isInline(text) ? (await parseInline(text, name)).tensor : undefined
  const data = Float64Array.from(numbers as number[])
  return { data, shape: data.length === 1 ? [] : [data.length] }
}
