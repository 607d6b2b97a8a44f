import { Ids } from '../../charts/plot.ts'
import type { PageWords } from '../../locale/page-en.ts'
import type { Say } from '../../locale/locale.ts'
import type { Report } from '../../report.ts'
import { Tables } from './html.ts'

/** What is not in the report. */
export interface PageFacts {
  readonly version: string
  readonly command: string
  /** The loss as MathML, or as text where that was not made. */
  readonly formula: { readonly mathml?: string | undefined; readonly text: string }
  /** The loss over the probability of the right answer, where it depends on that alone. */
  readonly curve?: { readonly at: Float64Array; readonly loss: Float64Array } | undefined
  /** Rows worked out, as the terminal shows them. */
  readonly worked?: string | undefined
  /** What the report says in English, in the language of the page. */
  readonly say: Say
}

/** What the sections of a page draw from. */
export class Context {
  readonly ids = new Ids()
  readonly tables = new Tables()

  constructor(
    readonly report: Report,
    readonly words: PageWords,
    readonly about: PageFacts,
  ) {}
}

/** What messages call a run: its first argument. */
export const nameOf = ({ args }: Report): string => Object.values(args)[0]!.name

/** 13.3 %; what is more than nothing does not show as 0. */
export function share(part: number): string {
  if (!Number.isFinite(part)) return String(part)
  if (part > 0 && part < 0.0005) return '< 0.1 %'
  return `${Number((100 * part).toPrecision(3))} %`
}
