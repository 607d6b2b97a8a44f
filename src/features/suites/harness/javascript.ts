import { camelCase } from '../../../options.ts'
import { freeName, type HarnessFacts, type HarnessLanguage, headOf } from './harness.ts'

const nameOf = (key: string) => freeName(camelCase(key))

/** A harness for Node, Deno or Bun. */
export const javascript: HarnessLanguage = {
  ending: 'mjs',
  run: ({ source }) => `node ${source}`,
  source(facts, commands) {
    const name = nameOf(facts.key)
    const { args, options, modes } = facts
    const given = args.map(({ key }) => nameOf(key))
    const own = options.map(({ key, default: value }) => ({
      name: nameOf(key),
      text: value === undefined || value === Infinity ? String(value) : JSON.stringify(value),
    }))
    const taken = [
      ...own.map((one) => (one.text === 'undefined' ? one.name : `${one.name} = ${one.text}`)),
      ...(modes.length > 0 ? ['form'] : []),
      'reduction',
    ]
    const parameters = `${given.join(', ')}, { ${taken.join(', ')} }`
    return `/*
${headOf(facts, commands, ' * ')}
 */
import { stdin } from 'node:process'
import { createInterface } from 'node:readline'

/*
 * Your port: one number for a mean or a sum, the losses as a list for none.
 *
${docOf(facts)}
 */
function ${name}(${parameters}) {
  return NaN
}

/* The gradient with respect to ${args[0]!.key}, of the sum for none; null as long as you have none. */
function ${name}Grad(${parameters}) {
  return null
}

/* JSON has no number for NaN and infinities: they come as texts. */
const plain = (value) =>
  Array.isArray(value) ? value.map(plain) : /^(NaN|-?Infinity)$/.test(value) ? Number(value) : value
const spelled = (value) =>
  Array.isArray(value) || ArrayBuffer.isView(value)
    ? Array.from(value, spelled)
    : Number.isFinite(value)
      ? value
      : String(value)
const named = (key) => rename[key] ?? key.replace(/_(\\w)/g, (_, letter) => letter.toUpperCase())
const rename = {${options.flatMap(({ key }) => (nameOf(key) === camelCase(key) ? [] : [` ${key}: '${nameOf(key)}' `])).join(',')}}

for await (const line of createInterface({ input: stdin })) {
  const asked = JSON.parse(line)
  const args = [${args.map(({ key }) => `asked.${key}`).join(', ')}].map(plain)
  const options = { reduction: asked.reduction${modes.length > 0 ? ', form: asked.mode' : ''} }
  for (const [key, value] of Object.entries(asked.params)) options[named(key)] = plain(value)
  const value = spelled(${name}(...args, options))
  const told = asked.reduction === 'none' ? { per_sample: value } : { value }
  const grad = asked.grad ? ${name}Grad(...args, options) : null
  console.log(JSON.stringify(grad === null ? told : { ...told, grad: spelled(grad) }))
}
`
  },
}

function docOf({ args, options, modes }: HarnessFacts): string {
  return [
    ...args.map(({ key, what }) => ` * ${nameOf(key)}: nested lists (${what})`),
    ...options.map(({ key, help }) => ` * ${nameOf(key)}: ${help}`),
    ...(modes.length > 0 ? [` * form: ${modes.join(' or ')}; undefined: as the shapes say`] : []),
  ].join('\n')
}
