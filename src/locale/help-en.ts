/** The help topics, and what other languages say of codes. They have the same keys. */
export const helpEn = {
  /** Title and help of errors in other languages, by code. */
  errors: {} as Readonly<Record<string, { readonly title: string; readonly help: string }>>,
  /** Title and help of warnings in other languages, by code. */
  warnings: {} as Readonly<Record<string, { readonly title: string; readonly help: string }>>,
  /** Titles of hints, where they do not say their own. */
  hints: {} as Readonly<Record<string, string>>,
  /** Why, and what to do; likewise, in lines. */
  hintHelp: {} as Readonly<Record<string, string>>,
  topics: {
    environment: `Environment
  LOSS_CALC_LANG       en or zh: language of what people read; --lang wins
  LC_ALL, LC_MESSAGES, LANG   the same by the locale of the system: zh, zh_CN.UTF-8, ...
  NO_COLOR             no colour, if it is not empty; --color wins
  FORCE_COLOR          colour also in files and pipes; 0 and false: none
  TERM                 no colour if it is dumb
  XDG_CACHE_HOME, NODE_COMPILE_CACHE   where compiled code is kept, so that the next run starts sooner
  Programs read the same in each language: --json, --csv, --ndjson and -q do not change.
`,
    examples: `Data of the package, as inputs anywhere
  example:blog/logits.csv       3 x 3 logits
  example:blog/target.csv       3 x 3 targets of 0 and 1
  example:files/preds.csv       probabilities of two classes, labels, splits and weights by name
  example:files/model-b.csv     a second model on the same samples
  'example:epochs/*.csv'        logits and labels of epochs, for trend
  @bce-logits, @ce, ...         suites for loss-calc check

  loss-calc demo shows six moves on them; loss-calc <command> -h has two to four examples of each command.
`,
    'exit-codes': `Exit status
  0    computed
  1    a requested check failed
  2    the command is wrong: unknown flag, bad value, options that exclude each other
  3    the data are wrong: unreadable, not numbers, shapes or values that do not fit
  70   a bug in loss-calc
  130  interrupted

GitHub Actions shows a failed check beside the change and in the job's summary.
GitLab reads JUnit: compare --junit report.xml, check --reporter junit.
`,
    formats: `Inputs
  CSV and TSV   rows and columns of numbers; a header, the delimiter, quotes, CRLF and a BOM are detected,
                and cells that stand apart by any blanks. A cell may hold a list: "[0.1, 0.5]", "[0.1 0.5]".
                --numbers percent,thousands,... reads 45%, 1,234.5, $5, 3 kg, (1.5) and full-width digits.
  JSON          nested arrays of any rank; NaN and Infinity bare, as Python writes them, or as text.
                Or records, [{"logits": [1, 2], "y": 0}, ...], or an object of lists, {"y": [0, 1], ...}.
                Or a data frame in any orient of pandas, or lists of {"label": "cat", "score": 0.9}.
                Or {"img1": 0.3, ...}: columns key and value; or one list of records among other things.
  dump.json#/a  a part of a JSON file, by its JSON pointer (RFC 6901).
  NDJSON        one list, number or record per line.
  NPY, NPZ      numpy's arrays of any real type; dump.npz#logits names one of several.
  safetensors, .pt   model.safetensors#logits names one of several tensors.
  Parquet, Arrow (Feather)   columns of numbers, texts, and lists of numbers.
  .gz, .zst     any of these, compressed.
  [[1, 2]]      numbers themselves: JSON, 1,2,3, or what torch, numpy, R, MATLAB, Julia and Python print:
                tensor([[0.2, 0.3]]), [[0.2 0.3]], c(1, 2), [1 2; 3 4]. A word that may be a file is one.
  -             standard input, for one of the two.
  A one-column table of targets holds class indices for ce, nll and focal; a table in the shape of the input
  holds probabilities (ce) or one target per element (bce, bce-logits, mse, focal).

Outputs
  table, markdown   for people: 4 decimals, the first 20 samples
  json              one object, full precision; its schema: loss-calc schema result
  csv, ndjson       one line per sample, full precision
  latex             a worked example in aligned equations (needs amsmath), as --explain
`,
    columns: `Columns
  Selectors, in a comma list, of names in the header or numbers from 0:
    label          a name; it wins over a number
    3, -1          a number from the start, or from the end
    0:3, p_cat:x   a range, both ends included
    p_*            a pattern
    !id            all but this
    name[1]        the second column of that name
    "odd,name"     a name in quotes
  --input-cols left out: all columns of numbers that nothing else uses, but for ids.
  --target-col of text: class names, matched with --classes or with the names of the input columns.
  --id, --group-by and --where take a column of either file; --weight-col weighs the rows, and the mean
  divides by the sum of the weights.
  In NDJSON and JSON records, dotted paths name nested fields, and a field may hold a list of numbers.
`,
    guesses: `Guesses
  What is not said is found out, and told: in the notes of --json and -v, in the summary line, or by a warning.
  A guess that could have gone the other way and would change the number is an error, or a warning under which
  --strict ends with status 1.
    what                  from                                       told by              said by
    format                first bytes, then the name                 "format" in JSON     --input-format
    compression           first bytes (gzip, zstd)                   -                    -
    encoding              UTF-8, or the mark of UTF-16               E204 for others      --encoding
    delimiter             tab ; | , or a space: that which divides
                          the first lines alike                      note "delimiter"     --delimiter
                          .tsv with another than a tab               E204
    header                the first line: all names, or no name      note "header"        --[no-]headers
                          label,0,1,2 above fractions                note "header"
                          names and whole numbers                    E206
                          0,1,2 above numbers                        H118
    types of columns      the first 1000 rows, by most of them       E201 for the others  --input-cols
    input columns         numbers that nothing else uses             "left out: ..."      --input-cols
                          named id, index, row, ..._id: not          W408
                          texts named like the others, or numbers
                          as texts                                   E201
                          texts with numbers among them              W410
                          empty in the first 1000 rows               W422
                          keys of records in several orders          W421
                          keys that come later: not read             W423
                          a name unlike the others                   H119
    target column         the only one left of the second file       summary line         --target-col
    rows of two files     their order; by --id, its values           H121                 --id
    columns of two files  their order, whatever their names          H120                 --input-cols
    class names           the columns' names without their common
                          beginning                                  note "classes"       --classes
                          in another order than those                H120
                          numbers beside numbered columns            H122                 --index-base
    first class           0                                          H128                 --index-base
    index or probability  the shape of the target                    "kind" in JSON       --target-format
    missing values        none: an empty cell or NA is refused       E201, E202           --missing skip
    numbers               decimal point, no thousands, no %          E201                 --decimal, --numbers
`,
    reductions: `Reductions
  mean   the default. What it divides by is printed:
           bce, bce-logits, focal (sigmoid)   the number of elements, whatever the weights
           ce, nll, focal (softmax)           the weights of the targets that are not ignored
           ce with probabilities              the number of rows, even with weights
           mse                                the number of elements, or the sum of the weights
  sum    the sum of the losses
  none   the losses, in torch's shape
  Losses are in nats (natural logarithm). An average of nothing is NaN, as in torch.
`,
    hints: `Hints
  A hint names a likely mistake on stderr, and what to try. It never changes a number. --no-hints silences all,
  --strict makes any of them exit status 1 (the result is printed all the same). loss-calc help H103 says more.
`,
    conventions: `Conventions, where the same numbers give different losses
  logits or probabilities   bce and nll take what is already through the sigmoid or log-softmax;
                            bce-logits, ce and focal apply it themselves. Applying it twice is no error, only wrong.
  one-hot or indices        ce with class indices divides a weighted mean by the weights of the targets, with one-hot
                            or soft targets by the number of rows, as torch does.
  weight                    one per class for ce and nll; for bce and bce-logits one per element, and the mean
                            still divides by the number of elements. pos-weight multiplies the positive side only.
  focal alpha               weight of the positive side, the other gets 1 - alpha (paper and torchvision);
                            with softmax a factor per class.
  ignore index              such rows leave both the sum and the divisor.
  ln 0                      bce stops at -100, as torch; scikit-learn and Keras cut the probability off earlier.
  chance                    ln C nats for C classes that all get the same probability: 0.6931 for 2, 2.3026 for 10.
`,
  },
}

/** What every language says; a missing or surplus entry does not compile. */
export type HelpWords = typeof helpEn
