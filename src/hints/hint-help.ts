/** What `help` says of a code. */
export interface Help {
  readonly title: string
  readonly help: string
}

/** Every hint: a likely mistake that computes without an error. For `loss-calc help H103`. */
export const hintTexts: Readonly<Record<string, Help>> = {
  H101: {
    title: 'Sigmoid applied twice',
    help: 'bce-logits and focal apply the sigmoid themselves. Inputs that all lie in [0, 1] are probably probabilities already. Give probabilities with --from probs, or to bce; dice, jaccard and tversky take them with --probabilities.',
  },
  H102: {
    title: 'Gray values as predictions',
    help: 'Gray values are no logits; divided by 255 they are probabilities.',
  },
  H103: {
    title: 'Softmax applied twice',
    help: 'ce and softmax focal apply log-softmax themselves. Rows that are >= 0 and sum to 1 are probably softmax output already; with C classes ce can then never fall below ln(1 + (C-1)/e). Give probabilities with --from probs.',
  },
  H104: {
    title: 'Probabilities given to nll',
    help: 'nll takes log-probabilities. On probabilities it computes -p, which is negative and no likelihood; --from probs takes the logarithms.',
  },
  H105: {
    title: 'No log-probabilities given to nll',
    help: 'The exponentials of a row of log-probabilities sum to 1. Where they do not, log_softmax is probably missing; ce applies it.',
  },
  H106: {
    title: 'Log-probabilities given to ce',
    help: 'log-softmax of log-probabilities is the same again, so the value is right; the loss of log-probabilities is called nll.',
  },
  H107: {
    title: 'Targets that are not in [0, 1]',
    help: 'The binary losses take targets in [0, 1]. --target-format signed maps -1 and 1 to 0 and 1, gray 0 to 255 to 0 to 1. bce refuses others; bce-logits computes them, as torch does.',
  },
  H108: {
    title: 'Class indices given to a binary loss',
    help: 'The binary losses take a 0 or 1 for every input. A class index per row belongs to ce, with one column of logits per class.',
  },
  H109: {
    title: 'One-hot targets with class weights',
    help: 'For probability targets, one-hot or not, torch divides the weighted mean by the number of rows; for class indices by the weights of the targets. The sums are equal, the means are not.',
  },
  H110: {
    title: 'Targets that mark rows to skip',
    help: 'A class index of -1 or 255 often means "no label". Only --ignore-index (default -100) is skipped; other indices out of range are an error, E306.',
  },
  H112: {
    title: 'Rows that nearly sum to 1',
    help: 'Rows >= 0 that sum to about 1 look like rounded softmax output. ce applies softmax again; nll wants their logarithms.',
  },
  H113: {
    title: 'Logarithms cut off at -100',
    help: 'bce stops ln p at -100, as torch, so a certain but wrong answer costs 100 and can rule the mean. Keras clips p at 1e-7 (16.12), scikit-learn at the rounding of float64 (36.04). Logits with bce-logits need no floor.',
  },
  H114: {
    title: 'A column that looks like row numbers',
    help: "A column that counts 0, 1, 2, ... or is named id or index probably came along from a data frame. Leave it out: --input-cols '!id'.",
  },
  H116: {
    title: 'A loss at the level of chance',
    help: 'Equal probabilities for all C classes cost ln C: 0.6931 for 2, 2.3026 for 10. A mean within 1 % of that says that the model has learnt nothing yet, or that outputs and targets do not belong together.',
  },
  H117: {
    title: 'Focal loss with gamma 0',
    help: 'With gamma 0 nothing is focused: the loss is cross-entropy times alpha.',
  },
  H118: {
    title: 'Names of columns read as numbers',
    help: 'pandas writes 0, 1, 2, ... above columns without names. As the first row of a file it is one row more. --headers says that the first line is one, --no-headers that it is none.',
  },
  H119: {
    title: 'A column unlike the others',
    help: 'Without --input-cols all columns of numbers that nothing else uses are the input. Where most share a beginning (logit_cat, logit_dog) and one does not (w), that one is probably no logit.',
  },
  H120: {
    title: 'Names in another order',
    help: 'Columns belong together by their order, not by their names. Where the names of the classes, or of the target columns, are those of the input columns in another order, the loss mixes them up.',
  },
  H121: {
    title: 'Rows of two files in another order',
    help: 'Without --id, row n of the input belongs to row n of the target. Where both files name their rows, the first row that differs is named. --id pairs the rows by such a column, once both are called alike.',
  },
  H122: {
    title: 'Class numbers that may be names',
    help: 'A whole number as target counts the classes from 0. Where the columns are numbered otherwise (pred_2, pred_0) or are words, it may mean these. --index-base 1 counts from 1, --input-cols orders the columns, --classes 10,20 names them, --index-base 0 keeps the places.',
  },
  H123: {
    title: 'A softmax of one class',
    help: 'The probability of the only class is 1 whatever the logit, so the loss is 0. One logit per row belongs to bce-logits, with targets of 0 and 1.',
  },
  H124: {
    title: 'Rows of probabilities that do not sum to 1',
    help: 'The loss is -ln of the probability of the target, whatever the others are. Where they do not sum to 1, a column may be missing, or each is of a label of its own, as for bce. --normalize divides each row by its sum, as Keras does.',
  },
  H125: {
    title: 'A column of weights for a square input',
    help: 'A column of a file has one weight per row. Where the input has as many columns as rows, it might be one per column, as a list is: --weight 1,2,3.',
  },
  H126: {
    title: 'Scores of the best label',
    help: 'The score of the best label is that of another label in each row. A loss takes the probability of one class in all rows: ask for all scores.',
  },
  H127: {
    title: 'A right answer of probability 0',
    help: 'Its loss is infinite, and so are mean and sum. Such zeros mostly come from rounding. --eps 1e-7 clips them as Keras, --compat sklearn as scikit-learn; logits need neither. --top 20 lists the samples.',
  },
  H128: {
    title: 'Targets that may count from 1',
    help: 'A whole number as target counts the classes from 0. Where no target is 0 and the most probable class is mostly the one before the target, the targets probably count from 1, as those of R, MATLAB and Julia: --index-base 1.',
  },
  H129: {
    title: 'Two parts of one table',
    help: 'The first file is the input, the second the target. Where both have all columns, as part-0.csv and part-1.csv do, targets of one meet inputs of the other. Give each alone, with --format state, and merge the states.',
  },
  H130: {
    title: 'Numbers that mark missing values',
    help: 'Instruments and archives write -999, -9999 or -32768 where nothing was measured. --where "y>-9999" leaves such rows out.',
  },
  H131: {
    title: 'A last row that sums up the others',
    help: 'Spreadsheets and pivot tables end in a row called Total, Sum or Mean. --where "id!=Total" leaves it out.',
  },
  H132: {
    title: 'Scores that are sorted in each row',
    help: 'Pipelines and top-k lists give the best class first, which is another in each row. A zero-shot pipeline in NDJSON: jq -c \'.p = ([.labels, .scores] | transpose | map({(.[0]): .[1]}) | add)\', and --input-cols "p.*".',
  },
}
