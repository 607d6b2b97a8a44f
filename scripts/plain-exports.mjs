import { parseAst } from 'rolldown/parseAst'

const GETTER =
  /Object\.defineProperty\(exports,"([\w$]+)",\{enumerable:!0,get:function\(\)\{return ([\w$]+)\}\}\)/g

/**
 * What a file of the program leaves to others is a plain property where it never changes: a getter for each name costs
 * each run a microsecond, and the package forty bytes.
 */
export const plainExports = {
  name: 'plain-exports',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue
      const fixed = new Set(parseAst(chunk.code).body.flatMap(fixedNames))
      chunk.code = chunk.code.replaceAll(GETTER, (getter, name, own) =>
        fixed.has(own) ? `exports.${name}=${own}` : getter,
      )
    }
  },
}

/** Functions and constants; what the build makes of classes and modules is a `var` that has its value at once. */
function fixedNames(statement) {
  if (statement.type === 'FunctionDeclaration') return [statement.id.name]
  if (statement.type !== 'VariableDeclaration' || statement.kind === 'let') return []
  return statement.declarations.flatMap(({ id, init }) => (init === null ? [] : [id.name]))
}
