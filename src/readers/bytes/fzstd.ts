/* Frames of zstd in JavaScript: where they come in pieces, or there is no WebAssembly. */
export { Decompress, decompress } from 'fzstd'
