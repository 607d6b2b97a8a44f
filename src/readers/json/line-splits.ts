import { isUtf8 } from 'node:buffer'
import { LossError } from '../../error.ts'
import type { SplitHead, SplitTable } from '../../table.ts'
import { type OpenStored, storedAt } from '../bytes/stored.ts'
import { AlikeRecords } from './json-alike.ts'
import type { Field } from './json-cells.ts'

/** Bytes of a part, and by how much more it may be longer, since it ends with a line. */
const PART = 1 << 20
const SLACK = 1 << 19
const NEWLINE = 0x0a

/** Where lines are read in parts, and how they are spelled. */
export interface LinesHead extends SplitHead {
  readonly found: { readonly fields: readonly Field[]; readonly first: Uint8Array; readonly size: number }
}

/**
 * The lines of a file in parts, for records that are all spelled as the first one, which ends with its newline.
 *
 * Reading throws a LossError for any other record: the caller then reads all lines in order.
 */
export function lineSplits(head: LinesHead): SplitTable {
  const { name, path, inode, found } = head
  const { fields, first, size } = found
  const file = storedAt(path, inode)
  return {
    count: Math.ceil(size / PART),
    head,
    async *read(selections, missing, next, numbers, firstRow) {
      const alike = new AlikeRecords(fields, selections, missing, numbers)
      alike.learn(first, 0)
      const room = alike.ready ? alike.reserve(PART + SLACK + 1) : undefined
      if (!room) refuse(name)
      const opened = file.open()
      try {
        for (let part = await next(); part !== undefined; part = await next()) {
          const text = partOf(name, opened, size, part, room)
          let row = firstRow!(part, alike.countNewlines(text))
          if (!isUtf8(text)) refuse(name)
          for (let at = 0; at < text.length;) {
            const found = alike.read({ name, bytes: text, at, origin: { line: 1, column: 1 } }, row)
            if (!found) refuse(name)
            yield { firstRow: row, parts: found.columns }
            row += found.rows
            at = found.end
          }
        }
      } finally {
        opened.close()
      }
    },
  }
}

function refuse(name: string): never {
  throw new LossError('E204', `${name} has lines that are spelled otherwise than the first`)
}

/** The lines that begin in a part. @throws LossError E204 for a line that is too long for parts */
function partOf(name: string, file: OpenStored, size: number, part: number, room: Uint8Array): Uint8Array {
  // A line begins after the newline before it.
  const start = Math.max(0, part * PART - 1)
  // What it has grown by is no part.
  const most = Math.min(room.length - 1, size - start)
  const length = file.readInto(room.subarray(0, most), start)
  const text = room.subarray(0, length)
  // What was cut off meanwhile is no part without lines.
  if (length < most) refuse(name)
  const begin = part === 0 ? 0 : text.indexOf(NEWLINE) + 1
  // The last byte that a line of this part may begin after.
  const border = (part + 1) * PART - 1 - start
  if (begin === 0 && part > 0 && length > border) refuse(name)
  if ((begin === 0 && part > 0) || begin > border) return text.subarray(0, 0)
  if (border < length) {
    const end = text.indexOf(NEWLINE, border) + 1
    if (end > 0) return text.subarray(begin, end)
  }
  if (start + length < size) refuse(name)
  if (text[length - 1] === NEWLINE || begin === length) return text.subarray(begin)
  room[length] = NEWLINE
  return room.subarray(begin, length + 1)
}
