/** A name that a built file leaves to others, as rolldown writes it. */
const ONE =
  /Object\.defineProperty\(exports,"([\w$]+)",\{enumerable:!0,get:function\(\)\{return ?([^{}]+)\}\}\)/g
const ALL = new RegExp(`(?<=[;}\\n])${ONE.source}(?:,${ONE.source})*;`, 'g')

/** All of them in one statement, which takes a kilobyte less of the package; no name is as long as `name` once it is minified. */
export const shortGetters = {
  name: 'short-getters',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue
      chunk.code = chunk.code.replace(ALL, (all) => {
        const getters = Array.from(all.matchAll(ONE), ([, name, value]) => `${name}:()=>${value}`)
        return `for(let[name,look]of Object.entries({${getters.join()}}))Object.defineProperty(exports,name,{enumerable:!0,get:look});`
      })
    }
  },
}
