import { jsonText } from '../../writers/json-text.ts'
import { countOutcomes, type Outcome } from './outcome.ts'
import type { Paint } from '../../writers/paint.ts'
import { jsonProperties } from '../../writers/json-numbers.ts'
import { cutTo } from '../../writers/fold.ts'
import { visible } from '../../writers/text.ts'
import { xml } from '../../writers/xml.ts'

interface ReporterOptions {
  readonly color: Paint
  /** Only what failed, and the count. */
  readonly quiet: boolean
  /** Columns of the terminal: a case has one line. */
  readonly width?: number | undefined
}

/** Turns the outcomes of suites into text. */
type Reporter = (outcomes: readonly Outcome[], options: ReporterOptions) => string

/** Version of the form of the json reporter; within it keys are only ever added. */
const checkSchemaName = 'loss-calc/check@1'

/** What failed and why, a line each. */
function reasonsOf({ failures, causes }: Outcome): string[] {
  const explained = causes.flatMap(({ name, why, command }) => [
    `looks like: ${visible(name)}`,
    ...(why === '' ? [] : [`  ${visible(why)}`]),
    ...(command === '' ? [] : [`  the same number: ${visible(command)}`]),
  ])
  return [...failures.map(visible), ...explained]
}

const pretty: Reporter = (outcomes, { color, quiet, width: screen = Infinity }) => {
  const lines: string[] = []
  let suite: string | undefined
  const width = String(outcomes.length).length
  const nothing = outcomes.length > 1 && outcomes.every((one) => !one.ok && one.nothing)
  /** A cause is explained once: it is often that of all. */
  const told = new Set<string>()
  outcomes.forEach((outcome, i) => {
    if (quiet && outcome.ok) return
    if (outcome.suite !== suite) lines.push(color.strong(visible(outcome.suite)))
    suite = outcome.suite
    const mark = outcome.ok ? 'ok  ' : color.error('FAIL')
    const error = outcome.ok && outcome.error ? `  off by ${outcome.error.toExponential(1)}` : ''
    const room = screen - 'FAIL   '.length - width - error.length
    const name = cutTo(visible(outcome.name), Math.max(room, 1))
    lines.push(`${mark} ${String(i + 1).padStart(width)}  ${name}${error === '' ? '' : color.dim(error)}`)
    if (outcome.ok) return
    if (outcome.line > 0) lines.push(`     ${color.dim(`${visible(outcome.suite)}:${outcome.line}`)}`)
    const causes = nothing ? [] : outcome.causes
    const short = causes.map((cause) => (told.has(cause.name) ? { ...cause, why: '', command: '' } : cause))
    for (const { name } of causes) told.add(name)
    for (const reason of reasonsOf({ ...outcome, causes: short })) {
      lines.push(`     ${reason.startsWith('looks like') ? color.hint(reason) : reason}`)
    }
  })
  const ungraded = outcomes.filter(({ noGradient }) => noGradient).length
  if (ungraded > 0 && !quiet) lines.push(`without the gradient that was asked for: ${ungraded}`)
  const shared = sharedCauses(outcomes)
  if (nothing)
    lines.push(color.hint('every answer is NaN: the bodies are empty, or one step makes NaN of every number'))
  else if (shared.length > 0)
    lines.push(...shared.map((name) => color.hint(`all failures look like: ${visible(name)}`)))
  else lines.push(...countCauses(outcomes, color))
  const { passed, failed } = countOutcomes(outcomes)
  return `${lines.map((line) => `${line}\n`).join('')}${passed} passed, ${failed} failed\n`
}

/** Causes that every failure of several has. */
function sharedCauses(outcomes: readonly Outcome[]): string[] {
  const [first, ...others] = outcomes.filter(({ ok }) => !ok)
  if (!first || others.length === 0) return []
  const shared = first.causes.filter(({ name }) =>
    others.every(({ causes }) => causes.some((cause) => cause.name === name)),
  )
  return shared.map(({ name }) => name)
}

