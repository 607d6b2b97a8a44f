import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Io } from '../../command/io.ts'
import { readLanguage } from '../../command/language.ts'
import { workspaceFor } from '../../engine/workspace.ts'
import { type ColorFlag, resolveColor } from '../../writers/color.ts'
import { visible } from '../../writers/text.ts'

export interface Finding {
  readonly name: string
  readonly value: string
  /** Why it makes runs slower than they need be. */
  readonly slow?: string | undefined
}

/** The smallest module that holds a SIMD instruction: i8x16.splat of 0. */
const SIMD = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 10, 1, 8, 0],
  ...[0x41, 0, 0xfd, 15, 0xfd, 98, 11],
)

/** Looks at everything that decides how loss-calc runs here. */
export async function examine(io: Io, color: ColorFlag, lang: unknown): Promise<Finding[]> {
  const { env } = io
  const cores = await io.cores
  // Node has none under --jitless.
  const { WebAssembly: wasm } = globalThis as unknown as {
    WebAssembly?: { validate(bytes: Uint8Array): boolean }
  }
  const simd = wasm?.validate(SIMD) === true
  const kernel = workspaceFor(Infinity) !== undefined
  // Where compiled code is kept, bin/loss-calc.cjs loads the program, of which Node then does not know.
  const program = resolve(io.packageFolder, 'dist/program/run.js')
  const keeps = !(program in createRequire(program).cache)
  const colored = resolveColor({ flag: color, env, isTTY: io.stdout.isTTY === true })
  return [
    { name: 'loss-calc', value: io.version ?? '' },
    { name: 'node', value: `${process.versions.node}, V8 ${process.versions.v8}` },
    { name: 'system', value: `${process.platform} ${process.arch}` },
    {
      name: 'kernel',
      value: simd && kernel ? 'WebAssembly with SIMD' : 'none',
      ...(simd &&
        !kernel && {
          slow: 'WebAssembly gets no memory here, as under ulimit -v, so numbers are read and computed one by one',
        }),
      ...(!simd && {
        slow: 'this Node has no WebAssembly SIMD, so numbers are read and computed one by one',
      }),
    },
    {
      name: 'threads',
      value: io.script === undefined ? 'none' : `${cores} for large files`,
      ...(cores === 1 && { slow: 'one core: large files are read by one thread' }),
    },
    { name: 'language', value: `${readLanguage(lang, env)} (${languageFrom(lang, env)})` },
    {
      name: 'colour',
      value: `${colored ? 'yes' : 'no'} (${colorFrom(color, env, io.stdout.isTTY === true)})`,
    },
    { name: 'terminal', value: io.stdout.isTTY === true ? `${io.stdout.columns} columns` : 'none' },
    { name: 'completion', value: completion(env) },
    {
      name: 'cache',
      value: keeps ? "loss-calc in the user's cache folder" : 'none',
      ...(!keeps && { slow: 'no folder to keep compiled code in: set XDG_CACHE_HOME or NODE_COMPILE_CACHE' }),
    },
  ]
}

type Env = Io['env']

function languageFrom(lang: unknown, env: Env): string {
  if (lang !== undefined) return '--lang'
  const name = ['LOSS_CALC_LANG', 'LC_ALL', 'LC_MESSAGES', 'LANG'].find((variable) => env[variable])
  return name === undefined ? 'default' : `${name}=${visible(env[name]!)}`
}

function colorFrom(flag: ColorFlag, env: Env, isTTY: boolean): string {
  if (flag !== 'auto') return '--color'
  if (env.NO_COLOR) return 'NO_COLOR'
  if (env.FORCE_COLOR !== undefined) return 'FORCE_COLOR'
  if (!isTTY) return 'no terminal'
  return env.TERM === 'dumb' ? 'TERM=dumb' : 'a terminal'
}

/** Where each shell reads what completes commands. */
const scripts: ReadonlyMap<string, readonly string[]> = new Map([
  ['bash', ['.bashrc', '.bash_profile', '.profile']],
  ['zsh', ['.zshrc']],
  ['fish', ['.config/fish/completions/loss-calc.fish', '.config/fish/config.fish']],
])

/** Nobody writes a longer one. */
const LONGEST_SCRIPT = 1 << 20

function completion(env: Env): string {
  const shell = env.SHELL?.split('/').at(-1) ?? ''
  const files = scripts.get(shell)
  if (files === undefined) return `loss-calc completion bash, zsh, fish or powershell`
  const home = env.HOME ?? homedir()
  const found = files.find((file) => mentions(join(home, file)))
  return found === undefined
    ? `not set up for ${shell}: loss-calc completion ${shell} --help`
    : `${shell}, by ~/${found}`
}

function mentions(path: string): boolean {
  try {
    const stat = statSync(path)
    // A pipe or a device may keep the program waiting.
    return stat.isFile() && stat.size <= LONGEST_SCRIPT && readFileSync(path, 'utf8').includes('loss-calc')
  } catch {
    // What cannot be read completes nothing.
    return false
  }
}
