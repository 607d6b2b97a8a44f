import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

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

function messagesIn(file: string): Message[] {
  const text = readFileSync(file, 'utf8')
  if (!SAYS.test(text)) return []
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Message[] = []
  const add = (node: ts.Expression | undefined) => {
    if (!node) return
    const { line } = source.getLineAndCharacterOfPosition(node.getStart())
    const variants = textsOf(node).filter((text) => /[a-z]{2}/.test(text.replaceAll(GAP, '')))
    if (variants.length > 0) found.push({ place: `${file}:${line + 1}`, variants })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'LossError') add(node.arguments?.[1])
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText().replace(/^.*\./s, '')
      if (name === 'say' || name === '#failure') add(node.arguments[0])
      if (name === 'add' && /^'W\d/.test(node.arguments[0]?.getText() ?? ''))
        node.arguments.slice(1).forEach(add)
    }
    if (ts.isPropertyAssignment(node) && read.has(node.name.getText())) add(node.initializer)
    // For `{ why }`.
    if (ts.isVariableDeclaration(node) && node.name.getText() === 'why') add(node.initializer)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** What stands in a gap. */
const GAP = '7'

/** The texts that an expression can be: both sides of a choice, gaps filled in; none if it is no text. */
function textsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression)
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(textsOf)
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)]
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return textsOf(node.body)
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken
    if (kind === ts.SyntaxKind.PlusToken) return product(textsOf(node.left), filled(node.right))
    if (kind === ts.SyntaxKind.QuestionQuestionToken) return [...textsOf(node.left), ...textsOf(node.right)]
  }
  if (!ts.isTemplateExpression(node)) return []
  return node.templateSpans.reduce<string[]>(
    (all, span) => product(product(all, filled(span.expression)), [span.literal.text]),
    [node.head.text],
  )
}

function filled(node: ts.Expression): string[] {
  const texts = textsOf(node)
  if (texts.length > 0) return texts
  if (ts.isCallExpression(node)) {
    const forms = node.arguments.filter(ts.isStringLiteralLike).map(({ text }) => text)
    const name = node.expression.getText()
    if (name === 'counted' && forms.length === 1) return [`${GAP} ${forms[0]!}s`]
    if (name === 'many') return forms.map((form) => `${GAP} ${form}`)
  }
  return [GAP]
}

function product(left: readonly string[], right: readonly string[]): string[] {
  return left.flatMap((one) => right.map((other) => one + other)).slice(0, VARIANTS)
}
