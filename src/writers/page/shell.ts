import { createHash } from 'node:crypto'
import { element, type Markup, trusted } from '../../charts/markup.ts'
import { style } from './style.ts'

/** A whole page: no script, nothing loaded, one style that its policy knows by hash. */
export function shell(title: string, language: string, version: string, body: Markup): string {
  const hash = createHash('sha256').update(style).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  const named = (name: string, content: string) => element('meta', { name, content })
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    // Quotes of a policy must not be escaped by number for who reads the source; they lie in double quotes.
    trusted(`<meta http-equiv="Content-Security-Policy" content="${policy}">`),
    named('viewport', 'width=device-width, initial-scale=1'),
    named('generator', `loss-calc ${version}`),
    named('color-scheme', 'light dark'),
    element('title', {}, title),
    trusted(`<style>${style}</style>`),
  )
  const main = element('body', {}, element('main', {}, body))
  return `<!doctype html>\n${element('html', { lang: language }, head, main).markup}\n`
}
