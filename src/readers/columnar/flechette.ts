/* What is used of the library: the program has a copy of this and no more. */
export {
  CompressionType,
  getCompressionCodec,
  setCompressionCodec,
  tableFromIPC,
  Type,
} from '@uwdata/flechette'
