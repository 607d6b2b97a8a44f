import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Wall and CPU seconds and peak MB, by GNU time where it is. */
export function measure(command) {
  const timed = existsSync('/usr/bin/time') ? ['/usr/bin/time', '-f', '%e %U %S %M', ...command] : command
  const from = performance.now()
  const { stdout, stderr, status } = spawnSync(timed[0], timed.slice(1), { encoding: 'utf8' })
  const wall = (performance.now() - from) / 1000
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`)
  const [, user = NaN, system = NaN, kilobytes = NaN] =
    timed === command ? [] : stderr.trim().split('\n').at(-1).split(' ').map(Number)
  return {
    wall,
    cpu: user + system,
    megabytes: kilobytes / 1024,
    output: stdout.trim(),
  }
}

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]

/**
 * Runs each peer's command in interleaved rounds, prints a table, and compares what they print: `compare` gets the
 * output of a peer and of loss-calc, and throws where they differ.
 */
export function table({ title, peers, commands, megabytes, rounds, slow = [], compare = compareMeans }) {
  const runs = new Map(peers.map((peer) => [peer, []]))
  for (let round = 0; round < rounds; round++)
    for (const peer of peers)
      if (round === 0 || !slow.includes(peer)) runs.get(peer).push(measure(commands.get(peer)))
  const own = runs.get('loss-calc')
  console.log(
    `\n${title}${megabytes ? `, ${megabytes} MB` : ''}\n\n| | wall s | cpu s | peak MB | wall / ours |\n|---|---|---|---|---|`,
  )
  for (const [peer, measured] of runs) {
    const ratio = median(measured.map(({ wall }, i) => wall / own[i].wall))
    const column = (name, digits) => median(measured.map((one) => one[name])).toFixed(digits)
    console.log(
      `| ${peer} | ${column('wall', 3)} | ${column('cpu', 2)} | ${column('megabytes', 0)} | ${ratio.toFixed(2)} |`,
    )
    compare(peer, measured[0].output, own[0].output)
  }
}

/** Two means, as numbers; a peer that writes a file prints none. */
function compareMeans(peer, found, own) {
  if (Math.abs(Number(found) / Number(own) - 1) > 1e-9)
    throw new Error(`${peer} gives ${found}, loss-calc ${own}`)
}
