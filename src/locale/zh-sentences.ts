import { type Sentences, translator } from './sentences.ts'
import { commandSentences } from './zh-command.ts'
import { dataSentences } from './zh-data.ts'
import { formulaSentences } from './zh-formulas.ts'
import { identifySentences } from './zh-identify.ts'
import { optionSentences } from './zh-options.ts'
import { readerSentences } from './zh-readers.ts'
import { sqlSentences } from './zh-sql.ts'
import { stateSentences } from './zh-states.ts'
import { resultSentences } from './zh-results.ts'
import { warningSentences } from './zh-warnings.ts'

/** All sentences in Chinese, by the English ones. */
export const zhSentences: Sentences = {
  ...commandSentences,
  ...dataSentences,
  ...readerSentences,
  ...formulaSentences,
  ...identifySentences,
  ...sqlSentences,
  ...stateSentences,
  ...warningSentences,
  ...optionSentences,
  ...resultSentences,
}

export const say = translator(zhSentences)
