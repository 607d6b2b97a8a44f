/** acc, brier, ece, auc, ap, ppl, and top with a number. */
export type MetricName = 'acc' | 'brier' | 'ece' | 'auc' | 'ap' | 'ppl' | `top${number}`

/** Whether a word names a metric. */
export function isMetricName(word: string): word is MetricName {
  return /^(?:acc|brier|ece|auc|ap|ppl|top[1-9]\d{0,3})$/.test(word)
}
