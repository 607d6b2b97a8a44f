import { c } from './c.ts'
import { go } from './go.ts'
import type { HarnessLanguage } from './harness.ts'
import { javascript } from './javascript.ts'
import { python } from './python.ts'
import { rust } from './rust.ts'
import { swift } from './swift.ts'

/** The languages of harnesses by the words of --lang; a new one is a file and an entry. */
export const harnessLanguages = { c, rust, swift, go, js: javascript, python } as const satisfies Record<
  string,
  HarnessLanguage
>
