import type { Io } from '../../command/io.ts'
import { type PendingOutput, pendingOutput } from '../../command/output.ts'
import { differentiableOf } from '../../losses/forms.ts'
import type { Loss } from '../../losses/loss.ts'
import { type ByArgument, type LongTensor, sizeOf, type Tensor } from '../../tensor.ts'
import { LossError } from '../../error.ts'
import type { Named } from '../../data/pairs.ts'
import { exchanged } from '../../data/transpose.ts'
import type { Report } from '../../report.ts'
import type { Source } from '../../table.ts'
import { type NumberFile, numberFileOf, numberFiles } from '../../writers/number-files.ts'
import { TemporaryFile } from '../../readers/bytes/temporary-file.ts'

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
  /** Shapes of the arguments as they were given, where a loss has them in others. */
  readonly #given = new Map<string, readonly number[]>()
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

  /** Those of an input that was made of other numbers are turned into those of these. */
  readonly take = (slopes: ByArgument<Float64Array>, args: ByArgument<Tensor>): void => {
    for (const [name, numbers] of Object.entries(slopes)) {
      const argument = args[name]!
      argument.chain?.(numbers)
      if (argument.given) this.#given.set(name, argument.given)
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
    args: ByArgument<Pick<Named & Source, 'selected' | 'columns' | 'transposed'>>,
  ): Report {
    const { shapes, divide } = slopes!
    const grads = [...this.#kept].map(([name, kept]) => {
      const own = shapes[name]!
      const shape = [...own.slice(0, 1), ...(this.#given.get(name) ?? own).slice(1)]
      const pieces = function* () {
        for (const piece of kept.pieces()) {
          divide(piece)
          yield piece
        }
      }
      return [name, args[name]!.transposed ? turned({ shape, pieces }) : { shape, pieces }] as const
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

/** That of an input whose rows were columns. */
function turned(grad: LongTensor): LongTensor {
  const { data, shape } = exchanged(heldOf(grad))
  return { shape, pieces: () => [data] }
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

/** Numbers kept in memory; more go to a temporary file. */
const KEPT = 1 << 17
/** Bytes that are read of it at once, a multiple of 8, so that no number is cut. */
const CHUNK = 1 << 19

/** Numbers in order, however many: written once, read as often as is wanted. */
export class KeptNumbers {
  readonly #last = new Float64Array(KEPT)
  #length = 0
  #file: TemporaryFile | undefined

  /** Numbers that stay the caller's. @throws LossError E110 where many find no folder for temporary files */
  add(numbers: Float64Array): void {
    for (let from = 0; from < numbers.length;) {
      const part = numbers.subarray(from, from + KEPT - this.#length)
      this.#last.set(part, this.#length)
      this.#length += part.length
      from += part.length
      if (this.#length === KEPT) this.#spill()
    }
  }

  /** All numbers from the first on, in pieces that the reader may change, and the next one overwrites. */
  *pieces(): Generator<Float64Array> {
    if (this.#file) {
      const chunk = new Uint8Array(CHUNK)
      for (let at = 0, length = -1; length !== 0; at += length) {
        length = this.#file.readInto(chunk, at)
        if (length > 0) yield new Float64Array(chunk.buffer, 0, length / 8)
      }
    }
    yield this.#last.slice(0, this.#length)
  }

  close(): void {
    this.#file?.remove()
    this.#file = undefined
    this.#length = 0
  }

  #spill(): void {
    this.#file ??= TemporaryFile.spill()
    this.#file.write(new Uint8Array(this.#last.buffer, 0, 8 * this.#length))
    this.#length = 0
  }
}
