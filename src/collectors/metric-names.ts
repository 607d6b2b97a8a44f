/** Those that compare the classes that are predicted with those that are meant. */
export const scoreNames = ['precision', 'recall', 'f1'] as const

export type ScoreName = (typeof scoreNames)[number]

/** Numbers that are told beside a loss; top5 stands for top with any number. */
export const metricNames = ['acc', ...scoreNames, 'brier', 'ece', 'auc', 'ap', 'ppl', 'top5'] as const

export type MetricName = (typeof metricNames)[number] | `top${number}`

export function isMetricName(word: string): word is MetricName {
  return (metricNames as readonly string[]).includes(word) || /^top[1-9]\d{0,3}$/.test(word)
}

export function isScoreName(name: MetricName): name is ScoreName {
  return (scoreNames as readonly string[]).includes(name)
}
