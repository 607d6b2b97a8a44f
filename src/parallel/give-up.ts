/**
 * Threads leave the work to the plain way: the files have records that the kernel does not take, or hold an error, which
 * the plain way finds, too, and knows its place.
 */
export class GiveUp extends Error {}
