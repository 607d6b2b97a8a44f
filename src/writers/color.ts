import { noPaint, type Paint } from './paint.ts'

export type ColorFlag = 'auto' | 'always' | 'never'

interface ColorSetting {
  readonly flag: ColorFlag
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTTY: boolean
}

/** --color, then NO_COLOR (unless empty), then FORCE_COLOR (0 and false are no), then a terminal that is not dumb. */
export function resolveColor({ flag, env, isTTY }: ColorSetting): boolean {
  if (flag !== 'auto') return flag === 'always'
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTTY && env.TERM !== 'dumb'
}

/** The styles; chalk is only loaded to use it. */
export async function loadPaint(color: boolean): Promise<Paint> {
  if (!color) return noPaint
  const { Chalk } = await import('chalk')
  // A fixed level: chalk's own guess reads argv and overlooks NO_COLOR.
  const chalk = new Chalk({ level: 1 })
  return {
    strong: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    error: (text) => chalk.bold.red(text),
    hint: (text) => chalk.yellow(text),
    code: (text) => chalk.cyan(text),
  }
}
