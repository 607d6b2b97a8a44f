import { describe, expect, it } from 'vitest'
import { filesIn } from './folder.ts'
import { run, words } from './transcript.ts'

/* A number that is typed in place of a file: the same for every row. */

const { file } = filesIn('constants-')
const losses = file('losses.csv', 'id,lang,loss,w\n7,de,1.5,1\n8,zh,-0.25,1\n9,de,0.5,2\n')
const pairs = file('pairs.csv', 'prompt,chosen,rejected\na,1.5,1\nb,0,0.25\nc,2,2\n')

async function value(line: string, ...files: string[]) {
  const argv = words(line).map((word) => files[Number(/^@(\d)$/.exec(word)?.[1])] ?? word)
  const { stdout, stderr, status } = await run([...argv, '-q'])
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return stdout
}

describe('a number for all rows', () => {
  it.each([
    ['l1 @0 0 --input-cols loss', 'l1 [1.5,-0.25,0.5] [0,0,0]'],
    ['hinge-embedding @0 1 --input-cols loss', 'mse [0] [0] --reduction sum'],
    ['mse @0 2 --input-cols loss,w', 'mse [[1.5,1],[-0.25,1],[0.5,2]] [[2,2],[2,2],[2,2]]'],
    ['bce-logits @0 1 --input-cols loss --where id>7', 'bce-logits [-0.25,0.5] [1,1]'],
    ['bce-logits @0 1 --input-cols loss,w', 'bce-logits [[1.5,1],[-0.25,1],[0.5,2]] [[1,1],[1,1],[1,1]]'],
    ['ce @0 1 --input-cols loss,w', 'ce [[1.5,1],[-0.25,1],[0.5,2]] [1,1,1]'],
    ['l1 @0 0 --input-cols loss --weight-col w', 'l1 [1.5,-0.25,0.5,0.5] [0,0,0,0]'],
    ['margin-ranking @1 1 --x1-col chosen --x2-col rejected', 'margin-ranking [1.5,0,2] [1,0.25,2] [1,1,1]'],
    ['margin-ranking [1.5,0,2] [1,0.25,2] 1', 'margin-ranking [1.5,0,2] [1,0.25,2] [1,1,1]'],
    ['gaussian-nll [1.5,0,2] [1,0.25,2] 2', 'gaussian-nll [1.5,0,2] [1,0.25,2] [2,2,2]'],
    ['bce-logits [[[1,2]],[[3,4]]] 1', 'bce-logits [[[1,2]],[[3,4]]] [[[1,1]],[[1,1]]]'],
  ])('%s', async (line, same) => {
    const own = await value(line, losses, pairs)
    if (line.startsWith('hinge')) expect(Number(own)).toBe((1.5 - 0.25 + 0.5) / 3)
    else expect(own).toBe(await value(same, losses, pairs))
  })

  it('is as long as a file of any length, in any number of threads', async () => {
    const rows = Array.from({ length: 150_000 }, (_, i) => `${i},${(i * 7919) % 1000}`)
    const path = file('long.csv', `id,loss\n${rows.join('\n')}\n`)
    const one = await value('l1 @0 0 --input-cols loss --threads 1', path)
    expect(await value('l1 @0 0 --input-cols loss --threads 2', path)).toBe(one)
    expect(await value('l1 @0 0 --input-cols loss --id id', path)).toBe(one)
    expect(one).toBe('499.5\n')
  })

  it('has groups, and stands in the report as it was typed', async () => {
    const { stdout } = await run([
      'l1',
      losses,
      '0',
      '--input-cols',
      'loss',
      '--group-by',
      'lang',
      '--top',
      '1',
    ])
    expect(stdout).toMatch(/\[loss\] \(3, 1\), 0 \(3, 1\) the same in every row/)
    expect(stdout).toMatch(/de +2 +1\.0000 +2\.0000/)
  })

  it('is said to be the same in every row, and is no doubt', async () => {
    const line = ['margin-ranking', '[1.5,0]', '[1,0.25]', '1', '--strict']
    const { stdout, status } = await run([...line, '--json'])
    expect(status).toBe(0)
    const { target, x2 } = JSON.parse(stdout)
    expect([target.notes, x2.notes]).toEqual([['inline', 'the same in every row'], ['inline']])
    expect((await run([...line, '--lang', 'zh'])).stdout).toContain('1 (2,) 每行相同')
    expect((await run(['mse', '3', '1'])).stdout).not.toContain('the same')
  })

  it('is an array of its own in the program of another library', async () => {
    const { stdout } = await run(['bce-logits', losses, '1', '--input-cols', 'loss', '--code', 'torch'])
    expect(stdout).toContain('np.full((3, 1), 1)')
  })

  it('beside nothing but numbers is one number', async () => {
    expect(await value('mse 3 1')).toBe('4\n')
  })
})

