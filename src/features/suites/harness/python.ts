import { freeName, type HarnessFacts, type HarnessLanguage, type HarnessOption, headOf } from './harness.ts'

/** A harness in Python, with its standard library alone. */
export const python: HarnessLanguage = {
  ending: 'py',
  run: ({ source }) => `python3 ${source}`,
  source(facts, commands) {
    const { key } = facts
    const parameters = parametersOf(facts)
    return `"""${headOf(facts, commands)}
"""
import json
import math
import sys


def ${key}(${parameters}):
    """Your port: one number for a mean or a sum, the losses as a list for none.

${docOf(facts)}
    """
    return math.nan


def ${key}_grad(${parameters}):
    """The gradient with respect to ${facts.args[0]!.key}, of the sum for none; None as long as you have none."""
    return None


def plain(value):
    """JSON has no number for NaN and infinities: they come as texts."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    return float(value) if value in ("NaN", "Infinity", "-Infinity") else value


def spelled(value):
    if isinstance(value, (list, tuple)):
        return [spelled(one) for one in value]
    value = float(value)
    return value if math.isfinite(value) else "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


def answer(case):
    args = [plain(case[name]) for name in (${facts.args.map(({ key: name }) => JSON.stringify(name)).join(', ')},)]
    options = {rename.get(name, name): plain(value) for name, value in case["params"].items()}
    options["reduction"] = case["reduction"]${facts.modes.length > 0 ? '\n    options["form"] = case.get("mode")' : ''}
    value = ${key}(*args, **options)
    told = {"per_sample" if case["reduction"] == "none" else "value": spelled(value)}
    grad = ${key}_grad(*args, **options) if case["grad"] else None
    return told if grad is None else {**told, "grad": spelled(grad)}


rename = {${facts.options.flatMap(({ key: name }) => (freeName(name) === name ? [] : [`"${name}": "${freeName(name)}"`])).join(', ')}}

if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
`
  },
}

function parametersOf({ args, options, modes }: HarnessFacts): string {
  return [
    ...args.map(({ key }) => freeName(key)),
    '*',
    ...options.map((option) => `${freeName(option.key)}=${defaultOf(option)}`),
    ...(modes.length > 0 ? ['form=None'] : []),
    'reduction="mean"',
  ].join(', ')
}

function defaultOf({ default: value }: HarnessOption): string {
  if (value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value === Infinity) return 'math.inf'
  return JSON.stringify(value)
}

function docOf({ args, options, modes }: HarnessFacts): string {
  return [
    ...args.map(({ key, what }) => `    ${freeName(key)}: nested lists (${what})`),
    ...options.map(({ key, help }) => `    ${freeName(key)}: ${help}`),
    ...(modes.length > 0 ? [`    form: ${modes.join(' or ')}; None: as the shapes say`] : []),
  ].join('\n')
}
