import { describe, expect, it } from 'vitest'
import { isFixed } from '../../src/losses/example-numbers.ts'
import { loadAll } from '../../src/losses/registry.ts'
import type { OptionSpec } from '../../src/options.ts'
import { pictureOf } from '../../src/playground/curve.ts'
import {
  formOf,
  linkOf,
  type OptionChoice,
  resized,
  startOf,
  type PlaygroundState,
  stateOf,
  takesIt,
} from '../../src/playground/state.ts'
import { formsIn, viewOf } from '../../src/playground/view.ts'
import { run, words } from '../transcript.ts'

const losses = new Map((await loadAll()).map((loss) => [loss.name, loss]))
const forms = formsIn(losses).map(
  ({ name, loss, form }) => [name, startOf(losses, loss, form, 'en')] as const,
)

interface Printed {
  readonly value: number | null
  readonly value_text?: string
  readonly grad?: unknown
}

/** What the program prints for the command of a state. */
async function printed(state: PlaygroundState): Promise<Printed> {
  const line = viewOf(losses, state).command.replace(' --explain', '')
  const { stdout, stderr, status } = await run([...words(line).slice(1), '--json', '--grad', '--no-hints'])
  expect(status, `${line}\n${stderr}`).toBe(0)
  return JSON.parse(stdout) as Printed
}

async function sameDigits(state: PlaygroundState): Promise<void> {
  const { report, grads } = viewOf(losses, state)
  const { value, value_text, grad } = await printed(state)
  expect(value ?? value_text).toBe(Number.isFinite(report.value) ? report.value : String(report.value))
  const first = Object.values(grads)[0]
  if (first && grad !== undefined)
    expect([grad].flat(2)).toEqual(first.flat().map((one) => (Number.isFinite(one) ? one + 0 : null)))
}

/** Another value than the default, if the option has one that every loss of the example takes. */
function moved(name: string, spec: OptionSpec): OptionChoice | undefined {
  const tried: readonly OptionChoice[] =
    spec.type === 'flag'
      ? [!spec.default]
      : spec.type === 'choice'
        ? spec.words.filter((word) => word !== spec.default)
        : spec.type === 'tensor'
          ? [spec.as === 'classes' ? [1, 2, 4] : [2]]
          : spec.type === 'integer'
            ? [2]
            : [0.3, 1.5, 2]
  return tried.find((value) => (!('default' in spec) || value !== spec.default) && takesIt(name, spec, value))
}

describe.each(forms)('the example of %s', (_name, start) => {
  it('is computed to the digits of the command it shows', async () => {
    await sameDigits(start)
    await sameDigits({ ...start, reduction: 'sum' })
  })

  it('keeps them when options move, and fits into a link', async () => {
    for (const [name, spec] of Object.entries(formOf(losses, start).options)) {
      const value = moved(name, spec)
      if (value === undefined) continue
      const state = { ...start, language: 'zh' as const, options: { [name]: value } }
      try {
        viewOf(losses, state)
      } catch {
        continue
      }
      await sameDigits(state)
      expect(stateOf(losses, linkOf(state))).toEqual(state)
    }
    expect(stateOf(losses, linkOf(start))).toEqual(start)
  })

  it('has steps in words for every row, and a curve where there is one', () => {
    const view = viewOf(losses, start)
    for (const { steps } of view.explained) expect(steps.length).toBeGreaterThan(1)
    const picture = pictureOf(losses, start, view)
    if (picture) expect(picture.lines.every(({ values }) => values.length === picture.at.length)).toBe(true)
  })

  it('can have other rows and columns', async () => {
    if (isFixed(formOf(losses, start))) return
    await sameDigits(resized(losses, start, 5, 4))
    await sameDigits(resized(losses, start, 1, 2))
  })
})

describe('the playground', () => {
  it('starts with the number of the blog', () => {
    const { report } = viewOf(losses, startOf(losses, 'bce-logits', '', 'en'))
    expect(report.value).toBe(0.7193247832556008)
  })

  it('puts the numbers of the usual losses on their curves', () => {
    const dots = (name: string, form = '') => {
      const state = startOf(losses, name, form, 'en')
      return pictureOf(losses, state, viewOf(losses, state))!.dots
    }
    for (const name of ['mse', 'bce', 'bce-logits', 'l1', 'huber']) expect(dots(name).length, name).toBe(9)
    expect(dots('focal', 'sigmoid').length).toBe(9)
    expect(dots('bce-logits').filter(({ second }) => second).length).toBe(4)
    for (const name of ['ce', 'nll']) expect(dots(name).length, name).toBe(3)
  })

  const link = linkOf(startOf(losses, 'bce-logits', '', 'en'))
  it.each([
    '',
    'loss=none',
    '<script>alert(1)</script>',
    '%3Cscript%3E',
    link.replace('bce-logits', '__proto__'),
    link.replace('bce-logits', 'constructor'),
    link.replace('lang=en', 'lang=xx'),
    link.replace('row=0', 'row=3'),
    link.replace('row=0', 'row=-1'),
    link.replace('-0.4089', 'NaN'),
    link.replace('-0.4089', '1e7'),
    link.replace('-0.4089', '0x10'),
    link.replace('-0.4089', ''),
    link.replace('-0.4089,', ''),
    link.replace(/target=[^&]*/, 'target=0,1;1,0'),
    `${link}&--posWeight=1,2,x`,
    `${link}&--gamma=2`,
    `${link}&--__proto__=2`,
    `${link}&lang=zh`,
    `${link}&`,
    `${link}&reduction=none`,
    link.replace(/input=[^&]*/, `input=${'1;'.repeat(9)}1`),
    `${linkOf(startOf(losses, 'ce', '', 'en')).replace('target=2', 'target=3')}`,
    `${linkOf(startOf(losses, 'ce', '', 'en')).replace('target=2', 'target=0.5')}`,
    `${linkOf(startOf(losses, 'ce', '', 'en'))}&--labelSmoothing=2`,
    `${link}${'&x=1'.repeat(2000)}`,
  ])('takes nothing of the link %s', (bad) => {
    expect(stateOf(losses, bad)).toBe(undefined)
  })
})
