import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { booleans } from '../../../src/data/classes.ts'
import { loadedBy } from '../../../src/features/code/load-code.ts'
import { filesIn } from '../../folder.ts'
import { run, words } from '../../transcript.ts'

interface Case {
  readonly library: string
  readonly command: readonly string[]
  readonly program: string
  /** What the library printed. */
  readonly printed: string
}
const { cases } = JSON.parse(readFileSync('fixtures/code.json', 'utf8')) as { cases: Case[] }

const preds = 'fixtures/files/preds.csv'

describe('--code', () => {
  it.each(['torch', 'numpy', 'jax', 'sklearn', 'keras'])(
    'prints programs for %s that were run',
    async (library) => {
      const own = cases.filter((one) => one.library === library)
      expect(own.length).toBeGreaterThan(5)
      for (const { command, program, printed } of own) {
        const { stdout } = await run([...command, '--no-hints', '--code', library])
        expect(stdout, command.join(' ')).toBe(program)
        const { stdout: number } = await run([...command, '--no-hints', '-q'])
        if (number.trim().includes('\n') || number.startsWith('[')) continue
        // Keras computes in float32.
        const off = Math.abs(Number(printed) - Number(number)) / Math.abs(Number(number))
        expect(off, `${command.join(' ')}: ${printed}, not ${number}`).toBeLessThan(
          library === 'keras' ? 2e-7 : 1e-12,
        )
      }
    },
  )

  it('is of one side alone, of what a library clips as the convention says, and of numbers that are none', async () => {
    const code = async (line: string) => (await run([...words(line), '--no-hints'])).stdout
    expect(await code("bce '[0.2, 0.7]' '[1, 1]' --code sklearn")).toContain('log_loss(t, x, labels=[0, 1])')
    expect(await code("bce '[0, 0.5]' '[1, 1]' --compat sklearn --code sklearn")).toContain('# 18.3684')
    expect(await code("mse '[1, NaN, -inf]' '[1, 3, Infinity]' --code numpy")).toContain(
      "[1, float('NaN'), float('-inf')], dtype=float)\nt = np.asarray([1, 3, float('Inf')]",
    )
  })

  it.each([
    ['bce [1e-8,0.5] [1,1] --code sklearn', '# 9.556913'],
    ['ce [[1e-8,1],[0.3,0.7]] [1,1] --from probs --code keras', '# 0.178337'],
    ['ce [[1e-8,1],[0.3,0.7]] [0,1] --from probs --compat keras --code keras', '# 8.237'],
    ['ce [[0.2,1],[0.3,0.7]] [0,1] --from probs --compat keras --code keras', '# 1.07421'],
    ['bce [1,0] [1,0] --compat sklearn --code sklearn', '# 2.22'],
  ])('cuts probabilities as the library does, or not at all: %s', async (line, value) => {
    expect((await run([...line.split(' '), '--no-hints'])).stdout).toContain(value)
  })

  it.each([
    ['x.csv.gz', 'csv', ['a'], true],
    ['x.jsonl.zst', 'ndjson', ['a'], true],
    ['x.csv.gz', 'csv', undefined, true],
    ['x.csv.zst', 'csv', undefined, false],
    ['x.parquet.gz', 'parquet', ['a'], false],
    ['x.npy.gz', 'npy', undefined, false],
    ['x.json.gz', 'json', undefined, false],
  ])(
    'takes %s, a compressed %s with columns %s, only where Python unpacks it',
    (name, format, selected, taken) => {
      const load = () =>
        loadedBy({ name, format, notes: [], ...(selected && { selected }) }, { shape: [3, 1] })
      if (taken) expect(load().value).toContain(name)
      else expect(load).toThrow(`not ${name}`)
    },
  )

  it.each([
    [undefined, "'x.csv', skipinitialspace=True, encoding='utf-16')"],
    ['utf-16le', "'x.csv', skipinitialspace=True, encoding='utf-16le')"],
    ['latin1', "'x.csv', skipinitialspace=True, encoding='cp1252')"],
  ])('names UTF-16 that is told by its mark, unless the encoding was said: %s', (said, end) => {
    const notes = ['delimiter: ,', 'header: yes', 'encoding: utf-16le']
    const named = { name: 'x.csv', format: 'csv', notes, selected: ['p'] }
    expect(loadedBy(named, { shape: [3], encoding: said }).value).toBe(`pd.read_csv(${end}['p'].to_numpy()`)
  })

  it.each([
    [['dice', '[[0.2, 0.8]]', '[[0, 1]]', '--code', 'numpy'], 'numpy has no dice with these options'],
    [['ce', '[[1, 2]]', '[0]', '--weight', '1,2', '--code', 'sklearn'], 'sklearn has no ce'],
    // It has no soft targets, clips where torch has a floor or infinity, and wants two classes in rows.
    [['bce', '[0.2, 0.7]', '[0.3, 1]', '--code', 'sklearn'], 'sklearn has no bce'],
    [['bce', '[0, 0.5]', '[1, 1]', '--code', 'sklearn'], 'sklearn has no bce'],
    [['ce', '[[0, 1]]', '[0]', '--from', 'probs', '--code', 'sklearn'], 'sklearn has no ce'],
    // Below 2.2e-16 and 1e-7 they cut, and above 1 less that; Keras makes a row sum to 1.
    ...[
      ['bce', '[1e-17, 0.5]', '[1, 1]', '--code', 'sklearn'],
      ['bce', '[1, 0]', '[1, 0]', '--code', 'sklearn'],
      ['ce', '[[1e-17, 1], [0.3, 0.7]]', '[0, 1]', '--from', 'probs', '--code', 'sklearn'],
      ['bce', '[1e-8, 0.5]', '[1, 1]', '--code', 'keras'],
      ['ce', '[[1e-8, 1], [0.3, 0.7]]', '[0, 1]', '--from', 'probs', '--code', 'keras'],
      ['ce', '[[0.2, 1], [0.3, 0.7]]', '[0, 1]', '--from', 'probs', '--code', 'keras'],
    ].map((line): [string[], string] => [line, `${line.at(-1)} --compat ${line.at(-1)}`]),
    [['ce', '[0.2, 0.8]', '1', '--from', 'probs', '--code', 'sklearn'], 'sklearn has no ce'],
    [['ce', '[[1]]', '[0]', '--from', 'probs', '--code', 'sklearn'], 'sklearn has no ce'],
    // Flat, the numbers would be paired.
    [['mse', '[[1], [2]]', '[1, 5]', '--code', 'sklearn'], 'sklearn has no mse'],
    [['mse', '[[1], [2]]', '[1, 5]', '--code', 'keras'], 'keras has no mse'],
    [['bce', '[0.2, 1]', '[1, 0]', '--eps', '0.3', '--code', 'numpy'], '--code does not go with --eps'],
    [['bce', '[0.2, 1]', '[1, 0]', '--compat', 'keras', '--code', 'torch'], 'does not go with --eps'],
    [
      words("triplet-distance '[[1]]' '[[2]]' '[[3]]' --distance cosine --code torch"),
      'torch has no triplet',
    ],
    [['mse', '[1]', '[2]', '--code', 'julia'], '--code must be one of torch, numpy, sklearn, keras, jax'],
    [['mse', '[1]', '[2]', '--code', 'torch', '--grad'], '--code does not go with --grad'],
    [['mse', '[1]', '[2]', '--code', 'torch', '--numbers', 'percent'], 'does not go with --numbers'],
    [
      words(`ce ${preds} ${preds} --input-cols p_* --target-col label --from probs --id image --code numpy`),
      '--code does not go with --id',
    ],
  ])('refuses %j', async (words, says) => {
    const { status, stdout, stderr } = await run(words)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(says)
  })
})

