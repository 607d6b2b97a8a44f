import { closeSync, existsSync, mkdirSync, openSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, sep } from 'node:path'
import { harnessFacts } from './harness/harness.ts'
import { harnessLanguages } from './harness/languages.ts'
import { suiteText } from './suite-text.ts'
import type { Command } from '../../command/command.ts'
import { choice, namedLoss } from '../../command/read-flags.ts'
import { write } from '../../command/io.ts'
import { unwritable } from '../../readers/bytes/temporary-file.ts'
import { readLanguage } from '../../command/language.ts'
import { LossError, quoted } from '../../error.ts'
import { loadLoss, lossNames } from '../../losses/registry.ts'
import { loadSay } from '../../locale/locale.ts'

const names = Object.keys(harnessLanguages) as (keyof typeof harnessLanguages)[]

/** `loss-calc port new <loss> --lang c`: a harness with empty bodies, and a suite that it runs under. */
export const port: Command = {
  words: ['new'],
  configure(command) {
    command
      .description(
        `Starts a port of a loss to another language: a program with empty bodies that reads cases and prints answers,
and a suite with cases for each option of the loss. Both run under loss-calc check --impl at once.`,
      )
      .optionsGroup('Port')
      .option(`--lang <${names.join('|')}>`, 'the language of the port')
      .option('-o, --output <folder>', 'where to write (default: <loss>-<lang>)')
  },
  async run([verb, name], flags, io) {
    if (verb === undefined || (verb !== 'new' && (await loadLoss(verb)))) {
      const lang =
        typeof flags.lang === 'string' ? flags.lang : (names.find((one) => one === name) ?? names[0]!)
      throw new LossError('E103', 'after port comes new, then the loss', {
        tries: [`loss-calc port new ${verb ?? lossNames[0]!} --lang ${quoted(lang)}`],
      })
    }
    choice('port', verb, ['new'], 'port')
    if (name === undefined)
      throw new LossError('E103', 'a loss is missing', {
        tries: [`loss-calc port new ${lossNames[0]!} --lang ${names[0]!}`],
      })
    const loss = await namedLoss(name)
    if (typeof flags.lang !== 'string')
      throw new LossError('E103', '--lang is missing: the language of the port', {
        why: `it is one of ${names.join(', ')}`,
        tries: names.slice(0, 1).map((one) => `loss-calc port new ${loss.name} --lang ${one}`),
      })
    const chosen = choice('lang', flags.lang, names)
    const language = harnessLanguages[chosen]
    const folder = typeof flags.output === 'string' ? flags.output : `${loss.name}-${chosen}`
    const files = {
      source: join(folder, `port.${language.ending}`),
      program: isAbsolute(folder) ? join(folder, 'port') : `.${sep}${join(folder, 'port')}`,
      suite: join(folder, 'suite.json'),
    }
    const written = [files.source, files.suite]
    for (const file of written) {
      if (!existsSync(file)) continue
      throw new LossError('E110', `${file} is there already`, {
        why: 'a port that somebody wrote is not replaced',
        tries: [`loss-calc port new ${loss.name} --lang ${chosen} -o ${quoted(`${folder}-2`)}`],
      })
    }
    const words = (path: string) => quoted(path)
    const shown = { source: words(files.source), program: words(files.program), suite: words(files.suite) }
    const build = 'build' in language ? [language.build(shown)] : []
    const impl = language.run(shown)
    const check = `loss-calc check ${shown.suite} --impl ${quoted(impl)} --impl-stream`
    const source = language.source(harnessFacts(loss), [...build, check])
    const suite = suiteText(loss)
    save(folder, [
      [files.source, source],
      [files.suite, suite],
    ])
    const say = await loadSay(readLanguage(undefined, io.env))
    const wrote = say(`wrote ${written.map(quoted).join(', ')}`)
    const next = say('Fill in the empty bodies, then:')
    await write(io.stdout, `${wrote}\n\n${next}\n${[...build, check].map((line) => `  ${line}\n`).join('')}`)
    return 0
  },
}

/** Makes a folder and those above it, and calls `made` with each. Not `recursive`: Node 20 never ends where the system refuses a folder as /proc does. */
function makeFolder(folder: string, made: (folder: string) => void): void {
  const above = dirname(folder)
  // Above the folder that a run is in is itself, even where it has gone or may not be looked at.
  if (above === folder || existsSync(folder)) return
  makeFolder(above, made)
  mkdirSync(folder)
  made(folder)
}

/** All files, or none. @throws LossError E110 where a folder or file cannot be written */
function save(folder: string, files: readonly (readonly [string, string])[]): void {
  const undo: (() => void)[] = []
  try {
    makeFolder(folder, (made) => undo.push(() => rmdirSync(made)))
    for (const [file, text] of files) {
      closeSync(openSync(file, 'wx'))
      undo.push(() => unlinkSync(file))
      writeFileSync(file, text)
    }
  } catch (error) {
    for (const step of undo.reverse()) step()
    throw unwritable(folder, error)
  }
}
