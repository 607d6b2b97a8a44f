import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'rolldown/utils'

/** A sentence of the program where its source says it, with samples of what stands in its gaps. */
export interface Message {
  readonly place: string
  /** The sentence for each choice that the source makes, gaps filled in. */
  readonly variants: readonly string[]
}

/** More choices than these say the same again. */
const VARIANTS = 64

/** Properties of errors, notices, warnings and commands that people read. */
const read = new Set(['message', 'why', 'tries', 'says', 'failure', 'summary'])

/** Every sentence that errors, hints, warnings and calls of `say` in the source can be made of; the library speaks English. */
export function messages(): Message[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  return files
    .filter(
      (file) => file.endsWith('.ts') && !/assembly|locale|generated|collectors|^library|^vitest/.test(file),
    )
    .flatMap((file) => messagesIn(join('src', file)))
}

/** What each sentence has before it; parsing a file without takes longer than looking. */
const SAYS = /LossError|\bsay\(|'W\d|\b(?:message|why|tries|says|summary)\b/

type Expression = ESTree.Expression | ESTree.SpreadElement

/** By rolldown's parser, which takes a tenth of the time of TypeScript's, whose nodes are kept in memory. */
function messagesIn(file: string): Message[] {
  const text = readFileSync(file, 'utf8')
  if (!SAYS.test(text)) return []
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`)
  const found: Message[] = []
  const sourceOf = ({ start, end }: ESTree.Span) => text.slice(start, end)
  const add = (node: Expression | undefined | null) => {
    if (!node) return
    const variants = textsOf(node).filter((text) => /[a-z]{2}/.test(text.replaceAll(GAP, '')))
    const line = text.slice(0, node.start).split('\n').length
    if (variants.length > 0) found.push({ place: `${file}:${line}`, variants })
  }
  const visitor = new Visitor({
    NewExpression({ callee, arguments: [, said] }) {
      if (sourceOf(callee) === 'LossError') add(said)
    },
    CallExpression({ callee, arguments: [first, ...others] }) {
      const name = sourceOf(callee).replace(/^.*\./s, '')
      if (name === 'say' || name === '#failure') add(first)
      if (name === 'add' && first && /^'W\d/.test(sourceOf(first))) others.forEach(add)
    },
    ObjectExpression({ properties }) {
      for (const one of properties)
        if (one.type === 'Property' && !one.shorthand && read.has(sourceOf(one.key))) add(one.value)
    },
    // For `{ why }`.
    VariableDeclarator({ id, init }) {
      if (id.type === 'Identifier' && id.name === 'why') add(init)
    },
  })
  visitor.visit(program)
  return found
}

/** What stands in a gap. */
const GAP = '7'

/** The texts that an expression can be: both sides of a choice, gaps filled in; none if it is no text. */
function textsOf(node: Expression | ESTree.PrivateIdentifier): string[] {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : []
    case 'ParenthesizedExpression':
      return textsOf(node.expression)
    case 'ArrayExpression':
      return node.elements.flatMap((one) => (one ? textsOf(one) : []))
    case 'ConditionalExpression':
      return [...textsOf(node.consequent), ...textsOf(node.alternate)]
    case 'ArrowFunctionExpression':
      return node.body.type === 'BlockStatement' ? [] : textsOf(node.body)
    case 'BinaryExpression':
      return node.operator === '+' ? product(textsOf(node.left), filled(node.right)) : []
    case 'LogicalExpression':
      return node.operator === '??' ? [...textsOf(node.left), ...textsOf(node.right)] : []
    case 'TemplateLiteral': {
      const [head, ...rest] = node.quasis.map(({ value }) => value.cooked!)
      return node.expressions.reduce<string[]>(
        (all, gap, i) => product(product(all, filled(gap)), [rest[i]!]),
        [head!],
      )
    }
    default:
      return []
  }
}

function filled(node: Expression): string[] {
  const texts = textsOf(node)
  if (texts.length > 0) return texts
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier') {
    const forms = node.arguments.filter(isText).flatMap(textsOf)
    const { name } = node.callee
    if (name === 'counted' && forms.length === 1) return [`${GAP} ${forms[0]!}s`]
    if (name === 'many') return forms.map((form) => `${GAP} ${form}`)
  }
  return [GAP]
}

const isText = ({ type, ...rest }: Expression) =>
  type === 'Literal' || (type === 'TemplateLiteral' && 'quasis' in rest && rest.quasis.length === 1)

function product(left: readonly string[], right: readonly string[]): string[] {
  return left.flatMap((one) => right.map((other) => one + other)).slice(0, VARIANTS)
}
