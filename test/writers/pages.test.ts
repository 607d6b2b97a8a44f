import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DefaultTreeAdapterMap, parse } from 'parse5'
import { afterAll, describe, expect, it } from 'vitest'
import { same } from '../same.ts'
import { start } from '../start.ts'
import { run, words } from '../transcript.ts'

const cancer = 'fixtures/real/cancer/logits.csv fixtures/real/cancer/target.csv'
const preds = `fixtures/files/preds.csv --input-cols 'p_*' --target-col label --from probs`
const blog = 'fixtures/blog/logits.csv fixtures/blog/target.csv'

/** One page per kind of loss and per corner. */
const pages: Readonly<Record<string, string>> = {
  ce: `ce ${preds} --id image --group-by split`,
  'ce-zh': `ce ${preds} --id image --metrics acc,f1,brier --lang zh`,
  'bce-logits': `bce-logits ${cancer}`,
  'multi-label': `bce-logits ${blog} --explain`,
  focal: `focal ${blog} --alpha 0.75 --gamma 1`,
  mse: 'mse fixtures/real/diabetes/prediction.csv fixtures/real/diabetes/target.csv',
  nll: `nll '[[-0.1, -2.4], [-1, -0.5], [-3, -0.05]]' '[0, 1, 0]' --max 0.5`,
  compare: `compare ce fixtures/files/preds.csv fixtures/files/model-b.csv --input-cols 'p_*' --target-col label --id image`,
  'compare-equal': `compare mse '[1, 2]' '[1, 2]' '[3, 4]'`,
  trend: `trend ce 'fixtures/epochs/*.csv' --target-col label --id id --patience 2`,
  'trend-zh': `trend ce 'fixtures/epochs/*.csv' --target-col label --lang zh`,
  'compare-three': `compare mse '[1, 2]' '[3, 4]' '[2, 1]' '[1, 1]'`,
  negative: `gaussian-nll '[1, 2, 3, 4, 2.2]' '[1.01, 2, 3.02, 6.9, 2.1]' --var '[0.01, 0.01, 0.02, 0.05, 0.01]'`,
  huber: 'huber fixtures/real/diabetes/prediction.csv fixtures/real/diabetes/target.csv --delta 20',
  poisson: `poisson-nll '[1, 2, 0.5, 0.2]' '[3, 8, 1, 0]'`,
  cosine: `cosine-embedding '[[1, 2], [2, 1], [0, 1]]' '[[1, 1], [-1, 2], [0, 1.1]]' '[1, -1, 1]'`,
  dice: `dice '[[1, 2, -1], [0, -2, 1], [3, -1, 0.2]]' '[[1, 1, 0], [0, 1, 1], [1, 0, 1]]'`,
  cjk: `ce fixtures/pages/names-zh.csv --input-cols 船,飞机,汽车,一只很长很长的名字的猫咪在屋顶上睡觉 --target-col 类别 --id 图片 --group-by 类别 --lang zh`,
  empty: `mse '[]' '[]'`,
  one: `mse '[1]' '[2]'`,
  equal: `bce-logits '[1, 1, 1]' '[0, 0, 0]'`,
  zeros: `mse '[1, 2]' '[1, 2]'`,
  odd: `mse '[NaN, Infinity, 1, 2]' '[1, 1, 3, 2.5]'`,
  ignored: `ce '[[1, 2]]' '[-100]'`,
  soft: `ce '[[1, 2], [3, 4]]' '[[0.5, 0.5], [1, 0]]'`,
  weights: `ce '[[1, 2], [0, 1], [2, 0]]' '[0, 1, 1]' --label-smoothing 0.1 --weight 1,2`,
}