describe('a file without a target that needs none', () => {
  /** The first suggestion, run as it stands. */
  const first = async (...argv: string[]) => {
    const { stderr, status } = await run(argv)
    expect(status).toBe(2)
    const line = /^ *try: (loss-calc .*)$/m.exec(stderr)![1]!
    return { said: stderr, line, ...(await run([...words(line).slice(1), '-q'])) }
  }

  it.each(['mse', 'nll', 'bce'])('of losses is offered their mean: %s', async (loss) => {
    const { line, stdout } = await first(loss, losses)
    expect(line).toContain('hinge-embedding')
    expect(stdout).toBe('0.5833333333333334\n')
    const only = file('per_token.csv', 'per_token_loss\n2\n-1\n')
    expect((await first(loss, only)).stdout).toBe('0.5\n')
  })

  it.each([
    ['as YOLO writes it', 'epoch,time,train/box_loss,val/box_loss,lr/pg0\n1,7.1,2,1,.1\n2,14,1,1,.1\n'],
    ['as timm', 'epoch,train_loss,eval_loss,eval_top1,lr\n0,2,2.2,50,.1\n'],
    ['as Keras', 'epoch,loss,mae,val_loss,val_mae\n0,1,2,3,4\n'],
    ['as Lightning', 'epoch,step,train_loss,val_loss\n0,3,1,\n0,7,,2\n'],
  ])('of a training says that it has no predictions: %s', async (_, text) => {
    const path = file('history.csv', text)
    const { said, status } = await first('mse', path)
    expect(said).toContain('holds losses of a training')
    expect(status).toBe(0)
    for (const command of ['inspect', 'plot', 'trend'])
      expect(Object.values(await run([command, path])).join()).not.toMatch(/--target-col|val_\*/)
  })

  it('of a training with lists has no predictions, either', async () => {
    const keras = file('history.json', '{"loss":[1,2],"val_loss":[3,4]}')
    expect((await first('mse', keras)).line).toContain('trend')
    const log = [
      { loss: 1, step: 2 },
      { eval_loss: 2, step: 4 },
    ]
    const trainer = file('trainer_state.json', JSON.stringify({ epoch: 1, log_history: log }))
    expect((await first('ce', trainer)).line).toContain('trend')
  })

  it.each([
    ['margin-ranking', 'chosen,rejected'],
    ['margin-ranking', 'rewards/chosen,rewards/rejected'],
    ['margin-ranking', 'pos_score,neg_score'],
    ['bce-logits', 'pos_score,neg_score'],
    ['mse', 'chosen_reward,rejected_reward'],
  ])('of pairs is offered a target of 1: %s of %s', async (loss, names) => {
    const path = file('scores.csv', `prompt,${names}\na,1.5,1\nb,0,0.25\nc,2,2\n`)
    const { line, stdout } = await first(loss, path)
    expect(line).toMatch(/margin-ranking .* --x1-cols .* --x2-cols .* 1$/)
    expect(stdout).toBe('0.08333333333333333\n')
  })

  it('of pairs whose columns are named is offered it, too', async () => {
    const named = ['margin-ranking', pairs, '--x1-col', 'chosen', '--x2-col', 'rejected']
    expect((await first(...named)).stdout).toBe('0.08333333333333333\n')
    expect((await first('margin-ranking', '[1.5,0,2]', '[1,0.25,2]')).stdout).toBe('0.08333333333333333\n')
  })

  it('of pairs with another column is offered it, and a column of signs is the target', async () => {
    const named = ['--x1-col', 'a', '--x2-col', 'b']
    const user = file('users.csv', 'a,b,user\n1.5,1,7\n0,0.25,1\n2,2,8\n')
    const { line, stdout } = await first('margin-ranking', user, ...named)
    expect(line).toMatch(/ 1$/)
    expect(stdout).toBe('0.08333333333333333\n')
    const signs = file('signs.csv', 'a,b,s\n1.5,1,1\n0,0.25,-1\n')
    expect((await run(['margin-ranking', signs, ...named, '-q'])).stdout).toBe('0\n')
    const odd = file('odd.csv', 'a,b,label\n1.5,1,3\n')
    expect((await run(['margin-ranking', odd, ...named])).stderr).toContain('E301')
  })

  it('of margins is offered it', async () => {
    const path = file('dpo.csv', 'prompt,rewards/margins\na,1\nb,-2\n')
    const { line, stdout } = await first('mse', path)
    expect(line).toContain('--input-cols rewards/margins 1')
    expect(stdout).toBe(await value('bce-logits [1,-2] [1,1]'))
  })

  it('where a target is there has that: a class may be called loss', async () => {
    const path = file('games.csv', 'id,win,draw,loss,outcome\na,2,1,0,win\nb,0,0,1,loss\n')
    expect((await first('ce', path)).line).toContain('--target-col outcome')
    const scored = file('scored.csv', 'id,logit,label,loss\na,2,1,0.1\nb,0,0,0.7\n')
    expect((await first('bce-logits', scored)).line).toContain('--input-cols logit --target-col label')
  })
})