describe('what a program reads', () => {
  const of = (format: string, selected: string[], notes: string[] = []) => ({
    ...{ name: `d.${format}`, format, selected, notes },
  })
  const csv = (selected: string[], ...notes: string[]) => of('csv', selected, notes)

  it('names files and columns so that no terminal obeys them, and Python reads them as they are', () => {
    const name = "a'\\\x1b]52;\x07\n\u202e\u{e0041}\ud800é"
    const { value } = loadedBy({ ...csv([name]), name }, { shape: [3] })
    const text = String.raw`'a\'\\\x1b]52;\x07\n\u202e\U000e0041\ud800é'`
    expect(value).toBe(`pd.read_csv(${text}, skipinitialspace=True)[${text}].to_numpy()`)
  })

  it.each([
    [
      csv(['p'], 'delimiter: ;', 'header: yes'),
      undefined,
      false,
      "pd.read_csv('d.csv', sep=';', skipinitialspace=True)['p'].to_numpy()",
    ],
    [
      csv(['0', '2'], 'header: no'),
      undefined,
      false,
      "pd.read_csv('d.csv', skipinitialspace=True, header=None)[[0, 2]].to_numpy()",
    ],
    [of('ndjson', ['x']), undefined, true, "pd.read_json('d.ndjson', lines=True)['x'].tolist()"],
    [
      csv(['y']),
      ['10', '2'],
      false,
      "[['10', '2'].index(name) for name in pd.read_csv('d.csv', skipinitialspace=True, dtype=str, keep_default_na=False)['y']]",
    ],
    [
      of('ndjson', ['y']),
      ['01', '1'],
      false,
      "[['01', '1'].index(name) for name in pd.read_json('d.ndjson', lines=True, dtype=False)['y'].astype(str)]",
    ],
    [
      { ...csv(['y']), name: 'run#2.csv' },
      ['None', 'b'],
      false,
      "[['None', 'b'].index(name) for name in pd.read_csv('run#2.csv', skipinitialspace=True, dtype=str, keep_default_na=False)['y']]",
    ],
  ])('%j with the classes %j', (named, classes, lists, value) => {
    expect(loadedBy(named, { shape: [3], lists, classes }).value).toBe(value)
  })

  it.each([
    [['delimiter: ;', 'header: yes'], [3, 1], "np.loadtxt('d.csv', delimiter=';', skiprows=1, ndmin=2)"],
    [['delimiter: ,', 'header: no'], [3], "np.loadtxt('d.csv', delimiter=',')"],
    [['delimiter: tab', 'header: no'], [1], "np.loadtxt('d.csv', ndmin=1)"],
    [['delimiter: blanks', 'header: no'], [3, 2], "np.loadtxt('d.csv')"],
  ])('all numbers of a file with %j in the shape %j', (notes, shape, value) => {
    expect(loadedBy({ name: 'd.csv', format: 'csv', notes }, { shape }).value).toBe(value)
  })

  it.each([
    ['delimiter: ,', "pd.read_csv('d.csv', skipinitialspace=True)[['p']].to_numpy()"],
    [
      'delimiter: blanks',
      String.raw`pd.read_csv('d.csv', sep=r'\s+', skipinitialspace=True)[['p']].to_numpy()`,
    ],
  ])('a column of a file with %s, used in two dimensions', (note, value) => {
    expect(loadedBy(csv(['p'], note), { shape: [3, 1] }).value).toBe(value)
  })

  it('words for 0 and 1 are those of the program', () => {
    expect(loadedBy(csv(['y']), { shape: [3], classes: booleans }).value).toMatch(
      /\['y'\]\.astype\(str\)\.str\.strip\(\)\.str\.lower\(\)\.isin\(\['true',/,
    )
  })
})

describe('a program', () => {
  const { file } = filesIn('loss-calc-code-')
  const lines = async (words: string[]) => {
    const { stdout, stderr } = await run([...words, '--no-hints'])
    expect(stderr).toBe('')
    return stdout
  }

  it('has each argument in the shape in which it is used', async () => {
    const column = file('column.csv', '0.5\n2\n')
    const vector = await lines(['mse', column, '[1, 2]', '--code', 'numpy'])
    expect(vector).toContain("column.csv', delimiter=','), dtype=float)")
    const beside = await lines(['mse', column, '[[1], [2]]', '--code', 'numpy'])
    expect(beside).toContain("column.csv', delimiter=',', ndmin=2), dtype=float)")
    const classes = await lines(['ce', '[[1, 2], [3, 1]]', '[[0], [1]]', '--code', 'torch'])
    expect(classes).toContain('[[0], [1]], dtype=torch.int64).reshape(-1)\n')
    const perRow = ['gaussian-nll', '[[1, 2, 1], [3, 1, 1]]', '[[1, 1, 0], [1, 1, 0]]', '[4, 9]']
    expect(await lines([...perRow, '--code', 'numpy'])).toContain('[4, 9], dtype=float).reshape(-1, 1)\n')
    const spaced = file('spaced.csv', 'p, t\n1,2\n')
    const named = await lines(['mse', spaced, '--input-cols', 'p', '--target-col', 't', '--code', 'numpy'])
    expect(named).toContain("skipinitialspace=True)[['t']]")
  })

  it('is one that torch runs', async () => {
    const smooth = ['ce', '[[0.3, 0.7]]', '[0]', '--from', 'probs', '--label-smoothing', '0.1']
    expect(await lines([...smooth, '--code', 'torch'])).toContain('t[:, None]).double()')
    expect(await lines(['quantile', '[1]', '[2]', '--quantile', '0', '--code', 'torch'])).toContain(
      'torch.where(difference > 0, 0.0, ',
    )
    const ctc = ['ctc', '[[[-0.5, -0.9327521295671886]]]', '[[1]]', '[1]', '[1]', '--code', 'torch']
    expect(await lines(ctc)).toContain('input_lengths = torch.as_tensor([1], dtype=torch.int64)')
  })
})

describe('a call of torch', () => {
  it.each([
    [
      ['F.cross_entropy(x, t, weight=w, reduction="sum")', 'x=[[1,2,3]]', 't=[2]', 'w=1,2,4'],
      ['ce', '[[1,2,3]]', '[2]', '--weight', '1,2,4', '--reduction', 'sum'],
    ],
    [
      [
        'torch.nn.CrossEntropyLoss(label_smoothing=0.1, ignore_index=-1, weight=None)(logits, labels)',
        'logits=[[1,2,3],[1,1,1]]',
        'labels=[2,-1]',
      ],
      ['ce', '[[1,2,3],[1,1,1]]', '[2,-1]', '--label-smoothing', '0.1', '--ignore-index=-1'],
    ],
    [
      ['F.poisson_nll_loss(x, target = t, log_input=False, full=True)', 'x=[1,2]', 't=[2,1]'],
      ['poisson-nll', '[1,2]', '[2,1]', '--no-log-input', '--full'],
    ],
    [
      ['binary_cross_entropy_with_logits(x, t, pos_weight=w)', 'x=[1,2]', 't=[0,1]', 'w=3', '--grad'],
      ['bce-logits', '[1,2]', '[0,1]', '--pos-weight', '3', '--grad'],
    ],
    [
      ['F.triplet_margin_loss(a, p, n, swap=True, margin=2.0)', 'a=[[1,2]]', 'p=[[2,1]]', 'n=[[0,1]]'],
      ['triplet-margin', '[[1,2]]', '[[2,1]]', '[[0,1]]', '--swap', '--margin', '2'],
    ],
    [
      ['F.cross_entropy(torch.tensor([[1., 2.], [0, 1]], dtype=torch.float), [0, 1], weight=[1, 2])'],
      ['ce', '[[1., 2.], [0, 1]]', '[0, 1]', '--weight', '[1, 2]'],
    ],
    [['nn.MSELoss()(np.array([1, 2]), [2, 2])'], ['mse', '[1, 2]', '[2, 2]']],
    [
      ['loss = nn.MSELoss()(x, t).item()', 'x=[1, 2]', 't=[2, 2]'],
      ['mse', '[1, 2]', '[2, 2]'],
    ],
    // As torch and torchvision call the arguments, and with their defaults.
    [
      [
        'F.ctc_loss(log_probs=x, targets=t, input_lengths=n, target_lengths=m)',
        'x=[[[0]],[[0]]]',
        't=[[]]',
        'n=[2]',
        'm=[0]',
      ],
      ['ctc', '[[[0]],[[0]]]', '[[]]', '[2]', '[0]'],
    ],
    [
      ['F.margin_ranking_loss(input1=x, input2=y, target=t, margin=0.5)', 'x=[1,2]', 'y=[2,1]', 't=[1,1]'],
      ['margin-ranking', '[1,2]', '[2,1]', '[1,1]', '--margin', '0.5'],
    ],
    [
      ['torchvision.ops.sigmoid_focal_loss(inputs=x, targets=t)', 'x=[1,2]', 't=[1,0]'],
      ['focal', '[1,2]', '[1,0]', '--reduction', 'none'],
    ],
    [
      ['sigmoid_focal_loss(x, t, gamma=1, reduction="mean")', 'x=[1,2]', 't=[1,0]'],
      ['focal', '[1,2]', '[1,0]', '--gamma', '1'],
    ],
    [
      ['nn.PairwiseDistance(p=torch.inf)(x, y)', 'x=[[1,2]]', 'y=[[2,4]]'],
      ['pairwise-distance', '[[1,2]]', '[[2,4]]', '--p', 'Infinity'],
    ],
    [
      ['F.pairwise_distance(x1=x, x2=y, p=math.inf)', 'x=[[1,2]]', 'y=[[2,4]]'],
      ['pairwise-distance', '[[1,2]]', '[[2,4]]', '--p', 'Infinity'],
    ],
  ])('%j is the command', async (call, command) => {
    expect(await run([...call, '--json'])).toEqual(await run([...command, '--json']))
    expect((await run([...call, '--json'])).status).toBe(0)
  })

  it.each([
    [['F.mse_loss(x, t'], 2, 'the call breaks off at character 16'],
    [['F.mse_loss(x, t)', 'x=[1]'], 2, 'nothing is given for t, the target of mse_loss'],
    [['F.mse_loss(x, t)', 'x=[1]', 't=[2]', 'x=[3]'], 2, 'x is given twice'],
    [['F.cross_entropy(x, t)', 'x=[[1,2]]', 't=[0]', 'w=[1,2]'], 2, 'too many arguments'],
    [['F.mse_loss(x, t)', 'x=[1]', 't=[2]', '--where', 'split=test'], 2, 'split'],
    [['F.relu(x)', 'x=[1]'], 2, 'F.relu is no loss'],
    [['F.mse_loss(x)', 'x=[1]'], 2, 'the target is missing in F.mse_loss(x)'],
    [['F.mse_loss(x, t, w)', 'x=[1]', 't=[1]', 'w=1'], 2, 'options are given by name'],
    // An option of a class, before its inputs, is not taken for one of them.
    [['nn.HuberLoss("sum")(x, t)', 'x=[1]', 't=[1]'], 2, 'options are given by name'],
    [['nn.CrossEntropyLoss(w)(x, target=t)', 'x=[[1]]', 't=[0]', 'w=[1]'], 2, 'options are given by name'],
    [['nn.MSELoss()(x, t, None)', 'x=[1]', 't=[1]'], 2, 'options are given by name'],
    [['F.log_cosh_loss(x, t, 1)', 'x=[1]', 't=[1]'], 2, 'is no loss'],
    [['nn.HuberLoss(delta=2)', 'x=[1]', 't=[1]'], 2, 'nn.HuberLoss()(input, target)'],
    [['nn.MSELoss(x, t)', 'x=[1]', 't=[1]'], 2, 'nn.MSELoss()(input, target)'],
    [['F.mse_loss(x, t)(x)', 'x=[1]', 't=[1]'], 2, 'the call breaks off'],
    [['F.mse_loss(x, reduction="sum", t)', 'x=[1]', 't=[1]'], 2, 'the call breaks off'],
    [['F.mse_loss(x, t, input=x)', 'x=[1]', 't=[1]'], 2, 'input is given twice'],
    [['F.mse_loss(x, t, gamma=2)', 'x=[1]', 't=[1]'], 2, '--gamma'],
    [['F.mse_loss(lambda: 1)'], 2, 'the call breaks off'],
  ])('refuses %j', async (words, status, says) => {
    const found = await run(words)
    expect([found.status, found.stdout]).toEqual([status, ''])
    expect(found.stderr).toContain(says)
  })
})
