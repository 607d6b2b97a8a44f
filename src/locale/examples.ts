import { lossExamples } from './examples-losses.ts'

/** The same for the other commands. */
const toolExamples: Readonly<Record<string, string>> = {
  compare: `
$ loss-calc compare bce '[0.9, 0.2]' '[0.8, 0.1]' '[1, 0]' -q
-1.3877787807814457e-17

$ loss-calc compare ce example:files/preds.csv example:files/model-b.csv --input-cols 'p_*' --target-col label --from probs --id image
ce from probs (torch.nn.functional.cross_entropy)   example:files/preds.csv[label] (4,) class indices

a  mean 0.8189   = sum 3.2754 / 4 samples   example:files/preds.csv[p_cat, p_dog]
b  mean 0.7855   = sum 3.1419 / 4 samples   example:files/model-b.csv[p_cat, p_dog]

b - a  -0.0334   95 % between -0.7945 and +0.8382 (bootstrap, 2000 resamples, seed 1)
no verdict, since too few samples differ (4, and 6 must): of 4 samples 2 better, 2 worse, 0 equal

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
$ loss-calc trend ce 'example:epochs/*.csv' --target-col label -q
example:epochs/epoch-3.csv

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
         │⢸⡄
         │⠈⡇
       4 ┤ ⣷
         │ ⢻⡆
         │ ⠸⣷
       3 ┤  ⡿⣣
         │  ⢸⢣⢳
         │   ⢇⢣⠙⢄
       2 ┤   ⠘⡌⢣ ⠑⢆⡀
         │    ⠸⡀⠑⢆ ⠉⠒⢄⡀
         │     ⠘⢄ ⠓⢄  ⠉⠓⠦⣄⡀
         │       ⠣⡀ ⠑⠦⡀   ⠈⠑⠒⠤⢄⣀
       1 ┤        ⠉⠦⡀ ⠈⠓⠦⣄⡀     ⠉⠙⠒⠢⠤⢄⣀⡀
         │          ⠈⠒⢄⡀  ⠉⠓⠢⠤⣀⡀       ⠈⠉⠑⠒⠒⠤⠤⢄⣀⣀⡀
         │             ⠈⠑⠢⠤⣄⣀  ⠈⠉⠒⠒⠤⠤⢄⣀⣀         ⠉⠉⠉⠓⠒⠒⠦⠤⠤⢤⣀⣀⣀⡀
       0 ┤                   ⠉⠉⠑⠒⠒⠲⠤⠤⠤⠤⠤⠭⣉⣉⣑⣒⣒⣒⣒⣦⣤⣤⣤⣤⣤⣤⣤⣄⣀⣀⣀⣀⣀⣈⣉⣉⣉⣑⣒⣒⣒⣒⣤⣤⣤⣤⣄⣀⡀
         └────────────────────────────────────────────────────────────────────
          0           0.2           0.4          0.6           0.8           1
          probability of the right answer

in the middle, from the top: gamma 0; gamma 2; gamma 5

$ loss-calc plot huber --delta 0.5,1 -o huber.svg > /dev/null
`,
  identify: `
$ loss-calc identify '[[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]' '[2, 1]' --weight 2,4,6 --value 5.2992 --loss ce,focal
2 of 264 conventions give 5.2992 (within 0.00005):

ce  divided by the number of losses instead of the sum of their weights   5.2991553042223005
  with class weights the mean divides by the weights of the targets, not by their number
  loss-calc ce '[[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]' '[2, 1]' --weight 2,4,6 --mean-by elements

focal  gamma ignored, and divided by the number of losses instead of the sum of their weights   5.2991553042223
  the factor (1 - p)^gamma is missing; with class weights the mean divides by the weights of the targets, not by their number
  loss-calc focal '[[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]' '[2, 1]' --weight 2,4,6 --gamma 0 --mean-by elements

$ loss-calc identify '[2.2, -1.4]' '[1, 0]' --value 0.1051 --loss bce-logits,mse
2 of 131 conventions give 0.1051 (within 0.00005):

bce-logits  only the term of the targets 1, and the sum instead of the mean   0.10508331976869585
  the term (1 - t) ln(1 - p) is missing; the losses are added up and not divided

bce-logits  only the term of the targets 1, and divided by the number of positives   0.10508331976869585
  the term (1 - t) ln(1 - p) is missing; detectors normalise by the targets that are 1; the mean counts every element
`,
  inspect: `
$ loss-calc inspect '[[0.2, 0.3, 0.5]]' --loss bce,ce,mse
[[0.2, 0.3, 0.5]]
  read as     json, inline
  shape       (1, 3), 3 numbers
  range       0.2000 to 0.5000, mean 0.3333
  row sums    1 to 1
  looks like  probabilities per row

losses
  bce             fits
  ce              fits
                  H103 Softmax applied twice
  mse             fits

$ loss-calc inspect example:blog/logits.csv --loss bce,bce-logits,mse
example:blog/logits.csv
  read as     csv, delimiter: ,, header: no
  shape       (3, 3), 9 numbers
  range       -1.2471 to 0.5907, mean -0.3547
  row sums    -2.0513 to -0.0756
  looks like  logits or other numbers

losses
  bce             no: bce needs numbers in [0, 1]
  bce-logits      fits
  mse             fits
`,
  check: `
$ loss-calc check @bce-logits -q
39 passed, 0 failed

$ loss-calc check @ce --only 'label smoothing' -q
4 passed, 0 failed
`,
  port: `
$ loss-calc port new bce-logits --lang c -o bce
wrote bce/port.c, bce/suite.json

Fill in the empty bodies, then:
  cc -std=c99 -O2 -o ./bce/port bce/port.c -lm
  loss-calc check bce/suite.json --impl ./bce/port --impl-stream

$ loss-calc port new focal --lang python > /dev/null
`,
  demo: `
$ loss-calc demo > demo.txt

$ loss-calc demo --lang zh > demo.txt
`,
  doctor: `
$ loss-calc doctor > doctor.txt

$ loss-calc --version --verbose > doctor.txt
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

export const examples = { ...lossExamples, ...toolExamples }
