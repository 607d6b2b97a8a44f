interface Help {
  readonly title: string
  readonly help: string
  /** Whether it tells of a guess that changes the number, so that --strict refuses it. */
  readonly guess?: boolean
}

/** Every warning: something that torch computes without a word, or a decision of this program. For `loss-calc help W405`. */
export const warnings: Readonly<Record<string, Help>> = {
  W401: {
    title: 'Shapes were broadcast',
    help: 'mse stretches dimensions of length 1, as torch does. An input (N, C) with a target (N, 1) compares each target with a whole row, and a vector with a column makes a matrix; the mean is then over more elements than the data have. Give both the same shape if that is not meant.',
  },
  W402: {
    title: 'Infinite numbers in the input',
    help: 'For an infinite logit the limit of the loss is used, where torch may give NaN. Elsewhere Infinity is either in the file or a number too large for float64. Look for a division by 0 or an overflow where the input was made.',
  },
  W403: {
    title: 'Targets outside [0, 1]',
    help: 'The loss takes probabilities as targets, and torch does not check them. Other values compute, but the loss may fall below 0 and means nothing. Are they class indices, or -1 and 1 for the two classes? --target-format says how targets are written.',
  },
  W404: {
    title: 'Target rows that do not sum to 1',
    help: 'A row of targets that is as long as a row of the input is taken for probabilities of the classes, and torch does not check their sum. Several ones in a row are several labels: bce-logits is for those.',
  },
  W405: {
    title: 'All targets are ignored',
    help: 'Every target equals --ignore-index, so no loss is left to average: the mean is 0/0 = NaN, as in torch. --reduction sum gives 0. Is the index one that real classes have?',
  },
  W406: {
    title: 'Nothing to average',
    help: 'The input has no elements, so the mean is 0/0 = NaN, as in torch. --reduction sum gives 0. Is the file empty, or has it a header only?',
  },
  W407: {
    title: 'Deprecated way to name the reduction',
    help: '--size-average and --reduce are spelled as in old versions of torch, and win over --reduction. Write --reduction none, mean or sum instead; the message says which of them it is.',
  },
  W408: {
    title: 'Columns left out as ids',
    help: 'Without --input-cols, all columns of numbers that nothing else uses are the input, but for those named id, index, row and so on, which only count the rows. Name the columns with --input-cols if they belong to it, and the warning goes away.',
    guess: true,
  },
  W409: {
    title: 'NaN among the numbers',
    help: 'The loss of NaN is NaN, and so are the mean and the sum, as in torch. --top 5 lists such samples first; --fail-on nan makes the exit status 1. --missing skip leaves out such rows, as those without a value.',
  },
  W410: {
    title: 'A column of texts and numbers left out',
    help: 'Without --input-cols, columns of texts are left out. This one holds numbers in some of the first rows: is it a column of numbers with damaged cells? Name the columns with --input-cols, and the warning goes away.',
    guess: true,
  },
  W411: {
    title: 'Rows without a partner',
    help: '--id pairs the rows of two files, and --missing-ids skip leaves out those whose id the other file does not have. The mean is over the others.',
  },
}

/** Whether a warning tells of a guess that could have gone the other way. */
export function isGuess(code: string): boolean {
  return warnings[code]?.guess === true
}
