import type { FileMetaData } from 'hyparquet'

/** The number of Arrow's type Duration. Source: Schema.fbs of the Arrow format. */
const DURATION = 18

/**
 * Places of the columns that hold spans of time: Parquet has no type for them, so they look like whole numbers of
 * whatever unit; the schema of Arrow that lies beside tells. One that is cut tells nothing.
 */
export function spansOfTime({ schema, key_value_metadata: texts }: FileMetaData): ReadonlySet<number> {
  const text = texts?.find(({ key }) => key === 'ARROW:schema')?.value
  const whole = schema.some(({ type, converted_type: converted, logical_type: logical }) => {
    return type === 'INT64' && converted === undefined && !logical
  })
  if (text === undefined || !whole) return new Set()
  const bytes = Buffer.from(text, 'base64')
  try {
    const message = followed(bytes, bytes.readUInt32LE(0) === 0xffffffff ? 8 : 4)
    const fields = followed(bytes, field(bytes, followed(bytes, field(bytes, message, 2)), 1))
    const count = Math.min(bytes.readUInt32LE(fields), schema.length)
    const places = Array.from({ length: count }, (_, i) => i)
    return new Set(
      places.filter((i) => {
        const type = field(bytes, followed(bytes, fields + 4 + 4 * i), 2)
        return bytes[type] === DURATION
      }),
    )
  } catch (error) {
    if (error instanceof RangeError) return new Set()
    throw error
  }
}

/** Where an offset leads. */
const followed = (bytes: Buffer, at: number): number => at + bytes.readUInt32LE(at)

/** Where a field of a table stands. @throws RangeError without it */
function field(bytes: Buffer, table: number, number: number): number {
  const fields = table - bytes.readInt32LE(table)
  const at = 4 + 2 * number
  const offset = at < bytes.readUInt16LE(fields) ? bytes.readUInt16LE(fields + at) : 0
  if (offset === 0) throw new RangeError(`no field ${number}`)
  return table + offset
}
