import { describe, expect, it } from 'vitest'
import { hintRules } from '../src/hints/rules.ts'
import { warnings } from '../src/hints/warning-help.ts'
import { formsOf, inputOf, spellingsOf } from '../src/losses/forms.ts'
import { loadAll } from '../src/losses/registry.ts'
import { en } from '../src/locale/en.ts'
import { languages, loadWords } from '../src/locale/locale.ts'

const losses = await loadAll()

/** steps.loss, explain.row, ... of everything that is said. */
function keysOf(words: object, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' &&
    value !== null &&
    !['summaries', 'hints', 'hintHelp', 'warnings'].includes(key)
      ? keysOf(value as object, `${path}${key}.`)
      : [`${path}${key}`],
  )
}

describe.each(languages)('%s', (language) => {
  it('says everything that English says, and nothing empty', async () => {
    const words = await loadWords(language)
    expect(keysOf(words)).toEqual(keysOf(en))
    expect(JSON.stringify(words)).not.toContain('""')
  })

  it('has a meaning for every step of the losses that teach', async () => {
    const { steps, inputs } = await loadWords(language)
    for (const loss of losses) {
      for (const form of formsOf(loss).values()) {
        for (const one of [form, ...spellingsOf(form).values()]) {
          if (!Object.values(one.takes)[0]!.means) expect(inputs).toHaveProperty([inputOf(one).what])
          for (const [name, { means }] of Object.entries(one.steps)) {
            if (!means) expect(steps).toHaveProperty([name])
          }
        }
      }
    }
  })
})

it('other languages than English sum up every command, hint and warning', async () => {
  const { summaries, hints, hintHelp, warnings: told } = await loadWords('zh')
  expect(Object.keys(hintHelp)).toEqual(Object.keys(hintRules))
  for (const text of Object.values(hintHelp)) expect(text).toMatch(/\p{Script=Han}/u)
  expect(Object.keys(hints)).toEqual(Object.keys(hintRules))
  expect(Object.keys(told)).toEqual(Object.keys(warnings))
  for (const { title, help } of Object.values(told)) {
    for (const text of [title, help]) expect(text).toMatch(/\p{Script=Han}/u)
  }
  for (const { summary } of losses) expect(summary.zh).toMatch(/\p{Script=Han}/u)
  expect(Object.keys(summaries)).toEqual(['inspect', 'plot', 'schema', 'help'])
})
