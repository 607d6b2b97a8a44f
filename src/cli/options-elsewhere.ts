/** Options here, and the words that other programs have for them; a value stands with its option. */
export const optionsElsewhere: Readonly<Record<string, string>> = {
  '--input-cols':
    'columns cols usecols features feature-cols logits-cols pred-cols input preds pred predictions prediction scores logits probs y-pred',
  '--target-col':
    'label labels label-col label-column target targets target-column y y-true truth gt ground-truth',
  '--weight-col': 'sample-weight sample-weights sample-weight-col',
  '--weight': 'weights class-weight class-weights balanced imbalance imbalanced frequency frequencies',
  '--id': 'ids id-col id-column index-col key on join',
  '--where': 'filter query only select subset',
  '--missing': 'na nan nans null nulls on-missing handle-missing',
  '--missing skip':
    'dropna drop-na skipna skip-na skip-missing ignore-missing ignore-na skip-invalid drop-invalid',
  '--delimiter': 'sep separator field-separator fs semicolon',
  '--decimal': 'dec decimal-mark decimal-comma excel',
  '--headers': 'header',
  '--no-headers': 'no-header noheader',
  '--encoding': 'charset',
  '--input-format': 'from-format in-format filetype',
  '--eps': 'epsilon',
  '--class-axis': 'axis dim class-dim channel-axis',
  '--index-base': 'one-based',
  '--ignore-index': 'mask masked padding pad',
  '--classes': 'class-order class-names label-names',
  '--top': 'worst hardest limit head largest nlargest top-k topk k',
  '--top 20': 'relabel',
  '--show': 'extra-cols keep-cols with-columns',
  '--sort': 'sort-by order order-by',
  '--group-by': 'by groupby group groups slice slices segment bucket buckets length',
  '--per-class': 'by-class class-wise classwise',
  '--quantiles': 'percentiles percentile',
  '--quantiles 0.5': 'median',
  '--hist': 'histogram bins',
  '--metrics': 'metric measures',
  '--metrics acc': 'acc accuracy',
  '--metrics auc': 'auc roc-auc auroc roc',
  '--metrics ap': 'ap average-precision pr-auc auprc map',
  '--metrics f1': 'f1 f1-score macro-f1',
  '--metrics recall': 'recall',
  '--metrics ppl': 'ppl perplexity',
  '--metrics ece': 'ece',
  '--metrics brier': 'brier brier-score',
  '--confusions': 'confusion confusion-matrix mistakes wrong errors',
  '--label-smoothing': 'smoothing ls smooth-labels',
  '--from logits': 'from-logits with-logits',
  '--from probs': 'from-probs probabilities predict-proba',
  '--reduction': 'reduce-by agg aggregate average',
  '--reduction mean': 'mean avg',
  '--reduction sum': 'sum total',
  '--reduction none': 'none unreduced',
  '--precision': 'digits decimals round decimal-places',
  '--format': 'output-format out-format fmt to',
  '--format table': 'table',
  '--format ndjson': 'jsonl json-lines jsonlines',
  '--format markdown': 'md markdown',
  '--format state': 'state',
  '--format latex': 'tex latex',
  '--grad': 'gradient gradients backward',
  '--output': 'out out-file output-file save save-to save-as outfile',
  '--report': 'html page report-file html-report',
  '--quiet': 'silent value-only number-only',
  '--threads': 'jobs j workers num-workers nproc cpus cores parallel num-threads',
  '--lang': 'language locale',
  '--no-color': 'no-colour nocolor',
  '--color': 'colour',
  '--explain': 'steps details work-out step-by-step tutorial',
  '--code': 'snippet show-code',
  '--expect': 'expected assert equals should-be',
  '--threshold': 'cutoff cut-off decision-threshold',
  '--calibration': 'calibrate reliability reliability-diagram',
  '--max': 'fail-over fail-above max-loss',
  '--rtol': 'rel-tol relative-tolerance tol tolerance',
  '--atol': 'abs-tol absolute-tolerance',
  '--strict': 'werror fail-on-warning',
}

/** Values of options, and the words that others have for them. */
const valuesElsewhere: Readonly<Record<string, string>> = {
  '--from probs': 'softmax sigmoid proba',
  '--from log-probs': 'log-softmax logprobs',
  '--lang js': 'typescript javascript ts node',
  '--lang c': 'c++ cpp',
  '--code keras': 'tensorflow tf',
  '--code torch': 'pytorch',
  '--reduction mean': '均值 平均',
  '--reduction sum': '求和 总和 和',
  '--reduction none': '无 不归约',
}

/** What others can do, and this program cannot: why, and what to do. */
const absent: Readonly<Record<string, string>> = {
  'losses are in nats; divided by ln 2 = 0.6931 they are bits': 'bits base log-base log2',
  'logits are divided by a temperature before they come here': 'temperature temp',
  'the second name of --classes is the positive one':
    'positive positive-class positive-label pos-label pos-class',
  "--max checks the loss, --fail-if 'acc < 0.9' a metric": 'min-acc min-accuracy min-f1 min-auc fail-under',
  'compare gives an interval of the difference of two models': 'ci confidence bootstrap stderr',
}

export function notHere(flag: string): string | undefined {
  const word = plainName(flag)
  return Object.keys(absent).find((why) => absent[why]!.split(' ').includes(word))
}

/** The value that another program calls so. */
export function valueElsewhere(flag: string, word: string): string | undefined {
  const found = Object.entries(valuesElsewhere).find(
    ([value, words]) => value.startsWith(`${flag} `) && words.split(' ').includes(word.toLowerCase()),
  )
  return found?.[0].split(' ')[1]
}

/** Names in one spelling: `--from_logits`, `--fromLogits` and `-from-logits` are `from-logits`. */
export const plainName = (flag: string): string =>
  flag
    .replace(/^-+/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()

/** The option, with a value if that says it, for which others have a word, among those that a command takes. */
export function optionElsewhere(flag: string, known: readonly string[]): string | undefined {
  const word = plainName(flag)
  const found = Object.entries(optionsElsewhere).find(
    ([option, words]) => known.includes(option.split(' ')[0]!) && words.split(' ').includes(word),
  )
  return found?.[0]
}
