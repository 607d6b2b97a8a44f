import type { HelpWords } from './help-en.ts'
import { helpText } from './zh-file.ts'

export const helpZh = JSON.parse(helpText()) as HelpWords
