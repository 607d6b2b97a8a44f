import type { Say } from './locale.ts'

/** Words that stand in formulas, longer ones before their parts. */
const inFormulas = [
  'sum over the alignments of the product of their probabilities',
  't one-hot or probabilities',
  'probability of the right side',
  'T: the classes in t before the first -1',
  'x and t at least 1e-7',
  'keras: times 100',
  'keras:',
  'with log-target:',
  'y as in ce',
  'd by distance',
  'sum of',
  'not in',
  'in',
  'and',
  'if',
  'else',
] as const

/** A formula with the words between its names said. */
export function sayFormula(formula: string, say: Say): string {
  return inFormulas
    .reduce(
      (text, words) => text.replaceAll(new RegExp(String.raw`(?<![\w-])${words}(?![\w-])`, 'g'), say(words)),
      formula,
    )
    .replaceAll(/(?<=(?![\0-\x7f])\p{Po}) /gu, '')
}
