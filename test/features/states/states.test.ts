import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { run, words } from '../../transcript.ts'
import { randomFrom } from '../../../src/comparison/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'states-'))
afterAll(() => rmSync(folder, { recursive: true }))

const header = 'id,x0,x1,x2,p,label,t,w,g'
const next = randomFrom(7)
const rows = Array.from({ length: 600 }, (_, i) => {
  const x = [0, 1, 2].map(() => (next() - 0.5) * 20)
  if (i === 100) x[0] = Infinity
  if (i === 450) x[1] = Number.NaN
  const label = i % 37 === 0 ? -100 : Math.floor(next() * 3)
  return [
    `r${i}`,
    ...x,
    next(),
    label,
    Math.floor(next() * 2),
    next() * 3,
    `g${Math.floor(next() ** 2 * 9)}`,
  ].join(',')
})
/** Losses of which the worst are equal, and an infinite one at each end. */
const extreme = ['1,0,a', '1e308,-1e308,b', '1e308,0,b', '3,0,a', '-3,0,c', 'Infinity,0,c', '0,-Infinity,a']

async function loss(line: string, stdin?: string): Promise<string> {
  const input = stdin === undefined ? undefined : Readable.from([Buffer.from(stdin)])
  const { stdout, stderr, status } = await run(words(line), input as never)
  expect(status, `${line}: ${stderr}`).toBe(0)
  return stdout
}

async function refused(line: string, stdin?: string): Promise<string> {
  const input = stdin === undefined ? undefined : Readable.from([Buffer.from(stdin)])
  const { stdout, stderr, status } = await run(words(line), input as never)
  expect(stdout).toBe('')
  return `${status} ${stderr}`
}

function file(name: string, lines: readonly string[], head = header): string {
  const path = join(folder, name)
  writeFileSync(path, `${head}\n${lines.map((line) => `${line}\n`).join('')}`)
  return path
}

/** The states of the parts between some cuts. */
async function states(
  command: string,
  lines: readonly string[],
  cuts: readonly number[],
  head?: string,
): Promise<string[]> {
  const ends = [...cuts, lines.length]
  const found: string[] = []
  for (const [k, end] of ends.entries()) {
    const part = file(`part-${k}.csv`, lines.slice(k === 0 ? 0 : ends[k - 1], end), head)
    found.push(await loss(`${command.replace('FILE', part)} --format state --shard ${k}/${ends.length}`))
  }
  return found
}

/** Merges some states in a tree by chance. */
async function tree(parts: readonly string[], chance: () => number): Promise<string> {
  let left = [...parts].sort(() => chance() - 0.5)
  while (left.length > 1) {
    const count = Math.min(left.length, 2 + Math.floor(chance() * 3))
    const merged = await loss('merge - --format state', left.slice(0, count).join(''))
    left = [...left.slice(count), merged].sort(() => chance() - 0.5)
  }
  return left[0]!
}

