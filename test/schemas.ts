import { readFileSync } from 'node:fs'
import { schemaNames } from '../src/features/schema/command.ts'

/** A schema as far as tests look into it. */
interface Schema {
  readonly $id: string
  readonly properties: Readonly<
    Record<string, { readonly const?: string; readonly enum?: readonly string[] }>
  >
}

/** The schemas that the package brings, by name. */
export const schemas = Object.fromEntries(
  schemaNames.map((name) => [name, JSON.parse(readFileSync(`schemas/${name}.json`, 'utf8'))]),
) as Readonly<Record<(typeof schemaNames)[number], Schema>>
