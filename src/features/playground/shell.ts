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