/** JSON without the names of files. */
function bare(json: string): unknown {
  return JSON.parse(json.replaceAll(/"file":"[^"]*"/g, '"file":""'))
}

const commands = [
  'ce FILE --input-cols x0:x2 --target-col label',
  'ce FILE --input-cols x0:x2 --target-col label --id id --weight-col w --group-by g --per-class --top 5',
  'ce FILE --input-cols x0:x2 --target-col label --quantiles 0.1,0.5,0.99 --hist 7 --metrics acc,brier,ece,auc,ap,ppl,top2',
  'ce FILE --input-cols x0:x2 --target-col label --weight 1,2,3 --label-smoothing 0.1 --calibration --confusions --hist log',
  'bce-logits FILE --input-cols x0 --target-col t --group-by g --per-class --mean-by rows',
  'bce FILE --input-cols p --target-col t --id id --top 3 --sort row --metrics auc',
  'mse FILE --input-cols x0,x1 --target-cols x1,x2 --per-class',
  'focal FILE --input-cols x0:x2 --target-col label --gamma 1',
  'focal FILE --input-cols x0 --target-col t --alpha 0.5 --where g!=g0 --group-by g',
  'gaussian-nll FILE --input-cols x0 --target-col x1 --var-col p',
]

describe('parts, merged in any tree, print what one run prints', () => {
  it.each(commands)('%s', async (command) => {
    const chance = randomFrom(command.length)
    const whole = file('whole.csv', rows)
    const one = bare(await loss(`${command.replace('FILE', whole)} --json`))
    // An empty part, one of a row, and others by chance.
    const more = [0, 1, 2].map(() => 1 + Math.floor(chance() * (rows.length - 1)))
    const cuts = [0, 1, ...more].sort((a, b) => a - b)
    const parts = await states(command, rows, cuts)
    const merged = await tree(parts, chance)
    expect(bare(await loss('merge - --json', merged))).toEqual(one)
    expect(await tree(parts, chance)).toBe(merged)
    const table = (text: string) => text.split('\n').slice(1).join('\n')
    const people = await loss(command.replace('FILE', whole))
    // Only the whole lists its rows.
    if (command.includes('--top')) expect(table(await loss('merge -', merged))).toBe(table(people))
  })

  it('in the bits of their totals and groups', async () => {
    const command = commands[1]!
    const whole = await loss(`${command.replace('FILE', file('whole.csv', rows))} --format state --shard 0/1`)
    const parts = await states(command, rows, [10, 10, 400])
    const merged = await loss('merge -', parts.join('')).then(() =>
      loss('merge - --format state', parts.join('')),
    )
    const [a, b] = [whole, merged].map(
      (text) => JSON.parse(text) as { totals: unknown; survey: { groups: unknown } },
    )
    expect(JSON.stringify(b!.totals)).toBe(JSON.stringify(a!.totals))
    expect(JSON.stringify(b!.survey.groups)).toBe(JSON.stringify(a!.survey.groups))
  })

  it('where sums overflow on the way, or terms are infinite', async () => {
    const command = 'l1 FILE --input-cols x --target-col t --group-by g --top 4'
    for (const lines of [extreme.slice(0, 5), extreme]) {
      const one = bare(await loss(`${command.replace('FILE', file('whole.csv', lines, 'x,t,g'))} --json`))
      for (const cuts of [[1], [2, 5], [1, 2, 3, 4]]) {
        const parts = await states(command, lines, cuts, 'x,t,g')
        expect(bare(await loss('merge - --json', parts.reverse().join('')))).toEqual(one)
        expect(parts.join('')).not.toContain('null')
      }
    }
    const both = await states('mse FILE --input-cols x --target-col t', ['Infinity,0', '1,0'], [1], 'x,t')
    const other = await states(
      'poisson-nll FILE --input-cols x --target-col t',
      ['-Infinity,1', 'Infinity,1'],
      [1],
      'x,t',
    )
    expect(await loss('merge - -q', both.join(''))).toBe('Infinity\n')
    expect(await loss('merge - -q --reduction sum', other.join(''))).toMatch(/Infinity|NaN/)
    const sums = await states(
      'l1 FILE --input-cols x --target-col t',
      ['1e308,0', '1e308,0', '-3,0'],
      [1, 2],
      'x,t',
    )
    expect(await loss('merge - -q', sums.join(''))).toBe(`${(1e308 / 3) * 2}\n`)
  })
})

describe('states', () => {
  const command = 'ce FILE --input-cols x0:x2 --target-col label'

  it('of a run without survey are small', async () => {
    const [state] = await states(command, rows, [])
    expect(state!.length).toBeLessThan(2048)
  })

  it('come from files, from lines, from names of files, and count once', async () => {
    const parts = await states(command, rows, [200, 400])
    const paths = parts.map((part, k) => {
      const path = join(folder, `${k}.state.json`)
      writeFileSync(path, part)
      return path
    })
    const value = await loss('merge - -q', parts.join(''))
    expect(await loss(`merge ${paths.join(' ')} -q --expect-shards 3`)).toBe(value)
    expect(await loss('merge --files-from - -q', `${paths.join('\n')}\n`)).toBe(value)
    const both = await run(words(`merge ${paths.join(' ')} ${paths[1]} -q`))
    expect(both.stdout).toBe(value)
    expect(both.stderr).toContain('warning[W424]: 1 state came twice')
    const written = join(folder, 'all.json')
    await loss(`merge ${paths.join(' ')} --format state -o ${written}`)
    expect(await loss(`merge ${written} -q`)).toBe(value)
    expect(JSON.parse(readFileSync(written, 'utf8'))).toHaveProperty('schema', 'loss-calc/state@1')
  })

  it('come from no list with a NUL byte, which is told at once', async () => {
    const list = Readable.from([Buffer.from('a.json\nb\0\n')]) as never
    const { status, stderr } = await run(words('merge --files-from - -q'), list)
    expect([status, stderr]).toEqual([
      3,
      expect.stringContaining('a NUL byte: this is no list of names\n --> -:2'),
    ])
  })

  it('without a name merge, with a word about it', async () => {
    const plain = async (lines: readonly string[]) =>
      loss(`${command.replace('FILE', file('p.csv', lines))} --format state`)
    const parts = [await plain(rows.slice(0, 9)), await plain(rows.slice(9))]
    const { stdout, stderr } = await run(
      words('merge - -q'),
      Readable.from([Buffer.from(parts.join(''))]) as never,
    )
    expect(stdout).toBe(await loss(`${command.replace('FILE', file('whole.csv', rows))} -q`))
    expect(stderr).toContain('warning[W425]: 2 of 2 shards have no name')
  })

  it('tell what the runs that made them should have said, which merge does not take', async () => {
    const [ce, kl] = [file('probs.state', []), file('logs.state', [])]
    writeFileSync(ce, await loss("ce '[[0.2,0.8],[0.1,0.9],[0.3,0.7]]' '[0,1,1]' --format state"))
    writeFileSync(kl, await loss("kl-div '[[0.2,0.8]]' '[[0.5,0.5]]' --format state"))
    expect((await run(['merge', ce])).stderr).toContain('\n  try: loss-calc ce ... --from probs\n')
    const { stderr } = await run(['merge', kl])
    expect(stderr).toContain('\n  try: loss-calc kl-div ... --from probs\n')
    expect(stderr).toContain(`\n  try: loss-calc merge ${kl} --reduction batchmean\n`)
  })

  it('without numbers have their groups in the order of the names, however they were cut', async () => {
    const groups = async (cuts: readonly number[], shard: (part: number) => string) => {
      const ends = [0, ...cuts, rows.length]
      const parts = cuts.concat(rows.length).map(async (end, part) => {
        const path = file(`u${part}.csv`, rows.slice(ends[part], end))
        return loss(`l1 ${path} --input-cols p --target-col t --group-by g --format state${shard(part)}`)
      })
      const found: string[] = []
      for (const part of parts) found.push(await part)
      const stdout = await loss('merge - --json', found.join(''))
      return (JSON.parse(stdout) as { groups: [{ groups: { name: string }[] }] }).groups[0].groups
    }
    const one = await groups([200], () => '')
    expect(one.map(({ name }) => name)).toEqual([...new Set(rows.map((row) => row.split(',').at(-1)))].sort())
    expect(await groups([3, 500], (part) => ` --shard ${'zab'[part]!}`)).toEqual(one)
  })

  it('name the shards of rows that do not count over all', async () => {
    const some = 'mse FILE --input-cols p --target-col y --where g=b --top 2'
    const lines = ['1,2,a', '1,9,b', '1,5,a', '1,90,b']
    const rowsOf = async (cuts: number[]) =>
      loss('merge - --csv', (await states(some, lines, cuts, 'p,y,g')).join(''))
    expect(await rowsOf([2])).toBe('row,shard,loss\n1,1/2,7921\n1,0/2,64\n')
    expect(await rowsOf([])).toBe('row,loss\n3,7921\n1,64\n')
  })

  it('are refused where they do not go together', async () => {
    const [a, b] = (await states(command, rows, [200])) as [string, string]
    const other = await states(`${command} --label-smoothing 0.1`, rows, [200])
    expect(await refused('merge -', a + other[1])).toMatch(
      /^3 error\[E320\]: options.labelSmoothing is not given in -, and 0.1 in -:2/,
    )
    const logits = await states('nll FILE --input-cols x0:x2 --target-col label', rows, [200])
    expect(await refused('merge -', a + logits[1])).toMatch(
      /^3 error\[E320\]: loss is "ce" in -, and "nll" in -:2/,
    )
    const names = await states(`${command.replace('x0:x2', 'x2,x1,x0')}`, rows, [200])
    expect(await refused('merge -', a + names[1])).toMatch(/E320.*columns.inputCols is "x0:x2"/)
    const named = await states(`${command} --id id`, rows, [200])
    const skipping = await states(`${command} --id id --missing-ids skip`, rows, [200])
    expect(await refused('merge -', named[0]! + skipping[1]!)).toMatch(
      /E320.*columns.missingIds is not given in -/,
    )
    const changed = await states(command, [...rows.slice(1), rows[1]!], [200])
    expect(await refused('merge -', a + b + changed[1])).toMatch(
      /^3 error\[E320\]: shard 1\/2 is in -:2 and, with other content, in -:3/,
    )
    expect(await refused('merge - --format latex', a + b)).toMatch(
      /^2 error\[E101\]: --format must be one of table, json, csv, ndjson, markdown, state, got latex/,
    )
    expect(await refused('merge -', b)).toMatch(/^3 error\[E320\]: 1 of 2 shards is missing: 0/)
    expect(await refused('merge - --expect-shards 3', a + b)).toMatch(
      /^3 error\[E320\]: the shards are of 2, not of 3/,
    )
    const thirds = await states(command, rows, [200, 400])
    expect(await refused('merge -', a + thirds[1])).toMatch(/^3 error\[E320\]: shards of 2 .* shards of 3/)
    const pair = await loss('merge - --format state', thirds[0]! + thirds[1]!)
    const more = await loss('merge - --format state', thirds[1]! + thirds[2]!)
    expect(await refused('merge -', pair + more)).toMatch(
      /^3 error\[E320\]: shard 1\/3 of -:2 is in - as well, but not all/,
    )
  })

  it('are refused where they are none, or not whole', async () => {
    const packed = join(folder, 'state.json.gz')
    writeFileSync(packed, gzipSync('{}'))
    expect(await refused(`merge ${packed}`)).toMatch(/E321[^]*is packed[^]*gzip -dc/)
    const [state] = (await states(command, rows.slice(0, 99), [])) as [string]
    expect(await refused('merge -', state.slice(0, 900))).toMatch(
      /^3 error\[E321\]: this line is no JSON, or was cut\n --> -:1/,
    )
    expect(await refused('merge -', state.replace('state@1', 'state@2'))).toMatch(
      /^3 error\[E321\]: loss-calc\/state@2 is a newer form/,
    )
    expect(await refused('merge -', state.replace(/\{"exact":"0x[^"]*"\}/, 'null'))).toMatch(
      /^3 error\[E321\]: the number at totals.sum is null/,
    )
    expect(await refused('merge -', state.replace(/"exact":"0x/, '"exact":"0y'))).toMatch(
      /^3 error\[E321\]: the number at totals.sum.exact is "0y/,
    )
    const [grouped] = (await states(`${command} --group-by id`, rows.slice(0, 2), [])) as [string]
    expect(await refused('merge -', grouped.replace(/("first":.*?\[\[)\d/, '$1-1'))).toMatch(
      /E321.*survey.first.groups\[0\]\[0\] is -1/,
    )
    expect(await refused('merge -', state.replace(/"samples":99/, '"samples":99.5'))).toMatch(
      /E321.*totals.counts.samples is 99.5/,
    )
    expect(await refused('merge -', state.replace('"loss":"ce"', '"loss":"ce","twice":true'))).toMatch(
      /E321.*has a "twice"/,
    )
    for (const [found, other] of [
      ['"rows":99', '"rows":98'],
      ['"exact":"0x', '"exact":"0x1'],
      ['"answers":', '"others":'],
      ['"request":{', '"request":1,"asked":{'],
      ['"totals":{', '"totals":1e308,"sums":{'],
      ['"inputs":{', '"inputs":[],"read":{'],
      ['"digest":"sha256:', '"digest":1,"sum":"'],
      [/"seal":"./, '"seal":"g'],
      ['}\n', ',"more":1}\n'],
    ] as const)
      expect(await refused('merge -', state.replace(found, other))).toMatch(
        /^3 error\[E321\]: the state was changed/,
      )
    expect(await refused('merge -', state.replace('"seal"', '"zeal"'))).toMatch(/E321.*no "seal"/)
    for (const same of [`\ufeff${state}`, state.replace('\n', '\r\n'), ` ${state} `])
      expect(await loss('merge - -q', same)).toBe(await loss('merge - -q', state))
    expect(await refused('merge -', '{"schema":"loss-calc/result@1"}\n')).toMatch(
      /^3 error\[E321\]: this is no state/,
    )
    expect(await refused('merge -', '[1]\n')).toMatch(/^3 error\[E321\]/)
    expect(await refused('merge -', '\n')).toMatch(/^3 error\[E321\]: there is no state to merge/)
    expect(await refused(`merge ${join(folder, 'none.json')}`)).toMatch(/^3 error\[E200\]/)
    // What a shell leaves of a run that failed.
    for (const [name, text] of [
      ['whole.json', state],
      ['empty.json', ''],
      ['blank.json', '\n\n'],
    ] as const)
      writeFileSync(join(folder, name), text!)
    for (const name of ['empty.json', 'blank.json'])
      expect(await refused(`merge ${join(folder, 'whole.json')} ${join(folder, name)}`)).toMatch(
        new RegExp(`^3 error\\[E321\\]: \\S*${name} holds no state`),
      )
  })

  it('of nothing but empty parts have nothing to print', async () => {
    const parts = await states(command, [], [0])
    expect(parts[0]).toContain('"rows":0')
    expect(await refused('merge -', parts.join(''))).toMatch(/^3 error\[E205\]: none of 2 shards holds data/)
  })

  it('refuse an input without rows beside one that has some', async () => {
    const [none, some] = [file('none.csv', []), file('some.csv', rows)]
    for (const line of [`mse ${none} ${some}`, `mse ${some} ${none}`, `mse - ${some}`])
      expect(await refused(`${line} --format state`)).toMatch(/^3 error\[E205\]/)
    expect(await loss(`mse ${none} ${none} --format state`)).toContain('"rows":0')
  })

  it('are refused with more groups than a run makes', async () => {
    const [state] = await states(`mse FILE --input-cols x0 --target-col x1 --group-by g`, rows, [])
    const many = state!.replace('"groups":[[', `"groups":[${'[],'.repeat(1000)}[`)
    expect(await refused('merge -', many)).toMatch(
      /^3 error\[E321\]: the number at survey.groups.length is 1001/,
    )
    const lacking = state!.replace(/("groups":\[\[\{"name":"\w+","count)s/, '$1')
    expect(await refused('merge -', lacking)).toMatch(/E321\]: the number at survey\S+counts\[0\] is null\n/)
  })

  it('refuse what a part cannot say', async () => {
    const whole = file('whole.csv', rows)
    const line = command.replace('FILE', whole)
    for (const flags of [
      '--grad',
      '--max 1',
      '--reduction none',
      '--expect 2',
      '--explain',
      '--fail-if loss>1',
    ]) {
      expect(await refused(`${line} --format state ${flags}`)).toMatch(/^2 error\[E104\]/)
    }
    for (const flags of ['--max 1', '--fail-if loss>1', '--expect 2'])
      expect(await refused(`merge ${whole} --format state ${flags}`)).toMatch(/^2 error\[E104\]/)
    expect(await refused(`${line} --shard 0/2`)).toMatch(/^2 error\[E104\]: --shard names a part/)
    for (const shard of ['2/2', '-1', 'a/b', '""', '0/0', '1048576']) {
      expect(await refused(`${line} --format state --shard ${shard}`), shard).toMatch(/^2 error\[E10\d\]/)
    }
    expect(await refused('dice [[1],[0]] [[1],[0]] --format state')).toMatch(/^2 error\[E104\]/)
    expect(await refused('bce-logits [[1],[2]] [[1],[0]] --weight [[1],[2]] --format state')).toMatch(
      /^2 error\[E104\].*entry per row/,
    )
    expect(await refused('mse 1 2 --format state')).toMatch(/^2 error\[E104\]/)
    const [state] = await states(command, rows, [])
    expect(await refused('merge - --csv', state)).toMatch(/^2 error\[E104\]/)
    expect(await refused('merge - --reduction batchmean', state)).toMatch(/^2 error\[E101\]/)
  })

  it.each([
    'ce FILE --input-cols x0,x1,x2 --target-col label --group-by g --weight-col w --id id',
    'ce FILE --input-cols x0,x1,x2 --target-col label --top 3 --metrics acc,ece',
    'bce-logits FILE --input-cols x0 --target-col t',
    'mse FILE --input-cols p --target-col w',
  ])('give the page of one run: %s', async (line) => {
    const whole = file('whole.csv', rows)
    const page = async (command: string, stdin?: string) => {
      const path = join(folder, 'page.html')
      const stdout = await loss(`${command} --report ${path} --no-hints --json`, stdin)
      const html = readFileSync(path, 'utf8').replace(/<pre tabindex="0">loss-calc .*<\/pre>/, '')
      rmSync(path)
      const names = new RegExp(`${folder}/(?:whole|part-0)\\.csv(?: and 5 more)?`, 'g')
      return [html.replaceAll(names, 'NAME'), stdout.replaceAll(names, 'NAME')]
    }
    const wanted = await page(line.replace('FILE', whole))
    const parts = await states(`${line} --for-report --no-hints`, rows, [1, 1, 130, 400, 599])
    const chance = randomFrom(3)
    const merged = await tree(parts, chance)
    expect(merged).toBe(await tree(parts, chance))
    expect(await page('merge -', merged)).toEqual(wanted)
    expect(await page('merge -', [...parts].reverse().join(''))).toEqual(wanted)
    // What is printed is what was asked for besides.
    const bare = await states(`${line} --no-hints`, rows, [1, 1, 130, 400, 599])
    expect(await loss('merge - --json', merged)).toBe(await loss('merge - --json', bare.join('')))
  })

  it('without what a page shows have none', async () => {
    const [bare] = await states(command, rows, [])
    const path = join(folder, 'none.html')
    expect(await refused(`merge - --report ${path}`, bare)).toMatch(
      /^2 error\[E104\]: these states do not hold/,
    )
    const [full] = await states(`${command} --for-report`, rows, [])
    expect(await refused(`merge - --report ${path} --format state`, full)).toMatch(
      /^2 error\[E104\]: --report/,
    )
    expect(await refused(`merge - --report -`, full)).toMatch(/^2 error\[E104\]: --report takes/)
    expect(await refused('merge -', `${full!}${bare!}`)).toMatch(/^3 error\[E320\]: page/)
    const whole = command.replace('FILE', file('whole.csv', rows))
    expect(await refused(`${whole} --format state --report ${path}`)).toContain('try: --for-report')
    expect(await refused(`${whole} --for-report`)).toMatch(/^2 error\[E104\]: --for-report/)
  })

  it('are checked when they are merged', async () => {
    const [state] = await states(command, rows.slice(0, 100), [])
    const stdin = () => Readable.from([Buffer.from(state!)]) as never
    const { stdout, stderr, status } = await run(words('merge - -q --max 1'), stdin())
    expect([status, stdout]).toEqual([1, `${stdout.trim()}\n`])
    expect(stderr).toContain('check failed: mean')
    expect((await run(words('merge - -q --max 100'), stdin())).status).toBe(0)
    const sum = await loss('merge - -q --reduction sum', state)
    expect(Number(sum)).toBeGreaterThan(Number(stdout))
    // What the parts were asked for need not be said again, and goes through merges.
    const [summed] = await states(`${command} --reduction sum`, rows.slice(0, 100), [])
    expect(await loss('merge - -q', await loss('merge - --format state', summed))).toBe(sum)
    expect(await loss('merge - -q --reduction mean', summed)).toBe(stdout)
    expect(await refused('merge -', `${state!}${summed!}`)).toMatch(/^3 error\[E320\]: reduction is/)
  })
})

describe('another reduction than that of the parts', () => {
  const part = async (line: string) => (await run(words(`${line} --no-hints --format state`))).stdout
  const merged = (more: string, state: string) =>
    run(words(`merge - -q ${more}`), Readable.from([Buffer.from(state)]) as never)
  const places = `ce '[[[1,2],[3,5]],[[0,1],[1,1]]]' '[[1,0],[0,0]]'`
  const divergence = `kl-div '[[-1,-2],[-0.5,-1]]' '[[0.5,0.5],[0.2,0.8]]'`

  it.each([
    [`${places} --top 2`, 'sum'],
    [`${places} --reduction sum --quantiles 0.5`, 'mean'],
    [`${places} --for-report`, 'sum'],
    [`${divergence} --hist 2`, 'batchmean'],
  ])('is refused where a sample has several losses and its own is kept: %s', async (line, reduction) => {
    const { status, stdout, stderr } = await merged(`--reduction ${reduction}`, await part(line))
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(
      `--reduction ${reduction} needs states that were made with --reduction ${reduction}`,
    )
  })

  it.each([
    [places, 'sum', '5.181924230694882'],
    [divergence, 'batchmean', '0.6032251979509334'],
    [`ce '[[1,2],[3,5]]' [1,0] --top 2`, 'sum', '2.4401896985611957'],
  ])('is taken where nothing else is kept, or each sample has one: %s', async (line, reduction, sum) => {
    expect((await merged(`--reduction ${reduction}`, await part(line))).stdout.trim()).toBe(sum)
  })
})
