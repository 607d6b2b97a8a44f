/** The playground: one page with its script and style inside, from the same sources as the program. */
import { createHash } from 'node:crypto'
import { build } from 'rolldown'

/** The page has a few numbers, and the loops of the kernel start at some thousands: it goes without them. */
const withoutLoops = {
  name: 'without-loops',
  resolveId: (id, importer) =>
    id === './kernel-loops.ts' && /engine.compute\.ts$/.test(importer) ? 'without-loops' : undefined,
  load: (id) => (id === 'without-loops' ? 'export function turnLoopsOn() {}' : undefined),
}

const code = async (input, format, platform) => {
  const { output } = await build({
    input,
    platform,
    plugins: [withoutLoops],
    logLevel: 'warn',
    write: false,
    transform: { target: 'es2022' },
    treeshake: { moduleSideEffects: false },
    output: { format, minify: format === 'iife', comments: false, codeSplitting: false },
  })
  return output[0].code
}
const load = async (path) =>
  import(`data:text/javascript;base64,${Buffer.from(await code(path, 'esm', 'node')).toString('base64')}`)

const hash = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`

export async function playground(version) {
  const [{ playgroundShell }, { style }, { playgroundStyle }] = [
    await load('src/playground/shell.ts'),
    await load('src/writers/page/style.ts'),
    await load('src/playground/style.ts'),
  ]
  const script = (await code('src/playground/dom/start.ts', 'iife', 'browser')).trim()
  return playgroundShell({ script, style: `${style}\n${playgroundStyle}` }, hash, version)
}
