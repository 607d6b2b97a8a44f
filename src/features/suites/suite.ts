import { LossError } from '../../error.ts'
import type { Loss } from '../../losses/loss.ts'
import { argumentsOf, optionsOf, reductionsOf } from '../../losses/forms.ts'
import { loadLoss, lossNames } from '../../losses/registry.ts'
import type { Reduction } from '../../report.ts'
import { countNewlines } from '../../readers/bytes/line-count.ts'
import type { Tensor } from '../../tensor.ts'
import { defaultTolerance, type Tolerance } from '../../numerics/tolerance.ts'
import {
  child,
  type Json,
  type JsonDocument,
  type JsonObject,
  numberOf,
  placeOf,
  refuse,
  tensorAt,
  textOf,
} from '../../readers/json/document.ts'
import type { Problem } from '../../conventions/problem.ts'
import { camelCase, type OptionSpec, snakeCase } from '../../options.ts'

export interface Suite {
  readonly document: JsonDocument
  readonly cases: readonly SuiteCase[]
}

export interface SuiteCase {
  readonly name: string
  readonly problem: Problem
  /** Numbers per reduction, in the order of the file. */
  readonly expected: ReadonlyMap<Reduction, Tensor>
  /** Gradient of the mean where a mean is expected, else of the sum. */
  readonly grad?: Tensor | undefined
  readonly tolerance: Tolerance
  readonly line: number
  /** Where it stands in the document. */
  readonly node: JsonObject
}

const suiteKeys = ['$schema', 'schema', 'description', 'source', 'rtol', 'atol', 'cases']
const caseKeys = ['name', 'note', 'source', 'loss', 'mode', 'params', 'expect', 'rtol', 'atol']

/** How a suite is read: `given` goes before every tolerance in it, `empty` allows cases that expect nothing yet. */
interface SuiteReading {
  readonly given: Partial<Tolerance>
  readonly empty: boolean
  /** The path of a file that a case names, and its numbers. */
  readonly files: { resolve(path: string): string; read(path: string): Promise<Tensor> }
}

/** @throws LossError E204 if the form is not that of a suite, E101 and E105 for options, and as `files.read` */
export async function suiteOf(document: JsonDocument, reading: SuiteReading): Promise<Suite> {
  const { body, file } = document
  if (body.type !== 'Object') refuse(document, body, `${file} is not a suite`, 'a suite is an object')
  const schema = child(body, 'schema')
  if (textOf(schema) !== suiteSchemaName) {
    const why = `its "schema" should be "${suiteSchemaName}"; see loss-calc schema suite`
    refuse(document, schema ?? body, `${file} is not a suite`, why)
  }
  checkKeys({ document, what: 'a suite' }, body, suiteKeys)
  const list = child(body, 'cases')
  if (list?.type !== 'Array') refuse(document, list ?? body, `${file} has no list of "cases"`)
  if (list.elements.length === 0) refuse(document, list, `${file} has no case to check`, undefined, 'E205')
  const tolerance = { ...defaultTolerance, ...tolerancesOf(document, body) }
  const cases: SuiteCase[] = []
  // Counted from case to case: from the start of the file for each would take time by the square of their number.
  let [line, at] = [1, 0]
  for (const node of list.elements) {
    if (node.type !== 'Object') refuse(document, node, 'a case must be an object')
    line += countNewlines(document.bytes.subarray(at, node.from))
    at = node.from
    const opened = { ...node, members: node.members }
    cases.push({ ...(await readCase(document, opened, { ...reading, tolerance })), node, line })
  }
  return { document, cases }
}

/**
 * What an action on a case gives.
 *
 * @throws LossError with the case and its place, where the action throws one
 */
export async function inCase<T>({ document }: Suite, one: SuiteCase, action: () => T): Promise<Awaited<T>> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof LossError)) throw error
    const at = error.details.at ?? placeOf(document, one.node)
    throw new LossError(error.code, `case "${one.name}": ${error.message}`, { ...error.details, at })
  }
}

/** The part of a suite that is read, as messages call it. */
interface Scope {
  readonly document: JsonDocument
  readonly what: string
}

interface CaseScope extends Scope {
  readonly files: SuiteReading['files']
}

async function readCase(
  document: JsonDocument,
  node: JsonObject,
  { given, empty, files, tolerance: around }: SuiteReading & { readonly tolerance: Tolerance },
): Promise<Omit<SuiteCase, 'line' | 'node'>> {
  const name = textOf(child(node, 'name'))
  if (name === undefined) refuse(document, node, 'a case needs a "name"')
  const what = `case "${name}"`
  const scope = { document, what, files }
  const loss = await lossAt(scope, node)
  const names = argumentsOf(loss)
  const keyOf = (name: string) => (child(node, name) ? name : snakeCase(name))
  const known = [...caseKeys.slice(0, 5), ...names.map(keyOf), ...caseKeys.slice(5)]
  checkKeys(scope, node, known)
  const expect = child(node, 'expect')
  const { expected, grad } = expectationsOf(scope, expect, reductionsOf(loss))
  if (expected.size === 0 && !empty) {
    const why = 'it takes "mean", "sum", "none" and "grad"; loss-calc check --write records them'
    refuse(document, expect ?? node, `${what} expects nothing`, why)
  }
  const required = (key: string): Json =>
    child(node, key) ?? refuse(document, node, `${what} has no "${key}"`)
  const nodes = names.map((name) => required(keyOf(name)))
  const tensors: [string, Tensor][] = []
  for (const [i, name] of names.entries()) tensors.push([name, await numbersAt(scope, nodes[i]!)])
  const problem: Problem = {
    loss,
    mode: modeAt(scope, node, loss),
    options: await paramsOf(scope, child(node, 'params'), loss),
    args: Object.fromEntries(tensors),
    names: namesOf(nodes, files),
  }
  const tolerance = { ...around, ...tolerancesOf(document, node), ...given }
  return { name, problem, expected, grad, tolerance }
}

