import { property } from '../../command/annotation.ts'
import { annotated } from '../../command/github.ts'
import { english, type Say, sayLines } from '../../locale/locale.ts'
import { jsonLines, jsonProperties } from '../../writers/json-text.ts'
import { countOutcomes, type Outcome } from './outcome.ts'
import { pretty, reasonsOf, type Reporter } from './pretty.ts'
import { visible } from '../../writers/text.ts'
import { xml } from '../../writers/xml.ts'

/** Version of the form of the json reporter; within it keys are only ever added. */
const checkSchemaName = 'loss-calc/check@1'

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
const junit: Reporter = (outcomes, { say = english }) => {
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
    for (const outcome of own) lines.push(...testCase(outcome, say))
    lines.push('  </testsuite>')
  }
  return `${[...lines, '</testsuites>'].join('\n')}\n`
}

function testCase(outcome: Outcome, say: Say): string[] {
  const { suite, line, seconds, ok, failures } = outcome
  const name = `name="${xml(outcome.name)}" classname="${xml(suite)}"`
  const open = `    <testcase ${name} file="${xml(suite)}" line="${line}" time="${seconds.toFixed(3)}"`
  if (ok) return [`${open}/>`]
  const lines = sayLines(reasonsOf(outcome, say).join('\n'), say).split('\n')
  const body = lines.map(xml).join('\n')
  const failure = `      <failure type="mismatch" message="${xml(failures.map(say).join('; '))}">${body}</failure>`
  return [`${open}>`, failure, '    </testcase>']
}

/** Annotations of GitHub Actions; the log shows what failed. */
const github: Reporter = (outcomes, { say = english }) => {
  const lines = outcomes
    .filter(({ ok }) => !ok)
    .map((outcome) => {
      const place = `file=${property(outcome.suite)},line=${outcome.line},title=${property(outcome.name)}`
      return `::error ${place}::${annotated(sayLines(reasonsOf(outcome, say).join('\n'), say))}\n`
    })
  const { passed, failed } = countOutcomes(outcomes)
  return `${lines.join('')}${say(`${passed} passed, ${failed} failed`)}\n`
}

const json: Reporter = (outcomes) => {
  const cases = outcomes.map(({ suite, line, name, reduction, ok, error, failures, causes }) => {
    const found = error === undefined ? {} : jsonProperties('error', error)
    return { suite, line, name, reduction, ok, ...found, failures, causes }
  })
  return jsonLines({ schema: checkSchemaName, ...countOutcomes(outcomes), cases }, 'cases')
}

export const reporters = { pretty, tap, junit, json, github } as const satisfies Record<string, Reporter>
export type ReporterName = keyof typeof reporters
