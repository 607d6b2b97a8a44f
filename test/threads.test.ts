import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { built, type Outcome } from './built.ts'
import { some, thorough } from './draws.ts'
import { randomFrom } from '../src/comparison/random.ts'

/* Dumps of more than a megabyte, which threads read, against the same bytes through a pipe, which they do not. */

const folder = mkdtempSync(join(tmpdir(), 'threads-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ROWS = thorough ? 12_000 : 2500
/** Long names make a file long with fewer rows, which are what takes time. */
const nameOf = (row: number) =>
  `photographs of the second season/${'taken from the tower by day and by night, '.repeat(thorough ? 2 : 8)}img/${row}, "é".jpg`
const classes = ['cat', 'dog', 'bird, "wet"', 'fish\nor so']

/** The same whole numbers below a bound in every run. */
function generator(seed: number) {
  const next = randomFrom(seed)
  return (below: number) => (next() * 2 ** 32) % below
}

/** Some tests have the same table. */
const tables = new Map<string, readonly string[]>()
function table(...how: Parameters<typeof makeTable>): readonly string[] {
  const key = JSON.stringify(how)
  if (!tables.has(key)) tables.set(key, makeTable(...how))
  return tables.get(key)!
}

/** How a cell is written: in quotes where it must be, or always, or at random. */
function makeTable(seed: number, quoting: 'needed' | 'all' | 'some', end: string, gaps = false): string[] {
  const random = generator(seed)
  const cell = (text: string) => {
    const must = /[",\r\n]/.test(text)
    return must || quoting === 'all' || (quoting === 'some' && random(2) === 0)
      ? `"${text.replaceAll('"', '""')}"`
      : text
  }
  const line = (cells: readonly string[]) => cells.map(cell).join(',') + end
  const rows = Array.from({ length: ROWS }, (_, row) =>
    line([
      nameOf(row),
      ...classes.map(() => {
        const number = String((random(200_000) - 100_000) / 8192)
        return gaps && random(200) === 0 ? ['', 'NA', 'nan'][random(3)]! : number
      }),
      gaps && random(500) === 0 ? '' : classes[random(4)]!,
      `part ${random(3)}`,
      String(row),
      String(random(3)),
    ]),
  )
  return [line(['id', ...classes.map((name) => `p_${name}`), 'label', 'split', 'row', 'weight']), ...rows]
}

const columns = ['--input-cols', 'p_*', '--target-col', 'label']
const survey = [
  '--id',
  'id',
  '--top',
  '7',
  '--group-by',
  'split',
  '--per-class',
  '--quantiles',
  '0.1,0.9',
  '--hist',
  '5',
]

/** Of the file, in lists of a megabyte too. */
const NAMES = new RegExp(
  String.raw`stdin|(?<=loss-calc (?:ce|(?:sweep|compare|trend) \w+) )-|${folder}/\w+\.(?:csv|ndjson)`,
  'g',
)

/** The results with the name of the file taken out. */
function results({ stdout, stderr, status }: Outcome) {
  // What is suggested is the command as it was given.
  const nameless = (text: string) => text.replaceAll(NAMES, 'FILE').replaceAll(/ --threads \d/g, '')
  return { stdout: nameless(stdout), stderr: nameless(stderr), status }
}

describe('a dump in threads', () => {
  it.each([
    ['needed', '\n', []],
    ['needed', '\n', ['--weight-col', 'weight']],
    ['all', '\r\n', survey],
    ['some', '\n', survey],
    ['some', '\r\n', ['--csv', '--id', 'id']],
    ['needed', '\n', ['--ndjson', '--id', 'id']],
    ['all', '\n', ['--rows', '30', '--id', 'id']],
    ['needed', '\n', ['--missing', 'skip', ...survey]],
    ['some', '\r\n', ['--where', 'split!=part 1', '--where', 'p_cat>-3', '--csv']],
    ['needed', '\n', ['--missing', 'skip', '--where', 'split=part 2', '--ndjson', '--id', 'id']],
    ['needed', '\n', ['--missing', 'skip', '--where', 'split=part 2', '--rows', '30']],
    ['some', '\n', ['--missing', 'skip', '--weight-col', 'weight', '--grad', '--json']],
    ['needed', '\n', ['--where', `row>${ROWS - 1000}`, ...survey]],
    ['needed', '\n', ['--missing', 'skip', '--weight', '1,2,3,4', '--where', 'row>12']],
  ] as const)(
    'gives the same bits as a pipe, quotes where %s, lines ending in %j, with %j',
    async (quoting, end, flags) => {
      const gaps = (flags as readonly string[]).includes('--missing')
      const text = table(quoting.length, quoting, end, gaps).join('')
      expect(text.length).toBeGreaterThan(1 << 20)
      const file = join(folder, 'dump.csv')
      writeFileSync(file, text)
      const json = flags.some((flag) => ['--csv', '--ndjson', '--rows'].includes(flag)) ? [] : ['--json']
      const argv = (input: string) => ['ce', input, ...columns, ...flags, ...json]
      const piped = results(await built(argv('-'), { input: text }))
      expect(piped.status).toBe(0)
      expect(results(await built([...argv(file), '--threads', '1']))).toEqual(piped)
      for (const threads of some(['2', '3'], 2, flags.length))
        expect(results(await built([...argv(file), '--threads', threads]))).toEqual(piped)
    },
  )

  it.each([
    ['a cell that is no number', (line: string) => line.replace(/-?\d+\.\d+/, 'x')],
    ['an empty cell', (line: string) => line.replace(/-?\d+\.\d+/, '')],
    ['a row that is too long', (line: string) => line.replace('\n', ',1\n')],
    ['an odd quote', (line: string) => line.replace(',1\n', ',1"\n')],
    ['a quote that is never closed', (line: string) => `"${line}`],
    ['an unknown class', (line: string) => line.replace(/cat|dog/, 'cow')],
  ])('refuses %s as a pipe does', async (_, spoil) => {
    const lines = table(1, 'needed', '\n')
    let at = ROWS - 100
    while (spoil(lines[at]!) === lines[at]) at++
    const text = lines.with(at, spoil(lines[at]!)).join('')
    const file = join(folder, 'bad.csv')
    writeFileSync(file, text)
    const argv = (input: string) => ['ce', input, ...columns, '-q']
    const piped = results(await built(argv('-'), { input: text }))
    expect(piped.status).toBe(3)
    expect(results(await built([...argv(file), '--threads', '1']))).toEqual(piped)
    expect(results(await built([...argv(file), '--threads', '2']))).toEqual(piped)
  })

  it.each(['dice', 'jaccard', 'tversky'])('takes a batch of %s as a whole', async (loss) => {
    const lines = table(1, 'needed', '\n')
    const file = join(folder, 'dump.csv')
    writeFileSync(file, lines.join(''))
    const argv = (input: string) => [loss, input, ...columns, '-q']
    const piped = results(await built(argv('-'), { input: lines.join('') }))
    expect(piped.status).toBe(0)
    for (const threads of ['1', '2'])
      expect(results(await built([...argv(file), '--threads', threads]))).toEqual(piped)
  })

  it('takes a dump and a file of targets side by side', async () => {
    const dump = join(folder, 'dump.csv')
    const targets = join(folder, 'targets.csv')
    const lines = table(3, 'some', '\n')
    writeFileSync(dump, lines.join(''))
    writeFileSync(
      targets,
      `target\n${lines
        .slice(1)
        .map((_, i) => `"${i % 4}"\n`)
        .join('')}`,
    )
    const argv = ['ce', dump, targets, '--input-cols', 'p_*', '--target-cols', 'target', '--json']
    const one = await built([...argv, '--threads', '1'])
    expect(one).toMatchObject({ status: 0 })
    expect(await built([...argv, '--threads', '2'])).toEqual(one)
    const piped = await built(['ce', '-', ...argv.slice(2)], { input: lines.join('') })
    expect(results(piped)).toEqual(results(one))
  })
})

describe('a list of records in threads', () => {
  const random = generator(9)
  const RECORDS = thorough ? 14_000 : 4500
  const lines = Array.from({ length: RECORDS }, (_, row) =>
    JSON.stringify({
      id: nameOf(row),
      ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`p_${name}`, (random(200_000) - 100_000) / 8192])),
      label: ['a', 'b', 'c'][random(3)],
      row,
    }),
  )
  const file = join(folder, 'dump.ndjson')
  const text = (all: readonly string[]) => all.join('\n')
  const argv = (input: string, flags: readonly string[]) => [
    ...['ce', input, '--input-format', 'ndjson', ...columns],
    ...flags,
  ]

  it.each([
    ['all of them', ['--csv', '--id', 'id'], (all: string[]) => all],
    ['objects', ['--ndjson', '--id', 'id'], (all: string[]) => all],
    ['those that fit', ['--csv', '--where', `row>${RECORDS - 1000}`], (all: string[]) => all],
    ['some without a value', ['--missing', 'skip', '--csv'], (all: string[]) => all.with(9, nulls(all[9]!))],
    ['a late one that is spelled otherwise', ['--csv'], (all: string[]) => all.with(-1, ` ${all.at(-1)}`)],
  ] as const)('is that of a pipe: %s', async (name, flags, spoil) => {
    writeFileSync(file, text(spoil([...lines])))
    const input = readFileSync(file)
    expect(input.length).toBeGreaterThan(2 << 20)
    const piped = results(await built(argv('-', flags), { input }))
    expect({ ...piped, stdout: '' }).toMatchObject({ status: 0, stderr: '' })
    expect(results(await built([...argv(file, flags), '--threads', '1']))).toEqual(piped)
    for (const threads of some(['2', '3'], 2, name.length))
      expect(results(await built([...argv(file, flags), '--threads', threads]))).toEqual(piped)
  })

  const nulls = (line: string) => line.replace(/"p_b":[^,]*/, '"p_b":null')

  it.each([[], ['--where', 'label!=c']])('is a model of a trend, with %j', async (...where) => {
    const other = join(folder, 'other.ndjson')
    const plain = lines.map((line) => line.replaceAll('\\"', ''))
    for (const name of [file, other]) writeFileSync(name, text(plain))
    const chosen = ['--input-cols', 'p_a', '--target-col', 'p_b', ...where]
    const argv = ['trend', 'l1', file, other, ...chosen, '--json']
    const [one, two] = [await built([...argv, '--threads', '1']), await built([...argv, '--threads', '2'])]
    expect(one).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('"paired":"order"') })
    expect(two).toEqual(one)
  })

  it('is none where a late record is refused', async () => {
    writeFileSync(file, text(lines.with(-1, lines.at(-1)!.replace(/"label":"."/, '"label":"z"'))))
    const out = join(folder, 'list.csv')
    for (const threads of ['1', '2']) {
      const { status, stderr } = await built([...argv(file, ['--csv', '-o', out]), '--threads', threads])
      expect([status, stderr]).toEqual([3, expect.stringContaining('"z" is none of the 3 classes')])
      expect(readdirSync(folder).filter((name) => /list|tmp/.test(name))).toEqual([])
    }
  })
})

