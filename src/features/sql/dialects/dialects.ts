import type { SqlDialect } from '../dialect.ts'
import { bigquery } from './bigquery.ts'
import { clickhouse } from './clickhouse.ts'
import { duckdb } from './duckdb.ts'
import { postgres } from './postgres.ts'
import { snowflake } from './snowflake.ts'
import { spark } from './spark.ts'
import { trino } from './trino.ts'

export const dialects: Readonly<Record<string, SqlDialect>> = Object.fromEntries(
  [duckdb, postgres, clickhouse, spark, trino, bigquery, snowflake].map((dialect) => [dialect.name, dialect]),
)
