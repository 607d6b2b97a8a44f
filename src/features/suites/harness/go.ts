import { camelCase } from '../../../options.ts'
import { freeName, type HarnessLanguage, type HarnessOption, headOf } from './harness.ts'

const nameOf = (key: string) => freeName(camelCase(key))

/** A harness in Go, with its standard library alone. */
export const go: HarnessLanguage = {
  ending: 'go',
  build: ({ source, program }) => `go build -o ${program} ${source}`,
  run: ({ program }) => program,
  source(facts, commands) {
    const name = nameOf(facts.key)
    const { args, options, modes } = facts
    const parameters = `${args.map(({ key }) => nameOf(key)).join(', ')} Tensor, o Options, reduction string`
    const call = `(${args.map(({ key }) => `tensorOf(asked["${key}"])`).join(', ')}, o, reduction)`
    return `/*
${headOf(facts, commands)}
*/
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
)

// Tensor holds numbers in row-major order; a single number has no shape, and what was not given no data.
type Tensor struct {
	Shape []int
	Data  []float64
}

// Options with their defaults; the arguments are ${args.map(({ key, what }) => `${nameOf(key)} (${what})`).join(', ')}.
type Options struct {
${[
  ...options.map((option) => `\t${nameOf(option.key)} ${typeOf(option)} // ${option.help}`),
  ...(modes.length > 0 ? [`\tform string // ${modes.join(' or ')}; empty: as the shapes say`] : []),
].join('\n')}
}

// Your port: one number for a mean or a sum, the losses for none.
func ${name}(${parameters}) []float64 {
	return []float64{math.NaN()}
}

// The gradient with respect to ${args[0]!.key}, of the sum for none; nil as long as you have none.
func ${name}Grad(${parameters}) []float64 {
	return nil
}

func optionsOf(params map[string]any) Options {
	return Options{
${options.map((option) => `\t\t${nameOf(option.key)}: ${readOf(option)},`).join('\n')}
	}
}

func numberOf(value any) float64 {
	switch one := value.(type) {
	case float64:
		return one
	case string: // JSON has no number for NaN and infinities
		if number, err := strconv.ParseFloat(one, 64); err == nil {
			return number
		}
	}
	return math.NaN()
}

func tensorOf(value any) Tensor {
	if value == nil {
		return Tensor{}
	}
	list, ok := value.([]any)
	if !ok {
		return Tensor{Data: []float64{numberOf(value)}}
	}
	whole := Tensor{Shape: []int{len(list)}, Data: []float64{}}
	for i, one := range list {
		part := tensorOf(one)
		if i == 0 {
			whole.Shape = append(whole.Shape, part.Shape...)
		}
		whole.Data = append(whole.Data, part.Data...)
	}
	return whole
}

func given[T any](value any, otherwise T) T {
	if one, ok := value.(T); ok {
		return one
	}
	return otherwise
}

func numberOr(value any, otherwise float64) float64 {
	if value == nil {
		return otherwise
	}
	return numberOf(value)
}

func spelled(values []float64) string {
	texts := make([]string, len(values))
	for i, value := range values {
		switch {
		case math.IsNaN(value):
			texts[i] = "\\"NaN\\""
		case math.IsInf(value, 0):
			texts[i] = map[bool]string{true: "\\"Infinity\\"", false: "\\"-Infinity\\""}[value > 0]
		default:
			texts[i] = strconv.FormatFloat(value, 'g', 17, 64)
		}
	}
	return strings.Join(texts, ",")
}

func answer(line string) string {
	var asked map[string]any
	if err := json.Unmarshal([]byte(line), &asked); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	o := optionsOf(given(asked["params"], map[string]any{}))${modes.length > 0 ? '\n\to.form = given(asked["mode"], "")' : ''}
	reduction := given(asked["reduction"], "mean")
	told := "\\"value\\":" + spelled(${name}${call})
	if reduction == "none" {
		told = "\\"per_sample\\":[" + spelled(${name}${call}) + "]"
	}
	if given(asked["grad"], false) {
		if grad := ${name}Grad${call}; grad != nil {
			told += ",\\"grad\\":[" + spelled(grad) + "]"
		}
	}
	return "{" + told + "}"
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadString('\\n')
		if strings.TrimSpace(line) != "" {
			fmt.Println(answer(line))
		}
		if err == io.EOF {
			return
		}
	}
}
`
  },
}

function typeOf({ kind }: HarnessOption): string {
  return { number: 'float64', whole: 'int', flag: 'bool', word: 'string', numbers: 'Tensor' }[kind]
}

function readOf({ key, kind, default: value }: HarnessOption): string {
  const at = `params["${key}"]`
  if (kind === 'numbers') return `tensorOf(${at})`
  if (kind === 'flag' || kind === 'word') return `given(${at}, ${JSON.stringify(value)})`
  const number = value === undefined ? 'math.NaN()' : value === Infinity ? 'math.Inf(1)' : String(value)
  return kind === 'whole' ? `int(numberOr(${at}, ${number}))` : `numberOr(${at}, ${number})`
}
