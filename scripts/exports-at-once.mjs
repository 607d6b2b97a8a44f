const one = /Object\.defineProperty\(exports,"(\w+)",\{enumerable:!0,get:function\(\)\{return ([\w$.]+)\}\}\)/
const all = new RegExp(`${one.source}(?:,${one.source})*`, 'g')

/** What a file of the program exports is told by one call, not by one for each name: less to pack and to read. */
export const exportsAtOnce = {
  name: 'exports-at-once',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue
      chunk.code = chunk.code.replaceAll(all, (text) => {
        const found = [...text.matchAll(new RegExp(one.source, 'g'))]
        const getters = found.map(([, name, value]) => `get ${name}(){return ${value}}`)
        return `Object.defineProperties(exports,Object.getOwnPropertyDescriptors({${getters.join()}}))`
      })
    }
  },
}
