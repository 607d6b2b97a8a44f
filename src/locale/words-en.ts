/** All that is said to a learner. The other languages have the same keys. */
export const en = {
  language: 'en' as 'en' | 'zh',
  /** What each named step is; a step without an entry shows its formula only. */
  steps: {
    difference: 'prediction minus target',
    sigmoid: 'probability after the sigmoid',
    notSigmoid: 'probability of the other side',
    lnSigmoid: 'its logarithm',
    lnNotSigmoid: 'its logarithm',
    lnRight: 'logarithm of the probability',
    lnWrong: 'logarithm of the other side',
    lnX: 'logarithm of the probability, at least -100',
    lnNotX: 'logarithm of the other side, at least -100',
    positive: 'term of the positive side',
    negative: 'term of the negative side',
    pT: 'probability given to the right side',
    ce: 'binary cross-entropy',
    miss: 'probability given to the wrong side',
    modulator: 'how much is left of an easy example',
    alphaT: 'weight of the side',
    max: 'largest logit',
    shift: 'shifted, so that nothing overflows',
    exp: 'exponentials',
    sum: 'their sum',
    logSumExp: 'log-sum-exp',
    softmax: 'probabilities, which sum to 1',
    logP: 'logarithm of the probability',
    logSoftmax: 'their logarithms',
    y: 'target of each class',
    terms: 'term of each class',
    probability: 'probability',
    picked: 'entry of the target class',
    weighted: 'loss times its weight',
    loss: 'loss',
  },
  /** The input, by what the loss takes it for. */
  inputs: {
    logit: 'logits',
    probability: 'probabilities',
    'log-probability': 'log-probabilities',
    number: 'predictions',
  },
  given: {
    t: 'target',
    p: 'weight of the positive side',
    w: 'weight',
    alpha: 'weight of the class (alpha)',
    var: 'variance',
    x1: 'first input',
    x2: 'second input',
    anchor: 'anchor',
    positive: 'sample of the same kind',
    negative: 'sample of another kind',
  },
  /** What heads the columns that `inspect` lists, and their types. */
  inspect: {
    column: 'column',
    type: 'type',
    holds: 'holds',
    types: { text: 'text', number: 'number', list: 'list' },
    zeros: 'zeros',
    whole: 'whole numbers',
    infinite: 'infinite',
  },
  explain: {
    comma: ', ',
    row: (row: number) => `row ${row}`,
    position: (position: number) => `position ${position}`,
    target: (index: number, name?: string) =>
      `target class ${index}${name === undefined ? '' : ` (${name})`}`,
    ignored: 'ignored: the target is the ignore index, so the row adds nothing to sum and divisor',
    numbers: {
      elements: (i: number) => `element ${i} in numbers`,
      classes: (i: number) => `class ${i} in numbers`,
    },
    allElements: (row: number) => ` (all of them: --explain ${row})`,
    moreElements: (n: number) => `... (${n} more ${n === 1 ? 'element' : 'elements'})`,
    rowMean: 'mean of the row',
    meanOfRows: 'mean of the rows',
    rowSum: 'sum of the row',
    share: 'share of the divisor',
    rowWeighted: 'weight of the row times its loss',
    reduction: {
      mean: 'From the rows to the mean',
      batchmean: 'From the rows to the mean',
      sum: 'From the rows to the sum',
      none: 'Not reduced',
    },
    sum: 'sum',
    divisor: 'divisor',
    mean: 'mean',
    rest: (rows: number) => `... (${rows.toLocaleString('en-US')} more ${rows === 1 ? 'row' : 'rows'})`,
    of: {
      elements: (n: string, ignored: number) =>
        `${n} ${n === '1' ? 'element' : 'elements'}${ignored > 0 ? ` (${ignored} ignored)` : ''}`,
      samples: (n: string, ignored: number) =>
        `${n} ${n === '1' ? 'sample' : 'samples'}${ignored > 0 ? ` (${ignored} ignored)` : ''}`,
      rows: (n: string, ignored: number) =>
        `${n} ${n === '1' ? 'row' : 'rows'}${ignored > 0 ? ` (${ignored} ignored)` : ''}`,
      weights: (n: string, ignored: number) =>
        `${n}, the sum of the weights${ignored > 0 ? ` (${ignored} ignored)` : ''}`,
    },
    kept: 'every loss stands for itself',
    full: 'full:',
    step: 'step',
    formula: 'formula',
    meaning: 'meaning',
    /** What LaTeX needs for the language. */
    latexPackages: 'amsmath',
  },
}

/** What every language says; a missing or surplus entry does not compile. */
export type Words = typeof en
