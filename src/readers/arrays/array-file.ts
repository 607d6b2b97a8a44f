import { inPython, instead, LossError } from '../../error.ts'
import { namesShown } from '../../selector.ts'
import { numberTexts } from '../late-texts.ts'
import type { ColumnInfo, Columns, Selection, Source, TableSource } from '../../table.ts'
import { showShape, sizeOf, type Tensor } from '../../tensor.ts'
import { type Layout, noteOf, wholeArray } from './array-pieces.ts'
import type { ByteQueue } from '../bytes/byte-queue.ts'
import type { Input } from '../input.ts'
import { unseen } from '../look.ts'
import { checkSelections, sideBySide } from '../selection.ts'

/** An array in a file of several. */
export interface ArrayMember {
  readonly name: string
  /** How it lies there, and a queue that stands at its numbers. */
  open(): Promise<{ layout: Layout; queue: ByteQueue }>
}

export interface ArrayFile {
  /** As messages name the file, without a member. */
  readonly name: string
  readonly format: string
  readonly members: readonly ArrayMember[]
  /** What joins the batches `b` that it holds, in Python; two where its lists may be batches or columns. */
  readonly joins?: readonly string[] | undefined
}

/** Rows times numbers per row of a piece of a table. */
const PIECE = 1 << 16

export function fileName({ name, member }: Input): string {
  return member === undefined ? name : name.slice(0, name.length - member.length - 1)
}

/**
 * The arrays as columns; as one tensor the one with this name, or the only one.
 *
 * @throws LossError while reading: E200 if there is none of the name, or several to choose from; E201 if it holds no
 * real numbers
 */
export function arraySource(file: ArrayFile, wanted: string | undefined): Source {
  const { name, format, members } = file
  const shown = wanted === undefined ? name : `${name}#${wanted}`
  const member =
    wanted === undefined && members.length === 1 ? members[0] : members.find((m) => m.name === wanted)
  const notes: string[] = []
  return {
    name: shown,
    format,
    notes,
    table: () => memberTable(wanted !== undefined && member ? { name, format, members: [member] } : file),
    async *pieces() {
      if (!member) refuseMember(file, wanted)
      const { layout, queue } = await member.open()
      notes.push(...(wanted === undefined ? [`array: ${member.name}`] : []), noteOf(layout))
      yield* wholeArray(shown, layout, queue)
    },
  }
}

const joining = (name: string, join: string): string =>
  `python -c "import torch; b = torch.load('${inPython(name)}'); torch.save(${join}, 'x.pt')"`

function refuseMember({ name, format, members }: ArrayFile, wanted: string | undefined): never {
  if (members.length === 0) throw new LossError('E205', `${name} holds no array`, { at: { file: name } })
  const list = namesShown(members)
  const message =
    wanted === undefined
      ? `${name} holds ${members.length} arrays: ${list}`
      : `${name} holds no array ${wanted}, but ${list}`
  const asked = wanted === undefined ? name : `${name}#${wanted}`
  throw new LossError('E200', message, {
    at: { file: name },
    tries: [
      instead(`${name}#${members[0]!.name}`, asked),
      ...(format === 'pt' && members.every((one, i) => one.name === String(i))
        ? [joining(name, 'torch.cat(b)')]
        : []),
    ],
  })
}

/**
 * The arrays as columns of one table: numbers where the shape is (N), lists where it is (N, ...).
 *
 * @throws LossError E203 if the first lengths of those that are read differ, E205 if there is no array of numbers
 */
async function memberTable(file: ArrayFile): Promise<TableSource> {
  const { name, format, joins = [] } = file
  // Else a target of one batch stands beside an input of another.
  if (joins.length > 0)
    throw new LossError('E203', `${name} holds batches, whose rows do not stand side by side`, {
      at: { file: name },
      why:
        joins.length > 1
          ? 'its lists are batches, as the first command takes them, or columns, as the second does'
          : undefined,
      tries: joins.map((join) => joining(name, join)),
    })
  const columns: (ColumnInfo & { layout: Layout; member: ArrayMember })[] = []
  const notes: string[] = []
  for (const member of file.members) {
    const layout = await layoutOf(member)
    if (layout === undefined) notes.push(`left out ${member.name}: no real numbers`)
    else
      columns.push({ name: member.name, type: layout.shape.length === 1 ? 'number' : 'list', layout, member })
  }
  if (columns.length === 0)
    throw new LossError('E205', `${name} holds no array of numbers`, { at: { file: name } })

  async function* read(selections: readonly Selection[]): AsyncGenerator<readonly Columns[]> {
    checkSelections(name, columns, selections)
    const widths = columns.map(({ layout }) => sizeOf(layout.shape.slice(1)))
    const used = [...new Set(selections.flatMap((selection) => selection.columns))]
    const all = used.map((i) => columns[i]!)
    const [first] = all
    const rows = first?.layout.shape[0]
    const other = all.find(({ layout }) => rows === undefined || layout.shape[0] !== rows)
    if (other)
      throw new LossError('E203', `${name}: the arrays have different lengths`, {
        at: { file: name },
        why: `${first!.name} has the shape ${showShape(first!.layout.shape)}, ${other.name} ${showShape(other.layout.shape)}`,
        tries: used.length < columns.length ? [] : [instead(`${name}#${first!.name}`, name)],
      })
    // Rows of no numbers are one piece, however many: a header may say any number.
    const step = Math.max(1, Math.floor(PIECE / used.reduce((most, i) => Math.max(most, widths[i]!), 0)))
    const streams = new Map<number, AsyncGenerator<Tensor>>()
    try {
      for (const i of used) {
        const { layout, queue } = await columns[i]!.member.open()
        streams.set(i, wholeArray(`${name}#${columns[i]!.name}`, layout, queue, step))
      }
      for (;;) {
        const pieces = new Map<number, Tensor>()
        for (const [i, stream] of streams) {
          const next = await stream.next()
          if (!next.done) pieces.set(i, next.value)
        }
        if (pieces.size === 0) return
        yield selections.map((selection) => select(selection, pieces))
      }
    } finally {
      for (const stream of streams.values()) await stream.return(undefined)
    }
  }
  const described = columns.map(({ name, type, layout }) => ({ name, type, stored: layout.type }))
  return { name, format, notes, columns: described, look: async () => unseen, read }
}

/** Undefined for an array that is not of real numbers. */
async function layoutOf(member: ArrayMember): Promise<Layout | undefined> {
  try {
    const { layout, queue } = await member.open()
    await queue.close()
    return layout
  } catch (error) {
    if (error instanceof LossError && error.code === 'E201') return undefined
    throw error
  }
}

function select(selection: Selection, pieces: ReadonlyMap<number, Tensor>): Columns {
  const tensors = selection.columns.map((i) => pieces.get(i)!)
  if (selection.as === 'texts') {
    const [{ data, place }] = tensors as [Tensor]
    return numberTexts(data, (row) => place!(row))
  }
  return { as: 'numbers', tensor: sideBySide(tensors) }
}
