import { freeName, type HarnessLanguage, type HarnessOption, headOf } from './harness.ts'

/** A harness in Rust, without a crate. */
export const rust: HarnessLanguage = {
  ending: 'rs',
  build: ({ source, program }) => `rustc -O -o ${program} ${source}`,
  run: ({ program }) => program,
  source(facts, commands) {
    const { key, args, options, modes } = facts
    const parameters = [
      ...args.map((one) => `${freeName(one.key)}: &Tensor`),
      'o: &Options',
      'reduction: &str',
    ].join(', ')
    const call = `(${args.map((one) => `&tensor(asked.get("${one.key}"))`).join(', ')}, &o, reduction)`
    return `${headOf(facts, commands, '//! ')}
#![allow(dead_code, unused_variables)]
use std::io::BufRead;

/// Numbers in row-major order; a single number has no shape.
struct Tensor {
    shape: Vec<usize>,
    data: Vec<f64>,
}

/// Options with their defaults.
struct Options {
${[
  ...options.map((option) => `    /// ${option.help}\n    ${freeName(option.key)}: ${typeOf(option)},`),
  ...(modes.length > 0 ? [`    /// ${modes.join(' or ')}; empty: as the shapes say\n    form: String,`] : []),
].join('\n')}
}

/// Your port: one number for a mean or a sum, the losses for none.
///
${args.map((one) => `/// ${freeName(one.key)}: ${one.what}`).join('\n')}
fn ${key}(${parameters}) -> Vec<f64> {
    vec![f64::NAN]
}

/// The gradient with respect to ${args[0]!.key}, of the sum for none; None as long as you have none.
fn ${key}_grad(${parameters}) -> Option<Vec<f64>> {
    None
}

fn options(params: &Json, form: String) -> Options {
    Options {
${[
  ...options.map((option) => `        ${freeName(option.key)}: ${readOf(option)},`),
  ...(modes.length > 0 ? ['        form,'] : []),
].join('\n')}
    }
}

enum Json {
    Nothing,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    fn get(&self, key: &str) -> &Json {
        if let Json::Object(members) = self {
            if let Some((_, value)) = members.iter().find(|(name, _)| name == key) {
                return value;
            }
        }
        &Json::Nothing
    }

    fn number(&self, otherwise: f64) -> f64 {
        match self {
            Json::Number(value) => *value,
            // JSON has no number for NaN and infinities.
            Json::Text(text) => text.parse().unwrap_or(f64::NAN),
            _ => otherwise,
        }
    }

    fn text(&self, otherwise: &str) -> String {
        match self {
            Json::Text(text) => text.clone(),
            _ => otherwise.to_string(),
        }
    }

    fn flag(&self, otherwise: bool) -> bool {
        match self {
            Json::Flag(value) => *value,
            _ => otherwise,
        }
    }
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn peek(&mut self) -> u8 {
        while self.at < self.bytes.len() && self.bytes[self.at].is_ascii_whitespace() {
            self.at += 1;
        }
        *self.bytes.get(self.at).unwrap_or(&0)
    }

    fn string(&mut self) -> String {
        self.peek();
        self.at += 1;
        let mut out = Vec::new();
        while self.at < self.bytes.len() && self.bytes[self.at] != b'"' {
            if self.bytes[self.at] == b'\\\\' {
                self.at += 1;
            }
            out.push(self.bytes[self.at]);
            self.at += 1;
        }
        self.at += 1;
        String::from_utf8_lossy(&out).into_owned()
    }

    fn value(&mut self) -> Json {
        match self.peek() {
            b'{' => {
                let mut members = Vec::new();
                self.at += 1;
                while self.peek() != b'}' {
                    let key = self.string();
                    self.peek();
                    self.at += 1;
                    members.push((key, self.value()));
                    if self.peek() == b',' {
                        self.at += 1;
                    }
                }
                self.at += 1;
                Json::Object(members)
            }
            b'[' => {
                let mut list = Vec::new();
                self.at += 1;
                while self.peek() != b']' {
                    list.push(self.value());
                    if self.peek() == b',' {
                        self.at += 1;
                    }
                }
                self.at += 1;
                Json::List(list)
            }
            b'"' => Json::Text(self.string()),
            _ => {
                let from = self.at;
                while self.at < self.bytes.len() && !b",]} \\t\\r\\n".contains(&self.bytes[self.at]) {
                    self.at += 1;
                }
                match std::str::from_utf8(&self.bytes[from..self.at]).unwrap_or("") {
                    "true" => Json::Flag(true),
                    "false" => Json::Flag(false),
                    "null" => Json::Nothing,
                    number => Json::Number(number.parse().expect("malformed JSON")),
                }
            }
        }
    }
}

fn tensor(value: &Json) -> Tensor {
    let Json::List(list) = value else {
        return Tensor { shape: vec![], data: vec![value.number(f64::NAN)] };
    };
    let mut whole = Tensor { shape: vec![list.len()], data: vec![] };
    for (i, one) in list.iter().enumerate() {
        let part = tensor(one);
        if i == 0 {
            whole.shape.extend(part.shape);
        }
        whole.data.extend(part.data);
    }
    whole
}

fn given(value: &Json) -> Option<Tensor> {
    match value {
        Json::Nothing => None,
        _ => Some(tensor(value)),
    }
}

fn spelled(values: &[f64]) -> String {
    let texts: Vec<String> = values
        .iter()
        .map(|&x| match x {
            _ if x.is_nan() => "\\"NaN\\"".to_string(),
            _ if x.is_infinite() => format!("\\"{}Infinity\\"", if x < 0.0 { "-" } else { "" }),
            _ => format!("{:e}", x),
        })
        .collect();
    texts.join(",")
}

fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("text in UTF-8");
        let asked = Parser { bytes: line.as_bytes(), at: 0 }.value();
        let o = options(asked.get("params"), asked.get("mode").text(""));
        let reduction = asked.get("reduction").text("mean");
        let reduction = reduction.as_str();
        let value = spelled(&${key}${call});
        let mut told =
            if reduction == "none" { format!("\\"per_sample\\":[{value}]") } else { format!("\\"value\\":{value}") };
        if asked.get("grad").flag(false) {
            if let Some(grad) = ${key}_grad${call} {
                told += &format!(",\\"grad\\":[{}]", spelled(&grad));
            }
        }
        println!("{{{told}}}");
    }
}
`
  },
}

function typeOf({ kind }: HarnessOption): string {
  return { number: 'f64', whole: 'i64', flag: 'bool', word: 'String', numbers: 'Option<Tensor>' }[kind]
}

function readOf({ key, kind, default: value }: HarnessOption): string {
  const at = `params.get("${key}")`
  if (kind === 'numbers') return `given(${at})`
  if (kind === 'flag') return `${at}.flag(${String(value)})`
  if (kind === 'word') return `${at}.text(${JSON.stringify(value)})`
  const number =
    value === undefined ? 'f64::NAN' : value === Infinity ? 'f64::INFINITY' : `${String(value)}f64`
  return kind === 'whole' ? `${at}.number(${number}) as i64` : `${at}.number(${number})`
}
