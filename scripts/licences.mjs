import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the package that a bundled module comes from; undefined for a module of our own. */
export function packageOf(id) {
  return /^(?:.*[\\/])?node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id.replace(/^\0/, ''))?.[0]
}

/** Gathers the packages of a build. */
export function gatherPackages(packages) {
  return {
    name: 'gather-packages',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle))
        for (const [id, { renderedLength = 0 }] of Object.entries(chunk.modules ?? {})) {
          const found = packageOf(id)
          if (found && renderedLength > 0) packages.add(found)
        }
    },
  }
}

/** The terms of most, which differ in nothing but their line ends and quotes: printed once, after the first that has them. */
const TERMS = /Permission is hereby granted, free of charge[\s\S]*$/
const plainTerms = (text) => text.replaceAll(/[\s"'“”]+/g, ' ').trim()

/** The licences of packages that are part of the built files, as their terms ask. */
export function licences(packages) {
  const told = [...packages].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const own = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    if (own === undefined) throw new Error(`${name} has no licence text`)
    return {
      name,
      text: `${name} ${version} (${license})\n\n${readFileSync(join(folder, own), 'utf8').trim()}\n`,
    }
  })
  told.sort((a, b) => (a.name < b.name ? -1 : 1))
  const first = new Map()
  for (const one of told) {
    const terms = TERMS.exec(one.text)?.[0]
    if (terms === undefined) continue
    const before = first.get(plainTerms(terms))
    if (before === undefined) first.set(plainTerms(terms), one.name)
    else one.text = one.text.replace(TERMS, `The permission notice of ${before} above, word for word.\n`)
  }
  const line = `\n${'-'.repeat(72)}\n\n`
  return `Packages that are bundled into the files of this folder, and their licences.\n${line}${told.map(({ text }) => text).join(line)}`
}
