/** A server of PostgreSQL on a socket of its own, as an ordinary user. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'

/** `{ url, stop }`; undefined where it does not start. */
export function startPostgres(bin, place) {
  const data = join(place, 'postgres')
  const owner = userInfo().uid === 0 ? 'nobody' : undefined
  const as = (...words) =>
    owner
      ? spawnSync('setpriv', [`--reuid=${owner}`, '--regid=nogroup', '--clear-groups', ...words], {
          cwd: '/',
          encoding: 'utf8',
          env: { PATH: process.env.PATH, HOME: '/' },
        })
      : spawnSync(words[0], words.slice(1), { encoding: 'utf8' })
  mkdirSync(data)
  if (owner) execFileSync('chown', [owner, place, data])
  const create = ['-D', data, '-A', 'trust', '-U', 'engines', '--encoding=UTF8', '--no-sync']
  const made = as(join(bin, 'initdb'), ...create)
  const settings = `-c listen_addresses='' -k ${data}`
  const started = as(join(bin, 'pg_ctl'), '-D', data, '-w', '-l', join(data, 'log'), '-o', settings, 'start')
  if (made.status !== 0 || started.status !== 0) return undefined
  return {
    url: `host=${data} user=engines dbname=postgres`,
    stop: () => as(join(bin, 'pg_ctl'), '-D', data, '-m', 'immediate', 'stop'),
  }
}
