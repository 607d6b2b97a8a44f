import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '../../command/command.ts'
import { type Io, write } from '../../command/io.ts'
import { readLanguage } from '../../command/language.ts'
import { allOrNothing, pendingOutput } from '../../command/output.ts'
import { LossError } from '../../error.ts'
import { style } from '../../writers/page/style.ts'
import { playgroundStyle } from './style.ts'

/** `loss-calc playground -o page.html`: the page to play with, of the library's modules. */
export const playground: Command = {
  configure(command) {
    command
      .description(
        'A page to play with losses: numbers and options to change, each loss and gradient, the curve, every step in\n' +
          'words, in English and Chinese. It works from a file, without a server; its address holds what was changed.',
      )
      .option('-o, --output <file>', 'write there instead; nothing is left if the run fails (atomic)')
  },
  async run(_args, { output, lang }, io) {
    const page = pageOf(io, readLanguage(lang, io.env))
    if (typeof output !== 'string') {
      if (io.stdout.isTTY === true)
        throw new LossError('E103', 'a page is no text for a terminal', {
          tries: ['loss-calc playground -o playground.html'],
        })
      await write(io.stdout, page)
      return 0
    }
    const file = pendingOutput(output, [], io)
    await allOrNothing([file], () => file.write(page))
    return 0
  },
}

function pageOf({ packageFolder, version = '' }: Io, language: string): string {
  const script = linked('playground.js', (path) =>
    readFileSync(join(packageFolder, 'dist/library', path), 'utf8'),
  )
  const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`
  return playgroundShell({ script, style: `${style}\n${playgroundStyle}` }, hash, version, language)
}

/** The playground as a file: one script and one style, which its policy knows by their hashes; nothing is loaded. */
export function playgroundShell(
  { script, style }: { readonly script: string; readonly style: string },
  hash: (text: string) => string,
  version: string,
  language = 'en',
): string {
  // A script that holds its own end would end there.
  const safe = script.replaceAll('</script', String.raw`<\/script`).replaceAll('<!--', String.raw`<\!--`)
  const policy = `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(safe)}'; base-uri 'none'; form-action 'none'`
  const key = (color: string) =>
    `<svg class="key" width="11" height="11" aria-hidden="true"><rect id="key-${color}" class="${color}" width="11" height="11"/></svg>`
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="loss-calc ${version}"><meta name="color-scheme" content="light dark"><title>Loss playground | loss-calc</title><style>${style}</style></head><body><main>
<div class="top"><div><h1 class="t" id="title">Loss playground</h1><p class="lead" id="lead"></p></div><div class="seg" id="languages" role="group"></div></div>
<div class="pick"><div class="seg" id="usual" role="group"></div><div id="allbox"></div></div>
<p id="summary"></p><p id="formula"></p>
<div class="work"><div class="edit"><div id="grid"></div><div class="tools" id="tools"></div>
<ul class="legend"><li>${key('fb2')}<span id="keyloss"></span></li><li>${key('kok')}<span id="keygrad"></span></li></ul>
<h2 id="optionstitle"></h2><div id="options"></div></div>
<div class="side" id="result" role="region"><div class="big" id="big" aria-live="polite"></div><div class="full" id="full"></div><p class="how" id="how"></p><p id="error" role="alert"></p></div>
<div class="curvebox"><h2 id="curvetitle"></h2><p class="lead" id="curvelead"></p><div id="curve"></div></div></div>
<h2 id="stepstitle"></h2><div id="steps"></div>
<h2 id="commandtitle"></h2><div class="cmd"><pre id="command" tabindex="0"></pre><button type="button" id="copy"></button></div>
<p id="linknote"></p>
<footer>loss-calc ${version}</footer>
</main><noscript><p>This page computes with a script.</p></noscript><script>${safe}</script></body></html>
`
}

/** The loops of the kernel start at some thousands of numbers, and the page has a few: it goes without their bytes. */
const LEFT_OUT = 'kernel.js'

/**
 * A module of the library and all that it imports, as one script: each becomes a function that runs once, after those
 * whose names it takes. `read` gives the text of a module as the build writes it: each import and the one export have a
 * line of their own.
 */
export function linked(entry: string, read: (path: string) => string): string {
  const parts: string[] = []
  const places = new Map<string, number>()
  const placeOf = (path: string): number => {
    if (!places.has(path)) {
      const body = asFunction(path)
      places.set(path, parts.push(body) - 1)
    }
    return places.get(path)!
  }
  const asFunction = (path: string) => {
    const near = (other: string) => new URL(other, `file:///${path}`).pathname.slice(1)
    const body = read(path)
      .replaceAll(/^import\b(?:\{(.*)\}from)?"(.*)";$/gm, (_, names: string | undefined, other: string) => {
        const taken = names?.replaceAll(' as ', ':') ?? ''
        if (near(other) !== LEFT_OUT) return `const{${taken}}=modules[${placeOf(near(other))}];`
        return `const ${taken.replaceAll(/(?:[\w$]+:)?([\w$]+)/g, '$1=()=>{}')};`
      })
      .replaceAll(
        /\bimport[(]`(.*?)`[)]/g,
        (_, other: string) => `Promise.resolve(modules[${placeOf(near(other))}])`,
      )
      .replace(
        /^export\{(.*)\};$/m,
        (_, names: string) => `return{${names.replaceAll(/([\w$]+) as ([\w$]+)/g, '$2:$1')}}`,
      )
    return `modules.push((()=>{${body}})());`
  }
  placeOf(entry)
  return `(()=>{const modules=[];\n${parts.join('\n')}})()`
}
