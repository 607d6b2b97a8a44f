/* What is used of the library: loading the whole of it would take half of a small run. */
export { parquetMetadata, parquetSchema } from 'hyparquet/src/metadata.js'
