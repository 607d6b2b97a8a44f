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
