import { createReadStream, constants, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { isatty, ReadStream } from 'node:tty'

/**
 * The bytes of a named pipe or a device, opened without blocking. Node would open a pipe, and read it or a terminal, in
 * a thread; then it could not end, not even by a signal, as long as nobody writes.
 *
 * @throws Error as the system names it
 */
export function deviceBytes(path: string, pipe: boolean, chunk: number): AsyncIterable<Uint8Array> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  if (pipe) return new Socket({ fd, readable: true, writable: false })
  return isatty(fd) ? new ReadStream(fd) : createReadStream(path, { fd, highWaterMark: chunk })
}
