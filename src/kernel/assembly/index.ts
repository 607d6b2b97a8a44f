export { formatCells } from './write-cells'
export { countRight, countSides } from './answers'
export { allWithin } from './bounds'
export { afterNewline, countLineEnds, countNewlines } from './lines'
export { parseRows, rowsEnd } from './rows'
export { findRecords, parseRecords, recordsEnd, recordsFound } from './records'
export { hashTexts, indexNames, moveNames, namesCount, namesEnd } from './names'
export { setTables } from './math'
export { crossEntropy, focusedCrossEntropy, smoothedCrossEntropy } from './class-losses'
export {
  bceWithLogits,
  binaryCrossEntropy,
  focal,
  squaredErrors,
  weightedBceWithLogits,
} from './losses'
export { objectsEnd, parseObjects } from './objects'
export { interleave } from './interleave'
export { findTexts, largest, unpackBits } from './pages'
export { unpackSnappy } from './snappy'
export { addAll, addEach, gather } from './sum'
export { formatObjects, formatRows, objectsWritten } from './text'

/** First address that the module itself does not use: the host lays out its regions from here. */
export function freeMemoryStart(): usize {
  return __heap_base
}
