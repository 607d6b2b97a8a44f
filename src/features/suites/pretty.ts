import { countOutcomes, type Outcome } from './outcome.ts'
import { english, type Say, sayEach } from '../../locale/locale.ts'
import type { Paint } from '../../writers/paint.ts'
import { cutTo } from '../../writers/fold.ts'
import { visibleWhole, visible } from '../../writers/text.ts'

interface ReporterOptions {
  readonly paint: Paint
  /** Only what failed, and the count. */
  readonly quiet: boolean
  /** Columns of the terminal: a case has one line. */
  readonly width?: number | undefined
  /** Of what CI shows to people. */
  readonly say?: Say
}

export type Reporter = (outcomes: readonly Outcome[], options: ReporterOptions) => string

export function reasonsOf({ failures, causes }: Outcome, say: Say): string[] {
  const explained = causes.flatMap(({ name, why, command }) => [
    `looks like: ${visible(sayEach(name, ', and ', say))}`,
    ...(why === '' ? [] : [`  ${visible(sayEach(why, '; ', say))}`]),
    ...(command === '' ? [] : ['  the same number:', `  ${visibleWhole(command)}`]),
  ])
  return [...failures.map(visible), ...explained]
}

/** For people: a line for each case, and why one failed; where all failed alike that is said once. */
export const pretty: Reporter = (outcomes, { paint, quiet, width: screen = Infinity, say = english }) => {
  const lines: string[] = []
  let suite: string | undefined
  const width = String(outcomes.length).length
  const nothing = outcomes.length > 1 && outcomes.every((one) => !one.ok && one.nothing)
  /** A cause is explained once: it is often that of all. */
  const told = new Set<string>()
  const why = outcomes.map(({ failures }) => failures.join('\n'))
  const alike = nothing || (why.length > 2 && why.every((one, i) => !outcomes[i]!.ok && one === why[0]))
  if (alike) {
    const one = outcomes.find(({ failures }) => failures[0]?.startsWith('got ')) ?? outcomes[0]!
    lines.push(`${paint.error('FAIL')} all ${outcomes.length} cases, as here:`)
    lines.push(...one.failures.map((reason) => `     ${visible(reason)}`))
  }
  const listed = alike ? [] : outcomes
  listed.forEach((outcome, i) => {
    if (quiet && outcome.ok) return
    if (outcome.suite !== suite) lines.push(paint.strong(visible(outcome.suite)))
    suite = outcome.suite
    const mark = outcome.ok ? 'ok  ' : paint.error('FAIL')
    const error = outcome.ok && outcome.error ? `  off by ${outcome.error.toExponential(1)}` : ''
    const room = screen - 'FAIL   '.length - width - error.length
    const name = cutTo(visible(outcome.name), Math.max(room, 1))
    lines.push(`${mark} ${String(i + 1).padStart(width)}  ${name}${error === '' ? '' : paint.dim(error)}`)
    if (outcome.ok) return
    if (outcome.line > 0) lines.push(`     ${paint.dim(`${visible(outcome.suite)}:${outcome.line}`)}`)
    const short = outcome.causes.map((cause) =>
      told.has(cause.name) ? { ...cause, why: '', command: '' } : cause,
    )
    for (const { name } of outcome.causes) told.add(name)
    for (const reason of reasonsOf({ ...outcome, causes: short }, say)) {
      lines.push(`     ${reason.startsWith('looks like') ? paint.hint(reason) : reason}`)
    }
  })
  const ungraded = outcomes.filter(({ noGradient }) => noGradient).length
  if (ungraded > 0 && !quiet) lines.push(`without the gradient that was asked for: ${ungraded}`)
  const shared = sharedCauses(outcomes)
  if (nothing)
    lines.push(paint.hint('every answer is NaN: the bodies are empty, or one step makes NaN of every number'))
  else if (shared.length > 0)
    lines.push(
      ...shared.map((name) => paint.hint(`all failures look like: ${visible(sayEach(name, ', and ', say))}`)),
    )
  else if (!alike) lines.push(...countCauses(outcomes, paint, say))
  const { passed, failed } = countOutcomes(outcomes)
  return `${lines.map((line) => `${line}\n`).join('')}${passed} passed, ${failed} failed\n`
}

function sharedCauses(outcomes: readonly Outcome[]): string[] {
  const [first, ...others] = outcomes.filter(({ ok }) => !ok)
  if (!first || others.length === 0) return []
  const shared = first.causes.filter(({ name }) =>
    others.every(({ causes }) => causes.some((cause) => cause.name === name)),
  )
  return shared.map(({ name }) => name)
}

/** If more than two failed: how many failures each cause would explain. */
function countCauses(outcomes: readonly Outcome[], paint: Paint, say: Say): string[] {
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
  return [
    paint.hint('likely causes:'),
    ...sorted.map(([name, count]) => `  ${visible(sayEach(name, ', and ', say))}: ${count}`),
  ]
}
