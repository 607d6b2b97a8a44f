import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../src/cli/main.ts'
import { checkSentences } from './known-sentences.ts'

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

/** Runs the program in process, as `bin/loss-calc` would. */
export async function run(
  argv: readonly string[],
  stdin: AsyncIterable<Uint8Array> = none(),
  env = {},
): Promise<Outcome> {
  const texts = { stdout: '', stderr: '' }
  const output = (name: keyof typeof texts) => ({
    async write(text: string | Uint8Array) {
      texts[name] += typeof text === 'string' ? text : Buffer.from(text).toString()
    },
  })
  const io = { stdin, stdout: output('stdout'), stderr: output('stderr'), env, cores: 1, packageFolder: '.' }
  const status = await main(argv, io, '1.0.0')
  if (!argv.includes('zh')) checkSentences(texts.stderr)
  return { ...texts, status }
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** Words of a shell line with quotes; `< file` at its end is standard input. */
export function words(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  )
}

/**
 * A session in text: `$ loss-calc ...`, stdout, stderr after `2| `, and `[status]` unless it is 0. Only its commands,
 * comments and files are read (`> x.csv a,b | 1,2` is one of two lines); the rest is what they print. One with files
 * runs in a folder of its own.
 */
export async function replay(session: string): Promise<string> {
  const files = [...session.matchAll(/^> (\S+) (.*)$/gm)]
  if (files.length === 0) return replayHere(session)
  const [home, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), 'session-'))]
  for (const [, name, lines] of files)
    writeFileSync(join(folder, name!), `${lines!.replaceAll(' | ', '\n')}\n`)
  process.chdir(folder)
  try {
    return await replayHere(session)
  } finally {
    process.chdir(home)
    rmSync(folder, { recursive: true })
  }
}

async function replayHere(session: string): Promise<string> {
  const parts: string[] = []
  for (const line of session.split('\n')) {
    if (/^[#>] /.test(line)) parts.push(line)
    if (line.startsWith('$ ')) parts.push(`${line}\n${await outcome(line.slice(2))}`)
  }
  return `${parts.join('\n\n')}\n`
}

/** What one command line prints, as a session shows it. */
export async function outcome(line: string, env = {}): Promise<string> {
  const argv = words(line)
  const [file] = argv.at(-2) === '<' ? argv.splice(-2).slice(1) : []
  const { stdout, stderr, status } = await run(
    argv.slice(1),
    file === undefined ? none() : createReadStream(file),
    env,
  )
  const noted = stderr.replaceAll(/^/gm, '2| ').replace(/2\| $/, '')
  return `${stdout}${noted}${status === 0 ? '' : `[${status}]\n`}`.trimEnd()
}