describe('a sweep in threads', () => {
  it.each([
    ['needed', '\n', ['ce', '--label-smoothing', '0:0.5:0.25']],
    ['some', '\r\n', ['ce', '--label-smoothing', '0,0.1', '--weight-col', 'weight', '--where', 'p_cat>-3']],
    [
      'all',
      '\n',
      ['focal', '--gamma', '0,1,2', '--missing', 'skip', '--where', 'split!=part 1', '--id', 'id'],
    ],
    ['some', '\n', ['ce', '--label-smoothing', '0,1', '--weight', '1,2,3,4', '--missing', 'skip']],
    ['needed', '\n', ['dice', '--smooth', '0,1']],
  ] as const)(
    'gives the same bits as a pipe, quotes where %s, lines ending in %j, with %j',
    async (...how) => {
      const [quoting, end, [loss, ...flags]] = how
      const text = table(
        quoting.length,
        quoting,
        end,
        (flags as readonly string[]).includes('--missing'),
      ).join('')
      const file = join(folder, 'dump.csv')
      writeFileSync(file, text)
      const argv = (input: string) => ['sweep', loss, input, ...columns, ...flags, '--json']
      const piped = results(await built(argv('-'), { input: text }))
      expect(piped.status).toBe(0)
      for (const threads of ['1', ...some(['2', '3'], 1, flags.length)])
        expect(results(await built([...argv(file), '--threads', threads]))).toEqual(piped)
    },
  )
})

