/**
 * Commands to paste and what they print, for the help of each command: two to four, of data that come with the package
 * or of numbers in the line. A test runs them; `UPDATE=1 npx vitest run test/examples.test.ts` writes what they print.
 */
export const examples: Readonly<Record<string, string>> = {
  '': `
$ loss-calc mse '[2.5, 0, 2, 8]' '[3, -0.5, 2, 7]' -q
0.375

$ loss-calc ce example:files/preds.csv --input-cols 'p_*' --target-col label --from probs -q
0.8188615440891488

$ loss-calc bce-logits '[2.2, -1.4]' '[1, 0]' --expect 0.1628 --atol 5e-5 -q
0.16275036484357341
`,
  bce: `
$ loss-calc bce '[0.9, 0.2]' '[1, 0]' -q
0.16425203348601802

$ loss-calc bce '[0.9, 0.2]' '[1, 0]' --csv
row,loss
0,0.10536051565782628
1,0.22314355131420976

$ loss-calc bce '[0.9, 0.2]' '[1, 0]' --explain 0
bce (torch.nn.functional.binary_cross_entropy)   [0.9, 0.2] (2,), [1, 0] (2,)
loss = -(t lnX + (1 - t) lnNotX); lnX = max(ln(x), -100), lnNotX = max(ln(1 - x), -100)

row 0           [0]
  x          0.9000                           probabilities
  t               1                           target
  lnX       -0.1054   max(ln(x), -100)        logarithm of the probability, at least -100
  lnNotX    -2.3026   max(ln(1 - x), -100)    logarithm of the other side, at least -100
  positive  -0.1054   t lnX                   term of the positive side
  negative        0   (1 - t) lnNotX          term of the negative side
  loss       0.1054   -(positive + negative)  loss
  element 0 in numbers
    lnX      = max(ln(0.9000), -100) = -0.1054
    lnNotX   = max(ln(1 - 0.9000), -100) = -2.3026
    positive = 1 * (-0.1054) = -0.1054
    negative = (1 - 1) (-2.3026) = 0
    loss     = -(-0.1054 + 0) = 0.1054

From the rows to the mean
  sum     = 0.1054 + ... (1 more row) = 0.3285
  divisor = 2 elements
  mean    = 0.3285 / 2 = 0.1643
full: 0.16425203348601802
`,
  'bce-logits': `
$ loss-calc bce-logits '[2.2, -1.4]' '[1, 0]' -q
0.16275036484357341

$ loss-calc bce-logits example:blog/logits.csv example:blog/target.csv --csv
row,loss
0,0.8166406573555688
1,0.6558391317826148
2,0.6854945606286188

$ loss-calc bce-logits '[2.2, -1.4]' '[1, 0]' --pos-weight 3 -q
0.2678336846122693
`,
  ce: `
$ loss-calc ce '[[-1.2, 0.12, 4.8]]' '[2]' -q
0.011689180616610916

$ loss-calc ce example:files/preds.csv --input-cols 'p_*' --target-col label --from probs --csv
row,target,loss,predicted,p_target
0,cat,0.10536051565782628,cat,0.9
1,cat,1.6094379124341003,dog,0.2
2,dog,0.5108256237659907,dog,0.6
3,dog,1.0498221244986778,cat,0.35

$ loss-calc ce '[[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]' '[2, 1]' --weight 2,4,6 -q
1.05983106084446
`,
  nll: `
$ loss-calc nll '[[-0.1, -2.4]]' '[0]' -q
0.1

$ loss-calc nll '[[0.9, 0.1]]' '[0]' --from probs -q
0.10536051565782628
`,
  mse: `
$ loss-calc mse '[2.5, 0, 2, 8]' '[3, -0.5, 2, 7]' -q
0.375

$ loss-calc mse '[2.5, 0, 2, 8]' '[3, -0.5, 2, 7]' --reduction sum -q
1.5
`,
  focal: `
$ loss-calc focal example:blog/logits.csv example:blog/target.csv -q
0.07980963302858034

$ loss-calc focal '[2.2, -1.4]' '[1, 0]' --gamma 0 --alpha off -q --no-hints
0.16275036484357341

$ loss-calc focal '[[2, 0, -1]]' '[0]' --mode softmax -q
0.004144257309967155
`,
  l1: `
$ loss-calc l1 '[2.5, 0]' '[3, -0.5]' -q
0.5

$ loss-calc l1 '[2.5, 0]' '[3, -0.5]' --csv
row,loss
0,0.5
1,0.5
`,
  'smooth-l1': `
$ loss-calc smooth-l1 '[2.5, 0]' '[3, -4]' -q
1.8125

$ loss-calc smooth-l1 '[2.5, 0]' '[3, -4]' --beta 0.5 -q
2
`,
  huber: `
$ loss-calc huber '[2.5, 0]' '[3, -4]' -q
1.8125

$ loss-calc huber '[2.5, 0]' '[3, -4]' --delta 2 -q
3.0625
`,
  'log-cosh': `
$ loss-calc log-cosh '[2.5, 0]' '[3, -4]' -q
1.713651366385614

$ loss-calc log-cosh '[2.5, 0]' '[3, -4]' --csv
row,loss
0,0.12011450695827752
1,3.3071882258129506
`,
  quantile: `
$ loss-calc quantile '[2.5, 0]' '[3, -4]' -q
1.125

$ loss-calc quantile '[2.5, 0]' '[3, -4]' --quantile 0.9 -q
0.42499999999999993
`,
  msle: `
$ loss-calc msle '[2.5, 1]' '[3, 4]' -q
0.4287096690673596

$ loss-calc msle '[2.5, 1]' '[3, 4]' --convention keras -q
0.4287096690673596
`,
  mape: `
$ loss-calc mape '[2.5, 5]' '[3, 4]' -q
0.20833333333333331

$ loss-calc mape '[2.5, 5]' '[3, 4]' --convention keras -q
20.833333333333336
`,
  'kl-div': `
$ loss-calc kl-div '[[-0.5, -0.933]]' '[[0.6, 0.4]]' --reduction batchmean -q
0.00018833299074358522

$ loss-calc kl-div '[[-0.5, -0.933]]' '[[0.6, 0.4]]' --reduction sum -q
0.00018833299074358522
`,
  'poisson-nll': `
$ loss-calc poisson-nll '[0.5, 1.2]' '[2, 3]' -q
0.1844190967183378

$ loss-calc poisson-nll '[0.5, 1.2]' '[2, 3]' --full -q
1.3923631107921342
`,
  'gaussian-nll': `
$ loss-calc gaussian-nll '[0.5, 1.2]' '[2, 1]' '[1, 0.5]' -q
0.40921320486001367

$ loss-calc gaussian-nll '[0.5, 1.2]' '[2, 1]' '[1, 0.5]' --full -q
1.3281517380646863
`,
  'hinge-embedding': `
$ loss-calc hinge-embedding '[0.2, 0.9]' '[1, -1]' -q
0.15

$ loss-calc hinge-embedding '[0.2, 0.9]' '[1, -1]' --margin 2 -q
0.65
`,
  'soft-margin': `
$ loss-calc soft-margin '[2, -1]' '[1, -1]' -q
0.22009484928059764

$ loss-calc soft-margin '[2, -1]' '[1, -1]' --reduction sum -q
0.4401896985611953
`,
  'margin-ranking': `
$ loss-calc margin-ranking '[2, 1]' '[1, 3]' '[1, 1]' -q
1

$ loss-calc margin-ranking '[2, 1]' '[1, 3]' '[1, 1]' --margin 0.5 -q
1.25
`,
  'multi-margin': `
$ loss-calc multi-margin '[[0.1, 0.2, 0.7]]' '[2]' -q
0.30000000000000004

$ loss-calc multi-margin '[[0.1, 0.2, 0.7]]' '[2]' --p 2 -q
0.1366666666666667
`,
  'multilabel-margin': `
$ loss-calc multilabel-margin '[[0.1, 0.2, 0.4, 0.8]]' '[[3, 0, -1, 1]]' -q
0.85

$ loss-calc multilabel-margin '[[0.1, 0.2, 0.4, 0.8]]' '[[3, -1, 0, 0]]' -q
0.32499999999999996
`,
  'multilabel-soft-margin': `
$ loss-calc multilabel-soft-margin '[[2, -1, 0.5]]' '[[1, 0, 1]]' -q
0.3047555609137673

$ loss-calc multilabel-soft-margin '[[2, -1, 0.5]]' '[[1, 0, 1]]' --weight 1,2,1 -q
0.4091761234198416
`,
  'cosine-embedding': `
$ loss-calc cosine-embedding '[[1, 0]]' '[[1, 1]]' '[1]' -q
0.2928932188139828

$ loss-calc cosine-embedding '[[1, 0]]' '[[1, 1]]' '[-1]' --margin 0.5 -q
0.2071067811860172
`,
  'pairwise-distance': `
$ loss-calc pairwise-distance '[[1, 0]]' '[[1, 1]]' -q
0.9999990000005

$ loss-calc pairwise-distance '[[1, 0]]' '[[4, 1]]' --p 1 -q
3.999998
`,
  'triplet-margin': `
$ loss-calc triplet-margin '[[1, 0]]' '[[1, 1]]' '[[0, 1]]' -q
0.5857854376266979

$ loss-calc triplet-margin '[[1, 0]]' '[[1, 1]]' '[[0, 1]]' --margin 0.2 -q
0
`,
  'triplet-distance': `
$ loss-calc triplet-distance '[[1, 0]]' '[[1, 1]]' '[[0, 1]]' -q
0.5857854376266979

$ loss-calc triplet-distance '[[1, 0]]' '[[1, 1]]' '[[0, 1]]' --margin 0.2 -q
0
`,
  ctc: `
$ loss-calc ctc '[[-0.7, -0.7], [-0.2, -1.7]]' '[1]' 2 1 -q --no-hints
0.5310188645986845
warning[W412]: 2 rows of the input are no log-probabilities: e^x does not sum to 1 over the classes
  try: take the log-softmax of logits first

$ loss-calc ctc logp.npy target.npy times.npy lengths.npy > /dev/null
`,
  dice: `
$ loss-calc dice '[[[0.8, -1.2]]]' '[[[1, 0]]]' -q
0.28181884544866126

$ loss-calc dice '[[[0.8, 0.3]]]' '[[[1, 0]]]' --probabilities -q
0.23809523809523805
`,
  jaccard: `
$ loss-calc jaccard '[[[0.8, -1.2]]]' '[[[1, 0]]]' -q
0.4397171198556053

$ loss-calc jaccard '[[[0.8, 0.3]]]' '[[[1, 0]]]' --probabilities -q
0.3846153846153846
`,
  tversky: `
$ loss-calc tversky '[[[0.8, -1.2]]]' '[[[1, 0]]]' -q
0.28181884544866126

$ loss-calc tversky '[[[0.8, -1.2]]]' '[[[1, 0]]]' --alpha 0.3 --beta 0.7 -q
0.29337380857232814
`,
  compare: `
$ loss-calc compare bce '[0.9, 0.2]' '[0.8, 0.1]' '[1, 0]' -q
-1.3877787807814457e-17

$ loss-calc compare ce example:files/preds.csv example:files/model-b.csv --input-cols 'p_*' --target-col label --from probs --id image
ce from probs (torch.nn.functional.cross_entropy)   example:files/preds.csv[label] (4,) class indices

a  mean 0.8189   = sum 3.2754 / 4 samples   example:files/preds.csv[p_cat, p_dog]
b  mean 0.7855   = sum 3.1419 / 4 samples   example:files/model-b.csv[p_cat, p_dog]

b - a  -0.0334   95 % between -0.7945 and +0.8382 (bootstrap, 2000 resamples, seed 1)
no difference that these samples could show: of 4 samples 2 better, 2 worse, 0 equal

worst regressions
 row     image  target  loss_a  loss_b  difference
   3  d, e.png     dog  1.0498  2.3026      1.2528
   0     a.png     cat  0.1054  0.2231      0.1178

best improvements
 row  image  target  loss_a  loss_b  difference
   1  b.png     cat  1.6094  0.5108     -1.0986
   2  c.png     dog  0.5108  0.1054     -0.4055

per class
 class  count       a       b    b - a
   cat      2  0.8574  0.3670  -0.4904
   dog      2  0.7803  1.2040  +0.4236
`,
  trend: `
$ loss-calc trend ce 'fixtures/epochs/*.csv' --target-col label -q
fixtures/epochs/epoch-3.csv

$ loss-calc trend ce epoch-1.csv epoch-2.csv epoch-3.csv --target-col label --patience 2 > trend.txt
`,
  sweep: `
$ loss-calc sweep focal '[2.2, -1.4]' '[1, 0]' --gamma 0:2:0.5 --csv
gamma,mean
0,0.09579194369050609
0.5,0.0409113477831766
1,0.01766105716467736
1.5,0.007686088924404566
2,0.003365149791011555

$ loss-calc sweep ce '[[2, 0, -1]]' '[0]' --label-smoothing 0,0.1,0.2
ce (torch.nn.functional.cross_entropy)   [[2, 0, -1]] (1, 3), [0] (1,) class indices
mean

 label-smoothing 0     0.1     0.2
            0.1698  0.3365  0.5032
`,
  plot: `
$ loss-calc plot focal --gamma 0,2,5 --alpha off
focal
         │⢘⡆
         │ ⡇
       4 ┤ ⣿
         │ ⢹⡆
         │ ⠸⡿⡀
       3 ┤  ⡿⣵
         │  ⠸⣱⠳⡀
         │   ⢧⢣⠉⢢
       2 ┤   ⠈⡆⠱⡀⠙⢢⡀
         │    ⠘⣄⠘⢢ ⠈⠒⠦⡀
         │     ⠈⢦ ⠑⢤  ⠈⠑⠢⢤⣀
         │       ⠱⡀ ⠉⠢⣄    ⠉⠒⠢⠤⣀⡀
       1 ┤        ⠈⠢⣀  ⠑⠢⢤⣀     ⠈⠉⠑⠒⠤⠤⣄⣀⡀
         │           ⠓⠦⣀  ⠈⠙⠒⠦⢄⣀        ⠉⠉⠑⠒⠒⠤⠤⢄⣀⣀⡀
         │              ⠉⠒⠤⢤⣀⡀  ⠉⠙⠒⠲⠤⠤⣄⣀⣀         ⠈⠉⠉⠑⠒⠒⠢⠤⠤⠤⣀⣀⣀⣀
       0 ┤                   ⠈⠉⠉⠒⠒⠒⠢⠤⠤⠤⠤⠤⠭⣉⣉⣑⣒⣒⣒⣒⣢⣤⣤⣤⣤⣤⣤⣤⣤⣀⣀⣀⣀⣀⣀⣉⣉⣉⣉⣒⣒⣒⣒⣢⣤⣤⣤⣤⣀⣀⡀
         └──────────────────────────────────────────────────────────────────────
          0            0.2           0.4          0.6           0.8            1
          probability of the right answer

in the middle, from the top: gamma 0; gamma 2; gamma 5

$ loss-calc plot huber --delta 0.5,1 -o huber.svg > /dev/null
`,
  identify: `
$ loss-calc identify '[[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]' '[2, 1]' --weight 2,4,6 --value 5.2992
2 of 514 conventions give 5.2992 (within 0.00005):

ce  divided by the number of losses instead of the sum of their weights   5.2991553042223005
  with class weights the mean divides by the weights of the targets, not by their number
  loss-calc ce '[[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]' '[2, 1]' --weight 2,4,6 --mean-by elements

focal  gamma ignored, and divided by the number of losses instead of the sum of their weights   5.2991553042223
  the factor (1 - p)^gamma is missing; with class weights the mean divides by the weights of the targets, not by their number
  loss-calc focal '[[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]' '[2, 1]' --weight 2,4,6 --gamma 0 --mean-by elements

$ loss-calc identify '[2.2, -1.4]' '[1, 0]' --value 0.1051 --loss bce-logits,mse
2 of 127 conventions give 0.1051 (within 0.00005):

bce-logits  only the term of the targets 1, and the sum instead of the mean   0.10508331976869585
  the term (1 - t) ln(1 - p) is missing; the losses are added up and not divided

bce-logits  only the term of the targets 1, and divided by the number of positives   0.10508331976869585
  the term (1 - t) ln(1 - p) is missing; detectors normalise by the targets that are 1; the mean counts every element
`,
  inspect: `
$ loss-calc inspect '[[0.2, 0.3, 0.5]]'
[[0.2, 0.3, 0.5]]
  read as     json, inline
  shape       (1, 3), 3 numbers
  range       0.2000 to 0.5000, mean 0.3333
  row sums    1 to 1
  looks like  probabilities per row

losses
  bce             fits
  bce-logits      fits
                  H101 Sigmoid applied twice
  ce              fits
                  H103 Softmax applied twice
  nll             fits
                  H104 Probabilities given to nll
  mse             fits
  focal sigmoid   fits
                  H101 Sigmoid applied twice
  focal softmax   fits
                  H103 Softmax applied twice
  also fit        l1, smooth-l1, huber, log-cosh, quantile, msle, mape, kl-div, poisson-nll, hinge-embedding, soft-margin, multi-margin, multilabel-margin, multilabel-soft-margin

$ loss-calc inspect example:blog/logits.csv
example:blog/logits.csv
  read as     csv, delimiter: ,, header: no
  shape       (3, 3), 9 numbers
  range       -1.2471 to 0.5907, mean -0.3547
  row sums    -2.0513 to -0.0756
  looks like  logits or other numbers

losses
  bce             no: bce needs numbers in [0, 1]
  bce-logits      fits
  ce              fits
  nll             fits
                  H105 No log-probabilities given to nll
  mse             fits
  focal sigmoid   fits
  focal softmax   fits
  also fit        l1, smooth-l1, huber, log-cosh, quantile, msle, mape, kl-div, poisson-nll, hinge-embedding, soft-margin, multi-margin, multilabel-margin, multilabel-soft-margin
`,
  check: `
$ loss-calc check @bce-logits -q
39 passed, 0 failed

$ loss-calc check @ce --only 'label smoothing' -q
4 passed, 0 failed
`,
  completion: `
$ loss-calc complete loss-calc com
compare	models on the same samples: mean difference, and where it grew
completion	a script that completes commands and options in a shell

$ loss-calc completion fish > ~/.config/fish/completions/loss-calc.fish
`,
  playground: `
$ loss-calc playground -o playground.html > /dev/null

$ loss-calc playground -o zh.html --lang zh > /dev/null
`,
  merge: `
$ loss-calc ce part-0.csv --input-cols 'p_*' --target-col label --format state --shard 0/2 > 0.json

$ loss-calc merge *.json --expect-shards 2 > report.txt
`,
  sql: `
$ loss-calc sql mse --dialect postgres --table eval.preds --input-cols pred --target-col y > mse.sql
`,
  schema: `
$ loss-calc schema sample > sample.schema.json

$ loss-calc schema result > result.schema.json
`,
}