async function lossAt({ document, what }: Scope, node: JsonObject): Promise<Loss> {
  const at = child(node, 'loss')
  const loss = await loadLoss(textOf(at) ?? '')
  if (loss) return loss
  refuse(document, at ?? node, `${what} has no known "loss"`, `losses: ${lossNames.join(', ')}`)
}

function modeAt({ document, what }: Scope, node: JsonObject, loss: Loss): string | undefined {
  const at = child(node, 'mode')
  if (!at) return undefined
  const modes = loss.one === 'form' ? Object.keys(loss.modes) : []
  const mode = modes.find((one) => one === textOf(at))
  if (mode !== undefined) return mode
  const why = modes.length > 0 ? `modes: ${modes.join(', ')}` : `${loss.name} has one form only`
  refuse(document, at, `${what} has an unknown "mode"`, why)
}

function checkKeys({ document, what }: Scope, node: JsonObject, known: readonly string[]): void {
  const seen = new Set<string>()
  for (const member of node.members) {
    const { name } = member
    if (seen.has(name)) refuse(document, member, `${what} has the key "${name}" twice`)
    seen.add(name)
    if (known.includes(name)) continue
    refuse(document, member, `${what} has an unknown key "${name}"`, `known: ${known.join(', ')}`)
  }
}

function tolerancesOf(document: JsonDocument, node: JsonObject): Partial<Tolerance> {
  const found: { rtol?: number; atol?: number } = {}
  for (const name of ['rtol', 'atol'] as const) {
    const at = child(node, name)
    if (!at) continue
    const value = numberOf(at)
    if (value === undefined || !(value >= 0 && value < Infinity))
      refuse(document, at, `"${name}" must be a finite number >= 0`)
    found[name] = value
  }
  return found
}

function expectationsOf(
  { document, what }: Scope,
  node: Json | undefined,
  reductions: readonly Reduction[],
): { expected: Map<Reduction, Tensor>; grad: Tensor | undefined } {
  const expected = new Map<Reduction, Tensor>()
  if (!node) return { expected, grad: undefined }
  if (node.type !== 'Object') refuse(document, node, `"expect" of ${what} must be an object`)
  checkKeys({ document, what: `"expect" of ${what}` }, node, [...reductions, 'grad'])
  for (const member of node.members) {
    const reduction = reductions.find((one) => one === member.name)
    if (reduction) expected.set(reduction, tensorAt(document, member.value))
    if (reduction && reduction !== 'none' && expected.get(reduction)!.shape.length > 0)
      refuse(document, member.value, `the ${reduction} of ${what} must be one number`)
  }
  const grad = child(node, 'grad')
  return { expected, grad: grad && tensorAt(document, grad) }
}

/** Nested lists, or the file that a text names, relative to the suite. */
async function numbersAt({ document, what, files }: CaseScope, node: Json): Promise<Tensor> {
  const path = pathOf(node, files)
  if (path === undefined) return tensorAt(document, node)
  try {
    return await files.read(path)
  } catch (error) {
    if (!(error instanceof LossError) || error.details.at) throw error
    const at = placeOf(document, node)
    throw new LossError(error.code, `${what}: ${error.message}`, { ...error.details, at })
  }
}

function pathOf(node: Json, files: SuiteReading['files']): string | undefined {
  const path = textOf(node)
  if (path === undefined || numberOf(node) !== undefined) return undefined
  return files.resolve(path)
}

function namesOf(nodes: readonly Json[], files: SuiteReading['files']): string[] | undefined {
  const paths = nodes.flatMap((node) => pathOf(node, files) ?? [])
  return paths.length === nodes.length ? paths : undefined
}

/** The options of a loss by torch's names (pos_weight) or the library's (posWeight); null is not given. */
async function paramsOf(
  scope: CaseScope,
  node: Json | undefined,
  loss: Loss,
): Promise<Record<string, unknown>> {
  const { document, what } = scope
  const options: Record<string, unknown> = {}
  if (!node || node.type === 'Null') return options
  if (node.type !== 'Object') refuse(document, node, `"params" of ${what} must be an object`)
  const specs = optionsOf(loss)
  for (const member of node.members) {
    const name = camelCase(member.name)
    const spec = specs.get(name)
    if (!spec) {
      const own = [...specs.keys()].map(snakeCase).join(', ')
      const why =
        name === 'reduction' ? 'the reductions are the keys of "expect"' : `${loss.name} takes ${own}`
      refuse(document, member, `${what} has an unknown parameter "${member.name}"`, why, 'E105')
    }
    if (member.value.type === 'Null') continue
    options[name] = await optionAt(scope, member.value, spec)
  }
  return options
}

async function optionAt(scope: CaseScope, node: Json, spec: OptionSpec): Promise<unknown> {
  if (spec.type === 'flag' && node.type === 'Boolean') return node.value
  if (spec.type === 'choice') return textOf(node)
  const number = numberOf(node)
  if (spec.type === 'tensor' || (number === undefined && spec.type === 'scale')) return numbersAt(scope, node)
  return (
    number ?? refuse(scope.document, node, `a parameter of ${scope.what} is not a number`, undefined, 'E201')
  )
}

/** Version of the form of suites; within it keys are only ever added. */
export const suiteSchemaName = 'loss-calc/suite@1'
