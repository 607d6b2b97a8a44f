/**
 * Commands to paste and what they print, for the help of each command: two to four, of data that come with the package
 * or of numbers in the line. A test runs them; `UPDATE=1 npx vitest run test/examples.test.ts` writes what they print.
 */
export const lossExamples: Readonly<Record<string, string>> = {
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

$ loss-calc ce '[[2, 0.5, -1], [0.5, 1.2, 0.3]]' '[2, 1]' --weight 2,4,6 -q
2.2021919844650215
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
}
