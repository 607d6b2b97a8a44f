import { camelCase } from '../../../options.ts'
import { freeName, type HarnessLanguage, type HarnessOption, headOf } from './harness.ts'

const nameOf = (key: string) => freeName(camelCase(key))

/** A harness in Swift, with Foundation alone. */
export const swift: HarnessLanguage = {
  ending: 'swift',
  build: ({ source, program }) => `swiftc -O -o ${program} ${source}`,
  run: ({ program }) => program,
  source(facts, commands) {
    const name = nameOf(facts.key)
    const { args, options, modes } = facts
    const parameters = [
      ...args.map(({ key }) => `_ ${nameOf(key)}: Tensor`),
      '_ o: Options',
      '_ reduction: String',
    ].join(', ')
    const call = `(${args.map(({ key }) => `tensor(asked["${key}"]!)`).join(', ')}, o, reduction)`
    return `/*
${headOf(facts, commands, ' * ')}
 */
import Foundation

/// Numbers in row-major order; a single number has no shape.
struct Tensor {
    var shape: [Int] = []
    var data: [Double] = []
}

/// Options with their defaults.
struct Options {
${[
  ...options.map((option) => `    /// ${option.help}\n    var ${nameOf(option.key)}: ${typeOf(option)}`),
  ...(modes.length > 0 ? [`    /// ${modes.join(' or ')}; empty: as the shapes say\n    var form = ""`] : []),
].join('\n')}
}

/// Your port: one number for a mean or a sum, the losses for none.
///
${args.map(({ key, what }) => `/// ${nameOf(key)}: ${what}`).join('\n')}
func ${name}(${parameters}) -> [Double] {
    return [Double.nan]
}

/// The gradient with respect to ${args[0]!.key}, of the sum for none; nil as long as you have none.
func ${name}Grad(${parameters}) -> [Double]? {
    return nil
}

func options(_ params: [String: Any]) -> Options {
    var o = Options()
${options.map((option) => `    if let value = params["${option.key}"] { o.${nameOf(option.key)} = ${readOf(option)} }`).join('\n')}
    return o
}

/// JSON has no number for NaN and infinities: they come as texts.
func number(_ value: Any) -> Double {
    if let text = value as? String { return Double(text) ?? Double.nan }
    return (value as? NSNumber)?.doubleValue ?? Double.nan
}

func tensor(_ value: Any) -> Tensor {
    guard let list = value as? [Any] else { return Tensor(shape: [], data: [number(value)]) }
    var whole = Tensor(shape: [list.count], data: [])
    for (i, one) in list.enumerated() {
        let part = tensor(one)
        if i == 0 { whole.shape += part.shape }
        whole.data += part.data
    }
    return whole
}

func spelled(_ values: [Double]) -> String {
    return values.map { (x: Double) -> String in
        if x.isNaN { return "\\"NaN\\"" }
        if x.isInfinite { return x > 0 ? "\\"Infinity\\"" : "\\"-Infinity\\"" }
        return "\\(x)"
    }.joined(separator: ",")
}

setvbuf(stdout, nil, _IOLBF, 0)
while let line = readLine() {
    guard let asked = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else { exit(2) }
    ${modes.length > 0 ? 'var' : 'let'} o = options(asked["params"] as? [String: Any] ?? [:])${modes.length > 0 ? '\n    o.form = asked["mode"] as? String ?? ""' : ''}
    let reduction = asked["reduction"] as? String ?? "mean"
    let value = spelled(${name}${call})
    var told = reduction == "none" ? "\\"per_sample\\":[\\(value)]" : "\\"value\\":\\(value)"
    if asked["grad"] as? Bool ?? false, let grad = ${name}Grad${call} {
        told += ",\\"grad\\":[\\(spelled(grad))]"
    }
    print("{\\(told)}")
}
`
  },
}

function typeOf({ kind, default: value }: HarnessOption): string {
  if (kind === 'numbers') return 'Tensor? = nil'
  const text =
    value === undefined ? 'Double.nan' : value === Infinity ? 'Double.infinity' : JSON.stringify(value)
  return `${{ number: 'Double', whole: 'Int', flag: 'Bool', word: 'String' }[kind]} = ${text}`
}

function readOf({ kind }: HarnessOption): string {
  return {
    number: 'number(value)',
    whole: 'Int(number(value))',
    flag: 'value as! Bool',
    word: 'value as! String',
    numbers: 'tensor(value)',
  }[kind]
}
