import { Buffer } from 'node:buffer'
import { spawn } from 'node:child_process'
import process from 'node:process'
import { clearTimeout, setTimeout } from 'node:timers'

/** What `start.ts` asks for: a program, or an end to its own process unless it is done in some seconds. */
process.on('message', ({ id, file, ...asked }) =>
  file === undefined ? watch(id, asked.seconds) : start(id, file, asked),
)

// What it watched is gone.
process.on('disconnect', () => process.exit())

async function start(id, file, { words, cwd, env, input, seconds }) {
  const stdio = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe']
  const child = spawn(file, words, { cwd, env, stdio, detached: true })
  const late = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), seconds * 1000)
  child.stdin?.on('error', () => {}).end(input)
  const texts = [child.stdout, child.stderr].map(async (stream) => {
    const parts = []
    for await (const part of stream) parts.push(part)
    return Buffer.concat(parts).toString()
  })
  const ended = new Promise((resolve) => child.once('exit', (status) => resolve(status ?? -1)))
  const [status, stdout, stderr] = await Promise.all([ended, ...texts])
  clearTimeout(late)
  process.send({ id, status, stdout, stderr })
}

const watched = new Map()
function watch(id, seconds) {
  clearTimeout(watched.get(id))
  if (seconds > 0)
    watched.set(
      id,
      setTimeout(() => process.kill(process.ppid, 'SIGKILL'), seconds * 1000),
    )
}
