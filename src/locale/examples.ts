import { lossExamples } from './examples-losses.ts'

/** The same for the other commands. */
const toolExamples: Readonly<Record<string, string>> = {
  compare: `
$ loss-calc compare bce '[0.9, 0.2]' '[0.8, 0.1]' '[1, 0]' -q
-1.3877787807814457e-17

$ loss-calc compare ce example:files/preds.csv example:files/model-b.csv --input-cols 'p_*' --target-col label --from probs --id image > comparison.txt
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

$ loss-calc sweep ce '[[2, 0, -1]]' '[0]' --label-smoothing 0,0.1,0.2 > table.txt
`,
  plot: `
$ loss-calc plot focal --gamma 0,2,5 --alpha off > curves.txt

$ loss-calc plot huber --delta 0.5,1 -o huber.svg > /dev/null
`,
  identify: `
$ loss-calc identify '[[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]' '[2, 1]' --weight 2,4,6 --value 5.2992 --loss ce
1 of 149 conventions gives 5.2992 (within 0.00005):

ce  divided by the number of losses instead of the sum of their weights   5.2991553042223005
  with class weights the mean divides by the weights of the targets, not by their number
  loss-calc ce '[[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]' '[2, 1]' --weight 2,4,6 --mean-by elements

$ loss-calc identify '[2.2, -1.4]' '[1, 0]' --value 0.1051 --loss bce-logits,mse > conventions.txt
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

$ loss-calc inspect example:files/preds.csv > columns.txt
`,
  check: `
$ loss-calc check @bce-logits -q
39 passed, 0 failed

$ loss-calc check @ce --only 'label smoothing' -q
4 passed, 0 failed
`,
  port: `
$ loss-calc port new bce-logits --lang c -o bce > commands.txt

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
