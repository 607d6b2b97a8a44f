import { sentences } from './sentences.ts'

/** The words between the names of a formula. */
export const formulaSentences = sentences({
  'sum over the alignments of the product of their probabilities': '各对齐方式的概率之积的总和',
  't one-hot or probabilities': 't 为 one-hot 或概率',
  'probability of the right side': '正确一类的概率',
  'T: the classes in t before the first -1': 'T：t 中第一个 -1 之前的类别',
  'x and t at least 1e-7': 'x 与 t 至少为 1e-7',
  'keras: times 100': 'keras：乘以 100',
  'keras:': 'keras：',
  'with log-target:': '用 log-target 时：',
  'y as in ce': 'y 同 ce',
  'd by distance': 'd 由 distance 给出',
  'sum of': '求和：',
  'not in': '∉',
  in: '∈',
  and: '且',
  if: '若',
  else: '否则',
})
