import type { Help } from './hint-help.ts'

interface Warning extends Help {
  /** Whether it tells of a guess that changes the number, so that --strict refuses it. */
  readonly guess?: boolean
}

/** Every warning: something that torch computes without a word, or a decision of this program. For `loss-calc help W405`. */
export const warnings: Readonly<Record<string, Warning>> = {
  W401: {
    title: 'Shapes were broadcast',
    help: 'The loss stretches dimensions of length 1, as torch does: (N, C) with (N, 1) compares each target with a whole row, a vector with a column makes a matrix, and the mean is over more elements. Give both one shape if that is not meant.',
  },
  W402: {
    title: 'Infinite numbers in the input',
    help: 'For an infinite logit the limit of the loss is used, where torch may give NaN. Elsewhere Infinity is in the file, or a number too large for float64.',
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
    help: 'Every target equals --ignore-index, so no loss is left to average: the mean is NaN, as in torch. Is the index one that real classes have?',
  },
  W406: {
    title: 'Nothing to average',
    help: 'The input has no elements, or the weights add up to 0, so the mean is NaN or infinite, as in torch. Has the file a header only?',
  },
  W407: {
    title: 'size_average and reduce, deprecated in torch',
    help: '--reduce false is --reduction none, else --size-average false is sum, else both are mean. They win over --reduction.',
  },
  W408: {
    title: 'Columns left out of the input',
    help: 'Without --input-cols, all columns of numbers that nothing else uses are the input, but for those named id, index, row and so on, which only count the rows. Name the columns with --input-cols if they belong to it.',
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
  W412: {
    title: 'Numbers that are no log-probabilities',
    help: 'The loss takes logarithms of probabilities: none is above 0, and e^x sums to 1 over a row. torch does not check them. Probabilities need their logarithm first, logits their log-softmax.',
  },
  W413: {
    title: '0 and 1 where classes are listed',
    help: 'The target lists the numbers of the classes and ends at the first -1: 1,0,1 names the classes 1, 0 and 1. A 0 or 1 for each class is what multilabel-soft-margin and bce-logits take.',
  },
  W414: {
    title: 'A class that is listed twice',
    help: 'A class that a row of the target names twice counts twice, as in torch.',
  },
  W415: {
    title: 'Rows that name no class',
    help: 'A list of classes that starts with -1 is empty. The loss of such a row is 0, and the mean counts it.',
  },
  W416: {
    title: 'Counts that are no whole numbers',
    help: 'A number of events is whole. Other targets, such as rates and averages, compute as in torch.',
  },
  W417: {
    title: 'Targets that cannot be aligned',
    help: 'A target needs as many times of the input as it has labels, and one more between equal neighbours. Otherwise, or where a probability on every way is 0, the loss is Infinity, and so are mean and sum. --zero-infinity counts such samples as 0, as in torch.',
  },
  W418: {
    title: 'One variance per row of a square input',
    help: 'A vector of variances has one per row of the input. Where the input has as many columns as rows, it might be one per column, which torch does not ask. Give variances per column the shape (1, N).',
  },
  W419: {
    title: 'A share of 0',
    help: 'The error is divided by the size of the target, or by a floor (2.2e-16, keras: 1e-7) if that is larger: for a target of 0 the floor decides how large the loss is. An absolute error says more there.',
  },
  W420: {
    title: 'A mean over the classes, too',
    help: 'mean divides by the number of all elements, as in torch, which warns of it. The divergence of distributions is a sum over the classes: --reduction batchmean divides that by the number of rows.',
  },
  W421: {
    title: 'Columns in several orders',
    help: 'Some of the first 1000 records have their keys in another order than others. The columns, and so the classes, are in the order of the first. --input-cols p0,p1,p2 says the order, and the warning goes away.',
    guess: true,
  },
  W422: {
    title: 'A column without a value in the first rows',
    help: 'The first 1000 rows tell what a column holds. This one has no value there, and is used as numbers since nothing else was named. Name the columns with --input-cols, and the warning goes away.',
    guess: true,
  },
  W423: {
    title: 'Columns that come late',
    help: 'The first 1000 records tell which columns there are. Later ones have more keys, which are not read. If they belong to the input, let a record at the start have them, with null where nothing is.',
    guess: true,
  },
  W424: {
    title: 'A state that came twice',
    help: 'A shard was there already, with the same content, as after a task that was retried or ran twice. It counts once.',
  },
  W425: {
    title: 'Shards without a name',
    help: 'Without --shard K/N nobody sees that a part came twice or is missing, and equal losses of --top, and groups, have no order of their own.',
  },
  W426: {
    title: 'A column that two files have',
    help: 'Of --where, --group-by, --show and --weight-col a name is looked for in the first file, then in the second. Where both have it, and a row has two values, only that of the first is used.',
    guess: true,
  },
  W427: {
    title: 'One value, two spellings',
    help: '--where compares numbers by their value, so k=1 takes 01, too. Where 1 and 01 are different codes, --group-by shows them apart; a letter in front (c01) makes the column one of texts.',
    guess: true,
  },
  W428: {
    title: 'A condition that leaves out no row',
    help: '--where compares texts letter by letter. What pandas writes to CSV as True is true in Parquet and JSON, and a date of Parquet 2024-01-03T00:00:00.000Z.',
    guess: true,
  },
}

/** Whether --strict fails: on a hint, and on a warning of a guess that could have gone the other way. */
export function isDoubt({ code }: { readonly code: string }): boolean {
  return code.startsWith('H') || warnings[code]?.guess === true
}