/** If more than two failed: how many failures each cause would explain. */
function countCauses(outcomes: readonly Outcome[], color: Paint): string[] {
  const failed = outcomes.filter(({ ok }) => !ok)
  if (failed.length < 3) return []
  const counts = new Map<string, number>()
  for (const { causes, failures } of failed) {
    // No numbers were compared: the reason, without details.
    const compared = /\bgot \S+, want /.test(failures[0]!)
    const instead = compared ? 'no known cause' : failures[0]!.replace(/[:;,].*/s, '')
    const names = causes.length > 0 ? causes.map(({ name }) => name) : [instead]
    for (const name of new Set(names)) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a)
  return [color.hint('likely causes:'), ...sorted.map(([name, count]) => `  ${visible(name)}: ${count}`)]
}

/** TAP version 14. */
const tap: Reporter = (outcomes) => {
  const lines = ['TAP version 14', `1..${outcomes.length}`]
  outcomes.forEach((outcome, i) => {
    const title = `${visible(outcome.suite)}: ${visible(outcome.name)}`.replace(/[\\#]/g, '\\$&')
    lines.push(`${outcome.ok ? 'ok' : 'not ok'} ${i + 1} - ${title}`)
    if (outcome.ok) return
    // JSON is YAML.
    lines.push(
      '  ---',
      `  message: ${JSON.stringify(outcome.failures.map(visible).join('\n'))}`,
      `  at: ${JSON.stringify({ file: visible(outcome.suite), line: outcome.line })}`,
      `  causes: ${JSON.stringify(outcome.causes.map(({ name, why }) => visible(`${name}: ${why}`)))}`,
      '  ...',
    )
  })
  return `${lines.join('\n')}\n`
}

/** JUnit's XML, as CI services read it. */
const junit: Reporter = (outcomes) => {
  const attributes = (given: readonly Outcome[]) => {
    const time = given.reduce((sum, { seconds }) => sum + seconds, 0)
    return `tests="${given.length}" failures="${countOutcomes(given).failed}" errors="0" time="${time.toFixed(3)}"`
  }
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="loss-calc" ${attributes(outcomes)}>`,
  ]
  for (const suite of new Set(outcomes.map((outcome) => outcome.suite))) {
    const own = outcomes.filter((outcome) => outcome.suite === suite)
    lines.push(`  <testsuite name="${xml(suite)}" ${attributes(own)} skipped="0">`)
    for (const outcome of own) lines.push(...testCase(outcome))
    lines.push('  </testsuite>')
  }
  return `${[...lines, '</testsuites>'].join('\n')}\n`
}

function testCase(outcome: Outcome): string[] {
  const { suite, line, seconds, ok, failures } = outcome
  const name = `name="${xml(outcome.name)}" classname="${xml(suite)}"`
  const open = `    <testcase ${name} file="${xml(suite)}" line="${line}" time="${seconds.toFixed(3)}"`
  if (ok) return [`${open}/>`]
  const body = reasonsOf(outcome).map(xml).join('\n')
  const failure = `      <failure type="mismatch" message="${xml(failures.join('; '))}">${body}</failure>`
  return [`${open}>`, failure, '    </testcase>']
}

/** Annotations of GitHub Actions; the log shows what failed. */
const github: Reporter = (outcomes) => {
  const lines = outcomes
    .filter(({ ok }) => !ok)
    .map((outcome) => {
      const place = `file=${property(outcome.suite)},line=${outcome.line},title=${property(outcome.name)}`
      return `::error ${place}::${data(reasonsOf(outcome).join('\n'))}\n`
    })
  const { passed, failed } = countOutcomes(outcomes)
  return `${lines.join('')}${passed} passed, ${failed} failed\n`
}

const data = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
const property = (text: string): string => data(visible(text)).replace(/:/g, '%3A').replace(/,/g, '%2C')

const json: Reporter = (outcomes) => {
  const cases = outcomes.map(({ suite, line, name, reduction, ok, error, failures, causes }) => {
    const found = error === undefined ? {} : jsonProperties('error', error)
    return jsonText({ suite, line, name, reduction, ok, ...found, failures, causes })
  })
  const list = cases.length === 0 ? '[]' : `[\n    ${cases.join(',\n    ')}\n  ]`
  const { passed, failed } = countOutcomes(outcomes)
  return `{\n  "schema": "${checkSchemaName}",\n  "passed": ${passed},\n  "failed": ${failed},\n  "cases": ${list}\n}\n`
}

export const reporters = { pretty, tap, junit, json, github } as const satisfies Record<string, Reporter>
export type ReporterName = keyof typeof reporters