describe('a comparison in threads', () => {
  const other = (text: string) => text.replaceAll(/-?\d+\.\d+/g, (number) => String(Number(number) * 0.75))
  const groups = [
    '--group-by',
    'split',
    '--fail-if',
    'worse by 0.001 in class',
    '--fail-if',
    'worse in group',
  ]
  it.each([
    ['needed', '\n', []],
    ['some', '\r\n', ['--weight-col', 'weight', '--show', 'row,id', ...groups]],
    ['all', '\n', ['--missing', 'skip', '--where', 'split!=part 1', ...groups]],
    [
      'some',
      '\n',
      ['--missing', 'skip', '--weight', '1,2,3,4', '--label-smoothing', '0.1', '--fail-if', 'worse'],
    ],
    ['needed', '\n', ['--id', 'id', '--reduction', 'sum']],
  ] as const)(
    'gives the same bits as a pipe, quotes where %s, lines ending in %j, with %j',
    async (quoting, end, flags) => {
      const gaps = (flags as readonly string[]).includes('--missing')
      const text = table(quoting.length, quoting, end, gaps).join('')
      const [a, b] = ['dump.csv', 'other.csv'].map((name) => join(folder, name)) as [string, string]
      writeFileSync(a, text)
      writeFileSync(b, other(text))
      const argv = (input: string) => ['compare', 'ce', input, b, ...columns, ...flags, '--json']
      const piped = results(await built(argv('-'), { input: text }))
      expect(piped.stdout).toContain('"interval"')
      for (const threads of ['1', ...some(['2', '3'], 1, flags.length)])
        expect(results(await built([...argv(a), '--threads', threads]))).toEqual(piped)
    },
  )

  it.each([
    ['needed', '\n', []],
    ['some', '\r\n', ['--weight-col', 'weight', '--where', 'p_cat>-3']],
    ['all', '\n', ['--missing', 'skip', '--where', 'split!=part 1', '--against', 'first']],
    ['needed', '\n', ['--id', 'id', '--reduction', 'sum']],
    ['some', '\n', ['--missing', 'skip', '--weight', '1,2,3,4', '--max', '0']],
  ] as const)(
    'of several models gives the same bits as pipes, quotes where %s, lines ending in %j, with %j',
    async (quoting, end, flags) => {
      const gaps = (flags as readonly string[]).includes('--missing')
      const text = table(quoting.length, quoting, end, gaps).join('')
      const [a, b, c] = ['dump.csv', 'other.csv', 'third.csv'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ]
      writeFileSync(a, text)
      writeFileSync(b, other(text))
      // Other names of the samples, of which trends tell that they cannot be paired.
      writeFileSync(
        c,
        other(other(text)).replaceAll('season/', `${flags.includes('--id' as never) ? 'season' : 'year'}/`),
      )
      const argv = ['trend', 'ce', a, b, c, ...columns, ...flags, '--json']
      const plain = results(await built([...argv, '--comment', '§']))
      expect(plain.stdout).toContain('"interval"')
      for (const threads of ['1', ...some(['2', '3'], 1, flags.length)])
        expect(results(await built([...argv, '--threads', threads]))).toEqual(plain)
    },
  )

  it.each([
    ['rows that differ', (lines: readonly string[]) => lines.with(ROWS - 9, lines.at(-1)!)],
    ['rows that lack', (lines: readonly string[]) => lines.slice(0, -1)],
    ['other ids', (lines: readonly string[]) => lines.map((line) => line.replace(/img\/(\d+)/, 'img/1$1'))],
    ['another order', (lines: readonly string[]) => lines.toSpliced(5, 2, lines[6]!, lines[5]!)],
  ] as const)('tells of %s as a pipe does', async (_, spoil) => {
    const lines = table(1, 'needed', '\n')
    const [a, b] = ['dump.csv', 'other.csv'].map((name) => join(folder, name)) as [string, string]
    writeFileSync(a, lines.join(''))
    writeFileSync(b, other(spoil(lines).join('')))
    const argv = (input: string) => ['compare', 'ce', input, b, ...columns, '-q']
    const piped = results(await built(argv('-'), { input: lines.join('') }))
    expect(piped.stderr).not.toBe('')
    for (const threads of ['1', '2']) {
      const found = results(await built([...argv(a), '--threads', threads]))
      expect(found.status).toBe(piped.status)
      expect(found.stderr.replaceAll('FILE', 'stdin')).toBe(piped.stderr.replaceAll('FILE', 'stdin'))
    }
  })
})
