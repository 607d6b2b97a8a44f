import { main } from '../src/cli/main.ts'

/** What a command writes to a terminal of so many columns; undefined for pipes. */
export async function printed(
  argv: readonly string[],
  columns?: number,
): Promise<{ stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' }
  const output = (name: keyof typeof texts) => ({
    isTTY: columns !== undefined,
    columns,
    async write(more: string | Uint8Array) {
      texts[name] += String(more)
    },
  })
  async function* none(): AsyncGenerator<Uint8Array> {}
  const outputs = { stdin: none(), stdout: output('stdout'), stderr: output('stderr') }
  await main(argv, { ...outputs, env: { NO_COLOR: '1' }, cores: 1, packageFolder: '.' }, '1.0.0')
  return texts
}
