/** What few runs need of node:os, which takes a twentieth of a small one; a chunk of its own needs no helpers of the build. */
export { availableParallelism, constants } from 'node:os'
