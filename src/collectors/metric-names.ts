/** Those that compare the classes that are predicted with those that are meant. */
export const scoreNames = ['precision', 'recall', 'f1'] as const

export type ScoreName = (typeof scoreNames)[number]

/** acc, brier, ece, auc, ap, ppl, precision, recall, f1, and top with a number. */
export type MetricName = 'acc' | 'brier' | 'ece' | 'auc' | 'ap' | 'ppl' | ScoreName | `top${number}`

export function isMetricName(word: string): word is MetricName {
  return /^(?:acc|brier|ece|auc|ap|ppl|precision|recall|f1|top[1-9]\d{0,3})$/.test(word)
}

export function isScoreName(name: MetricName): name is ScoreName {
  return (scoreNames as readonly string[]).includes(name)
}