const folder = mkdtempSync(join(tmpdir(), 'pages-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function pageOf(line: string): Promise<string> {
  const file = join(folder, 'page.html')
  const { stderr, status } = await run([...words(line), '--report', file])
  expect(status, stderr).toBeLessThan(2)
  return readFileSync(file, 'utf8')
}

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

function elementsOf(html: string): Element[] {
  const errors: string[] = []
  const document = parse(html, { onParseError: ({ code }) => void errors.push(code) })
  expect(errors).toEqual([])
  const found: Element[] = []
  const visit = (node: Node): void => {
    if ('tagName' in node) found.push(node)
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(document)
  return found
}

const textOf = (node: Node): string =>
  'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''

describe.each(Object.entries(pages))('the page %s', (name, line) => {
  it('is the same bytes as before', async () => {
    const html = await pageOf(line)
    const path = `fixtures/pages/${name}.html`
    if (process.env.UPDATE) writeFileSync(path, html)
    else expect(html).toBe(readFileSync(path, 'utf8'))
  })

  it('is strict HTML that runs and loads nothing', async () => {
    const html = await pageOf(line)
    const elements = elementsOf(html)
    expect(elements.length).toBeLessThan(2500)
    const ids = elements.flatMap(({ attrs }) => attrs.filter(({ name }) => name === 'id'))
    expect(new Set(ids.map(({ value }) => value)).size).toBe(ids.length)
    expect(elements.map(({ tagName }) => tagName)).not.toContain('script')
    for (const { attrs, tagName } of elements) {
      for (const { name, value } of attrs) {
        same(/^on|^style$|^href$|^src$/.test(name), false, `${tagName} ${name}`)
        const odd = /NaN|Infinity|undefined/.test(value) && tagName !== 'meta' && name !== 'title'
        same(odd, false, `${name} ${value}`)
      }
    }
    expect(html).not.toMatch(/https?:(?!\/\/www\.w3\.org\/)/)
    const style = textOf(elements.find(({ tagName }) => tagName === 'style')!)
    const policy = elements.find(({ attrs }) =>
      attrs.some(({ value }) => value === 'Content-Security-Policy'),
    )!
    const hash = createHash('sha256').update(style).digest('base64')
    expect(policy.attrs.map(({ value }) => value).join()).toContain(`style-src 'sha256-${hash}'`)
    for (const picture of elements.filter(({ attrs }) => attrs.some(({ value }) => value === 'img'))) {
      const inside = picture.childNodes.flatMap((node) => ('tagName' in node ? [node.tagName] : []))
      expect(inside.slice(0, 2)).toEqual(['title', 'desc'])
    }
  })
})

describe('a page', () => {
  const sheet = (name: string) => {
    const quoted = `"${name.replaceAll('"', '""')}"`
    const rows = [
      `${quoted},split,label,a,b`,
      ...[0, 1, 2, 3].map((i) => `${quoted},${quoted},${quoted},${i},1`),
    ]
    const path = join(folder, 'labels.csv')
    writeFileSync(path, `${rows.join('\n')}\n`)
    return [path, name] as const
  }
  const attacks = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    `'-alert(1)-'`,
    '</style><script>alert(1)</script>',
    '<!--',
    ']]><svg onload=alert(1)>',
    '\u202egnp.exe',
    '&lt;b&gt;',
  ]

  it.each(attacks)('takes %s for text', async (attack) => {
    const draw = async (name: string) => {
      const [path] = sheet(name)
      const line = ['ce', path, '--input-cols', 'a,b', '--target-col', 'label', '--classes', `${name},other`]
      const labels = ['--id', name, '--group-by', 'split', '--top', '2']
      const file = join(folder, 'hostile.html')
      const { stderr } = await run([...line, ...labels, '--report', file])
      expect(stderr).not.toContain('error')
      return elementsOf(readFileSync(file, 'utf8'))
    }
    const tags = (elements: readonly Element[]) => elements.map(({ tagName }) => tagName)
    expect(tags(await draw(attack))).toEqual(tags(await draw('harmless')))
  })

  it('has the numbers of --json', async () => {
    const line = pages['bce-logits']!
    const html = await pageOf(line)
    const { stdout } = await run([...words(line), '--json', '--report', join(folder, 'other.html')])
    const report = JSON.parse(stdout) as {
      value: number
      spread: { bins: { count: number; wrong: number }[] }
      calibration: { bins: { count: number }[] }
      right_answers: { count: number }[]
    }
    const tables = elementsOf(html).filter(({ tagName }) => tagName === 'table')
    const counts = (table: Element, column: number) =>
      elementsIn(table, 'tr')
        .slice(1)
        .map((row) => Number(textOf(cellsOf(row)[column]!).replaceAll(',', '')))
    expect(html).toContain(`<div class="full">${report.value}</div>`)
    const used = report.spread.bins.filter(({ count }) => count > 0)
    expect(counts(tables[0]!, 2)).toEqual(used.map(({ count }) => count))
    expect(counts(tables[0]!, 3)).toEqual(used.map(({ wrong }) => wrong))
    const given = report.right_answers.map(({ count }) => count).filter((count) => count > 0)
    expect(counts(tables[2]!, 2)).toEqual(given)
    const bins = report.calibration.bins.map(({ count }) => count).filter((count) => count > 0)
    expect(counts(tables[3]!, 2)).toEqual(bins)
  })

  it('of predicted numbers has those of --json, too', async () => {
    const html = await pageOf(pages.mse!)
    const { stdout } = await run([...words(pages.mse!), '--json', '--report', join(folder, 'other.html')])
    const { errors } = JSON.parse(stdout) as {
      errors: { counts: number[]; bias: number; squares: { count: number }[] }
    }
    const tables = elementsOf(html).filter(({ tagName }) => tagName === 'table')
    const column = (table: Element, at: number) =>
      elementsIn(table, 'tr')
        .slice(1)
        .map((row) => Number(textOf(cellsOf(row)[at]!).replaceAll(',', '')))
    const most = errors.squares.map(({ count }) => count).sort((a, b) => b - a)
    expect(column(tables[2]!, 2)).toEqual(most.slice(0, 100))
    expect(column(tables[3]!, 2)).toEqual(errors.counts.filter((count) => count > 0))
    expect(html).toContain(`<dd>${errors.bias.toFixed(4)}</dd>`)
  })

  const rowsOf = (table: Element) =>
    elementsIn(table, 'tr').map((row) => cellsOf(row).map((cell) => textOf(cell)))
  const tableOf = (html: string, head: string) =>
    elementsOf(html)
      .filter(({ tagName }) => tagName === 'table')
      .map(rowsOf)
      .find(([first]) => first?.join('|').startsWith(head))!
  const textsOf = (html: string, tag: string) =>
    elementsOf(html)
      .filter(({ tagName }) => tagName === tag)
      .map(textOf)

  it('tells numbers that differ in their last digits from each other', async () => {
    const years = [1999, 2001, 2004, 2007, 2012]
    const html = await pageOf(`mse '[${years.map((year) => year + 1)}]' '[${years}]'`)
    const targets = tableOf(html, 'target, at least').slice(1)
    expect(targets.map(([target]) => target)).toEqual(years.map(String))
    expect(targets.map(([, prediction]) => prediction)).toEqual(years.map((year) => String(year + 1)))
    expect(textsOf(html, 'text')).toEqual(expect.arrayContaining(['2000', '2002', '2004']))
  })

  it('counts right answers of probability 0, and gives no parts of an infinite sum', async () => {
    const html = await pageOf(
      `ce '[[0, 1], [0, 1], [0.4, 0.6], [0.9, 0.1]]' '[0, 1, 0, 0]' --from probs --no-hints`,
    )
    expect(html).toContain('The right answer got less than 0.5 in 50 % of the samples.')
    const [, ...bins] = elementsOf(html)
      .filter(({ tagName }) => tagName === 'table')
      .map(rowsOf)
      .find(([, first]) => first?.[1] === '0.05')!
    expect(bins.map(([from, , count, part]) => [from, count, part])).toEqual([
      ['0.00', '1', ''],
      ['0.40', '1', ''],
      ['0.90', '1', ''],
      ['0.95', '1', ''],
    ])
  })

  it('says of a bar what part of the whole sum it is, beside losses that are too large for the picture', async () => {
    const html = await pageOf(`l1 '[1, 1e12]' '[2, 0]'`)
    expect(textsOf(html, 'title').join()).toContain('1 - 1.33: 1, < 0.1 % of the sum')
  })

  it.each([
    `smooth-l1 '[[-1.6, 1.77, 1e308], [-0.58, -0.73, -3.12]]' '[[3.02, 1e308, 0.95], [-3.64, 1.22, -1.64]]'`,
    `l1 '[1.7e308, -1.7e308]' '[0, 0]'`,
    `gaussian-nll '[1e308, -1e308, 3]' '[1, 0.5, 1]' '[1, 1, 1]'`,
    `compare l1 '[1e308, 1e308, 2]' '[1e307, 1e307, 2]' '[1, 2, -3]'`,
    `compare poisson-nll '[-1e308, 2]' '[1e308, 3]' '[1, 0]' --no-log-input --eps 0`,
    `compare nll '[[1e308, -1e308], [-1e308, 1e308]]' '[[-1e308, 1e308], [1e308, -1e308]]' '[0, 0]'`,
    `trend nll '[[1.7e308]]' '[[-1.7e308]]' --target '[0]'`,
  ])('of numbers between which lies more than the largest one is drawn: %s', async (line) => {
    const { stderr } = await run([...words(line), '--report', join(folder, 'page.html'), '-q'])
    expect(stderr).not.toContain('E700')
    const page = readFileSync(join(folder, 'page.html'), 'utf8')
    expect(page).not.toMatch(/="-?(?:NaN|Infinity)/)
  })

  it('lists samples of which one model has a loss of 0', async () => {
    const html = await pageOf(`compare l1 '[1, 2, 4, 4]' '[1.5, 2, 2, 4]' '[1, 2, 2, 2]'`)
    const squares = tableOf(html, 'a, at least').slice(1)
    expect(squares.map((cells) => cells.join())).toEqual(['0,0,1', '0,0.316,1', '1.78,0,1', '1.78,1.78,1'])
  })

  it('shows no predictions by targets where one is broadcast', async () => {
    expect(await pageOf(`mse '[[1, 2]]' '[[1], [2]]'`)).not.toContain('Prediction and target')
    expect(await pageOf(`mse '[[1, 2]]' '[[1, 3]]'`)).toContain('Prediction and target')
  })

  it('is the same in another time zone, with other threads', async () => {
    const line = [...words(pages['bce-logits']!), '-q', '--report']
    const draw = async (file: string, more: string[], env: Record<string, string>) => {
      const path = join(folder, file)
      const argv = ['bin/loss-calc.cjs', ...line, path, ...more]
      const found = await start(process.execPath, argv, { env: { ...process.env, ...env } })
      expect(found.status).toBe(0)
      return readFileSync(path, 'utf8').replaceAll(/ --threads \d/g, '')
    }
    const one = await draw('one.html', ['--threads', '1'], { TZ: 'UTC', LANG: 'C' })
    const two = await draw('two.html', ['--threads', '2'], { TZ: 'Asia/Tokyo', LANG: 'ar_EG.UTF-8' })
    expect(one).toBe(two)
  })

  it('exists when a check failed, and not when the data are bad', async () => {
    const file = join(folder, 'checked.html')
    const failed = await run(['mse', '[1]', '[2]', '--max', '0.5', '--report', file])
    expect(failed.status).toBe(1)
    expect(readFileSync(file, 'utf8')).toContain('failed')
    const bad = join(folder, 'bad.html')
    expect((await run(['bce', '[2]', '[1]', '--report', bad])).status).toBe(3)
    expect(() => readFileSync(bad)).toThrow()
  })

  it('does not grow with the classes', async () => {
    const path = join(folder, 'many.csv')
    const classes = 1000
    const rows = Array.from({ length: 1000 }, (_, i) => {
      const logits = Array.from({ length: classes }, (_, c) => ((i * 7919 + c * 104729) % 1009) / 200)
      return [...logits, i % classes].join(',')
    })
    writeFileSync(path, `${rows.join('\n')}\n`)
    const file = join(folder, 'many.html')
    const cols = ['--input-cols', `0:${classes - 1}`, '--target-col', String(classes)]
    const { stderr, status } = await run(['ce', path, ...cols, '--no-hints', '-q', '--report', file])
    expect(status, stderr).toBe(0)
    expect(readFileSync(file).length).toBeLessThan(150_000)
  })
})

function elementsIn(root: Element, name: string): Element[] {
  return root.childNodes.flatMap((node) =>
    'tagName' in node ? [...(node.tagName === name ? [node] : []), ...elementsIn(node, name)] : [],
  )
}

function cellsOf(row: Element): Element[] {
  return row.childNodes.filter((node): node is Element => 'tagName' in node)
}
