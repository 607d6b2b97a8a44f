import { createHash } from 'node:crypto'
import { LossError } from '../../error.ts'
import { byName, groupsJson } from './groups-json.ts'
import { encodedText } from './plain-json.ts'
import type { Shard, State } from './state.ts'

/** Rows that a shard may have, and shards: both fit the number that says where a row stands. */
const ROWS = 2 ** 33
const SHARDS = 2 ** 20

/** What --shard says: a number, of how many, or a name. */
export interface ShardName {
  readonly id: string
  readonly number?: number
  readonly of?: number
}

/** @throws LossError E101 for a number that is not below the count */
export function readShard(text: string): ShardName {
  const [, number, of] = /^(\d+)(?:\/(\d+))?$/.exec(text) ?? []
  if (number === undefined) {
    if (/^[^-/][^/]{0,199}$/.test(text)) return { id: text }
    throw new LossError(
      'E101',
      `--shard must be a number, a number of how many (0/7), or a name, got ${text}`,
    )
  }
  const shard = {
    id: of === undefined ? String(Number(number)) : `${Number(number)}/${Number(of)}`,
    number: Number(number),
  }
  if (shard.number >= SHARDS) throw new LossError('E101', `--shard must be below ${SHARDS}, got ${text}`)
  if (of === undefined) return shard
  if (shard.number < Number(of)) return { ...shard, of: Number(of) }
  throw new LossError('E101', `--shard must be from 0/${of} to ${Number(of) - 1}/${of}, got ${text}`, {
    why: 'shards count from 0',
  })
}

/**
 * Where the rows of a shard stand among all: after those of shards with a smaller number. Names, and shards without one,
 * have a place by chance, the same in every merge.
 */
export function placeOf({ id, digest }: Pick<Shard, 'id' | 'digest'>): number {
  const number = id === undefined ? undefined : /^\d+/.exec(id)?.[0]
  if (number !== undefined) return Number(number) * ROWS
  return parseInt(hash([id ?? digest]).slice(0, 5), 16) * ROWS
}

/** The number of a shard and of a row in it, from where the row stands. */
export function rowAt(place: number): { shard: number; row: number } {
  return { shard: Math.floor(place / ROWS), row: place % ROWS }
}

/** Of what was added up: sums and counts, of groups too; not of the order of the rows. */
export function digestOf({ totals, survey, skipped }: Pick<State, 'totals' | 'survey' | 'skipped'>): string {
  const groups = survey?.groups.map((list) => groupsJson(byName(list)))
  const { sum, weights, counts } = totals
  return `sha256:${hash(encodedText({ sum, weights, counts, skipped, groups }))}`
}

function hash(texts: Iterable<string>): string {
  const sum = createHash('sha256')
  for (const text of texts) sum.update(text)
  return sum.digest('hex')
}

export function isBefore(a: Pick<Shard, 'id' | 'digest'>, b: Pick<Shard, 'id' | 'digest'>): boolean {
  const [own, other] = [placeOf(a), placeOf(b)]
  return own === other ? textOf(a) < textOf(b) : own < other
}

export function inOrder(shards: readonly Shard[]): Shard[] {
  return [...shards].sort((a, b) => (isBefore(a, b) ? -1 : 1))
}

const textOf = ({ id = '', digest }: Pick<Shard, 'id' | 'digest'>): string => `${id} ${digest}`

/** The numbers that no shard has, of shards that say of how many they are. */
export function missingShards(shards: readonly Shard[], expected: number | undefined): number[] {
  const numbers = new Set(shards.map(({ id = '' }) => Number.parseInt(id, 10)))
  const count = expected ?? countOf(shards) ?? 0
  return Array.from({ length: count }, (_, i) => i).filter((i) => !numbers.has(i))
}

/** Of how many the shards are, if they say. */
export function countOf(shards: readonly Shard[]): number | undefined {
  const found = shards.map(({ id = '' }) => /\/(\d+)$/.exec(id)?.[1]).find((count) => count !== undefined)
  return found === undefined ? undefined : Number(found)
}
