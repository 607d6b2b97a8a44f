import type { Io } from '../../command/io.ts'
import { KeptNumbers } from './kept-numbers.ts'
import { type PendingOutput, pendingOutput } from '../../command/output.ts'
import { differentiableOf } from '../../losses/forms.ts'
import type { Loss } from '../../losses/loss.ts'
import { type ByArgument, type LongTensor, sizeOf, type Tensor } from '../../tensor.ts'
import { LossError } from '../../error.ts'
import type { Named } from '../../data/pairs.ts'
import type { Report } from '../../report.ts'
import type { Source } from '../../table.ts'
import { type NumberFile, numberFileOf, numberFiles } from '../../writers/number-files.ts'

/** Where gradients go besides what is printed. */
interface GradientPlace {
  /** `{name}` in it stands for the argument; without it the file is that of the first one. */
  readonly path: string
  readonly format: NumberFile
}

const NAME = '{name}'

/** @throws LossError E101 for a name that ends with no format */
export function readGradientPlace(path: string): GradientPlace {
  const format = numberFileOf(path)
  if (format) return { path, format }
  throw new LossError(
    'E101',
    `--grad-output must end with ${Object.keys(numberFiles).join(', ')}, got ${path}`,
    { tries: ['--grad-output grad.npy'] },
  )
}

/** Gradients of a run: kept as they come, and written when the divisor of the mean is known. */
export class Gradients {
  readonly #kept = new Map<string, KeptNumbers>()
  readonly #files = new Map<string, PendingOutput>()
  readonly #format: NumberFile | undefined

  /** @throws LossError E104 for a loss without gradients, E110 if a file cannot be written */
  constructor(loss: Loss, place: GradientPlace | undefined, files: readonly string[], io: Io) {
    this.#format = place?.format
    if (!place) return
    const names = differentiableOf(loss)
    for (const name of place.path.includes(NAME) ? names : names.slice(0, 1)) {
      const path = place.path.replaceAll(NAME, name)
      this.#files.set(name, pendingOutput(path, files, io, '--grad-output'))
    }
  }

  /** Slopes of some rows. */
  readonly take = (slopes: ByArgument<Float64Array>): void => {
    for (const [name, numbers] of Object.entries(slopes)) {
      const kept = this.#kept.get(name) ?? new KeptNumbers()
      this.#kept.set(name, kept)
      kept.add(numbers)
    }
  }

  /** Forgets the slopes so far: all rows come again. */
  restart(): void {
    this.#close()
    this.#kept.clear()
  }

  /** Writes the files, and gives the report its gradients where they are printed. */
  finish(
    { slopes, ...report }: Report,
    printed: 'whole' | 'in pieces' | 'no',
    args: ByArgument<Pick<Named & Source, 'selected' | 'columns'>>,
  ): Report {
    const { shapes, divide } = slopes!
    const grads = [...this.#kept].map(([name, kept]) => {
      const shape = shapes[name]!
      const pieces = function* () {
        for (const piece of kept.pieces()) {
          divide(piece)
          yield piece
        }
      }
      return [name, { shape, pieces }] as const
    })
    for (const [name, grad] of grads) {
      const file = this.#files.get(name)
      const { selected, columns } = args[name]!
      for (const text of file ? this.#format!(grad, selected ?? columns) : []) file!.write(text)
    }
    if (printed === 'in pieces') return { ...report, longGrads: Object.fromEntries(grads) }
    if (printed === 'no') return report
    return { ...report, grads: Object.fromEntries(grads.map(([name, grad]) => [name, heldOf(grad)])) }
  }

  async commit(): Promise<void> {
    // An argument that this form of the loss does not have leaves no file.
    for (const [name, file] of this.#files) {
      if (this.#kept.has(name)) await file.commit()
      else file.discard()
    }
    this.#close()
  }

  discard(): void {
    for (const file of this.#files.values()) file.discard()
    this.#close()
  }

  #close(): void {
    for (const kept of this.#kept.values()) kept.close()
  }
}

function heldOf({ shape, pieces }: LongTensor): Tensor {
  const data = new Float64Array(sizeOf(shape))
  let at = 0
  for (const part of pieces()) {
    data.set(part, at)
    at += part.length
  }
  return { data, shape }
}
