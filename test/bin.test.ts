import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { built } from './built.ts'
import { start } from './start.ts'

const bin = 'bin/loss-calc.cjs'
const folder = mkdtempSync(join(tmpdir(), 'loss-calc-'))
afterAll(() => rmSync(folder, { recursive: true }))

const run = (...argv: string[]) => start(process.execPath, [bin, ...argv])
const blog = ['bce-logits', 'fixtures/blog/logits.csv', 'fixtures/blog/target.csv']

describe('the built program', () => {
  it('computes the example of the README', async () => {
    expect(await run(...blog, '-q')).toMatchObject({ stdout: '0.7193247832556008\n', stderr: '', status: 0 })
  })

  it('leaves its package as it is, and compiled code in the cache of the user', async () => {
    const copy = join(folder, 'copy')
    for (const part of ['bin', 'dist', 'package.json']) cpSync(part, join(copy, part), { recursive: true })
    cpSync('node_modules/chalk', join(copy, 'node_modules/chalk'), { recursive: true })
    const files = () => readdirSync(copy, { recursive: true }).sort()
    const before = files()
    const cache = join(folder, 'cache')
    const began = (more: Record<string, string> = {}) => {
      const env = { ...process.env, XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '', ...more }
      const argv = [join(copy, bin), ...blog, '--color', 'always']
      return start(process.execPath, argv, { env })
    }
    const want = await run(...blog, '--color', 'always')
    expect(want.stdout).toContain('0.7193')
    const right = { stdout: want.stdout, stderr: '', status: 0 }
    expect(await began({ NODE_DISABLE_COMPILE_CACHE: '1' })).toMatchObject(right)
    expect(existsSync(cache)).toBe(false)
    // No folder can be made there.
    expect(await began({ XDG_CACHE_HOME: '/proc/none/below' })).toMatchObject(right)
    expect(await began({ XDG_CACHE_HOME: '', HOME: join(folder, 'nobody') })).toMatchObject(right)
    expect(existsSync(join(folder, 'nobody'))).toBe(false)
    expect(await began()).toMatchObject(right)
    expect(await began()).toMatchObject(right)
    const kept = join(cache, 'loss-calc')
    expect(readdirSync(kept)).toEqual([expect.stringMatching(/^bce-logits-\w+$/)])
    expect(files()).toEqual(before)
    // A program that changed, or files that are not whole, are compiled again.
    const program = join(copy, 'dist/program/run.js')
    const source = readFileSync(program, 'utf8')
    writeFileSync(program, source.replaceAll('chance level', 'chance LEVEL'))
    expect((await began()).stdout).toBe(want.stdout.replace('chance level', 'chance LEVEL'))
    writeFileSync(program, source)
    expect(await began()).toMatchObject(right)
    const [name] = readdirSync(kept)
    const bytes = readFileSync(join(kept, name!))
    const flipped = (at: number) => bytes.map((byte, i) => (i === at ? byte ^ 0xff : byte))
    const cut = [bytes.subarray(0, bytes.length / 2), bytes.subarray(0, 10), '']
    for (const broken of [
      ...cut,
      ...[0.1, 0.5, 0.9].map((part) => flipped(Math.floor(part * bytes.length))),
    ]) {
      writeFileSync(join(kept, name!), broken)
      expect(await began()).toMatchObject(right)
      expect(statSync(join(kept, name!)).size).toBeGreaterThan(bytes.length / 2)
    }
    // Files that the program no longer has, as each of them under another name, are not kept.
    const renamed = Buffer.from(bytes.toString('latin1').replaceAll('.js"', '.cj"'), 'latin1')
    writeFileSync(join(kept, name!), renamed)
    expect(await began()).toMatchObject(right)
    expect(readFileSync(join(kept, name!)).includes('start.cj')).toBe(false)
    // The oldest files go: no more are kept than there is use for.
    for (let i = 0; i < 40; i++) {
      writeFileSync(join(kept, `old-${i}`), '')
      utimesSync(join(kept, `old-${i}`), 1e9 + i, 1e9 + i)
    }
    writeFileSync(join(kept, name!), '')
    expect(await began()).toMatchObject(right)
    expect(readdirSync(kept)).toHaveLength(32)
    expect(readdirSync(kept)).toContain(name)
    expect(readdirSync(kept)).not.toContain('old-8')
    // A place that cannot be written is no error.
    rmSync(cache, { recursive: true, force: true })
    writeFileSync(cache, '')
    expect(await began()).toMatchObject(right)
  })

  it('keeps code for each set of options, so that a plain run makes no functions of others', async () => {
    const cache = join(folder, 'cache of options')
    const env = { ...process.env, XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '' }
    // Of so many processes one looks whether code has grown.
    const preload = join(folder, 'pid.cjs')
    writeFileSync(preload, "Object.defineProperty(process, 'pid', { value: 33 })\n")
    const began = async (...more: string[]) => {
      const argv = ['--require', preload, bin, 'mse', '[1]', '[3]', ...more]
      const { stderr, status } = await start(process.execPath, argv, { env })
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
      return readdirSync(join(cache, 'loss-calc')).length
    }
    expect(await began()).toBe(1)
    const [plain] = readdirSync(join(cache, 'loss-calc'))
    const before = readFileSync(join(cache, 'loss-calc', plain!))
    // What they call is there.
    expect(await began('-q')).toBe(1)
    expect(await began('--csv')).toBe(2)
    expect(await began('--csv')).toBe(2)
    expect(await began('--format=json', '--top', '1')).toBe(3)
    expect(await began('--format', 'csv', '--top=1')).toBe(3)
    expect(await began()).toBe(3)
    expect(readFileSync(join(cache, 'loss-calc', plain!)).equals(before)).toBe(true)
  })

  it('reads no file of kept code that is larger than any it writes', async () => {
    const cache = join(folder, 'cache of gigabytes')
    const env = { ...process.env, XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '' }
    const preload = join(folder, 'most.cjs')
    const most = "process.on('exit', () => console.error(process.resourceUsage().maxRSS < 2 ** 18))"
    writeFileSync(preload, most)
    const began = () =>
      start(process.execPath, ['--require', preload, bin, 'mse', '[1]', '[3]', '-q'], { env })
    const right = { stdout: '4\n', stderr: 'true\n', status: 0 }
    expect(await began()).toMatchObject(right)
    const [name] = readdirSync(join(cache, 'loss-calc'))
    const kept = join(cache, 'loss-calc', name!)
    // Without blocks on the disk.
    truncateSync(kept, 3 * 2 ** 30)
    expect(await began()).toMatchObject(right)
    expect(statSync(kept).size).toBeLessThan(2 ** 24)
  })

  it.each(['bun', 'deno'])('keeps no code and shares no file with a thread under %s', async (other) => {
    const preload = join(folder, `${other}.cjs`)
    const versions = `Object.defineProperty(process, 'versions', { value: { ${other}: '2.0.0' } })`
    const threads =
      other === 'deno' ? "require('worker_threads').Worker = function () { throw new Error('a thread') }" : ''
    writeFileSync(preload, `${versions}\n${threads}\n`)
    const cache = join(folder, `cache of ${other}`)
    const env = { ...process.env, XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '' }
    const long = join(folder, 'long.csv')
    writeFileSync(long, `a,b\n${'3,1\n'.repeat(1 << 19)}`)
    const columns = ['--input-cols', 'a', '--target-cols', 'b']
    const argv = ['--require', preload, bin, 'mse', long, ...columns, '-q', '--threads', '2']
    const { stdout, stderr } = await start(process.execPath, argv, { env })
    expect({ stdout, stderr }).toEqual({ stdout: '4\n', stderr: '' })
    expect(existsSync(cache)).toBe(false)
  })

  it.each([['-q'], ['--csv', '-o']])('keeps the code of its threads, too (%s)', async (...more) => {
    const cache = join(folder, `cache of threads${more.length}`)
    const env = { ...process.env, XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '' }
    const long = join(folder, 'threads.csv')
    writeFileSync(long, `a,b\n${'3,1\n'.repeat(1 << 19)}`)
    const columns = ['--input-cols', 'a', '--target-cols', 'b', '--threads', '2']
    const argv = [
      bin,
      'mse',
      long,
      ...columns,
      ...more,
      ...(more.length > 1 ? [join(folder, 'out.csv')] : []),
    ]
    expect(await start(process.execPath, argv, { env })).toMatchObject({ stderr: '', status: 0 })
    // A thread that were stopped would leave half of a file, or none.
    const kept = readdirSync(join(cache, 'loss-calc')).sort()
    expect(kept).toEqual([expect.stringMatching(/^mse-\w+$/), expect.stringMatching(/^worker-\w+$/)])
  })

  it('starts from files without a letter beyond ASCII, of which V8 keeps a byte per letter', () => {
    for (const file of ['bin/loss-calc.cjs', 'dist/program/run.js'])
      expect(readFileSync(file, 'utf8')).toMatch(/^[\0-\x7f]*$/)
  })

  it('holds no pattern with classes of Unicode: V8 looks through all characters for each', () => {
    expect(readFileSync('dist/program/run.js', 'utf8')).not.toMatch(/\/[^/\n`]*\\p\{[^/\n`]*\/[a-z]*u/)
  })

  it('calls no import(), which code that is kept cannot', () => {
    const files = readdirSync('dist/program')
    // They are what the entries load, one from the other.
    const loaded = new Set(['run.js', 'worker.js', 'library.js'])
    for (const name of loaded) {
      const text = readFileSync(join('dist/program', name), 'utf8')
      for (const [, other] of text.matchAll(/require\("\.\/([\w-]+\.js)"\)/g)) loaded.add(other!)
    }
    expect([...loaded, 'package.json'].sort()).toEqual(files.toSorted())
    const calls = files.filter((name) => readFileSync(join('dist/program', name), 'utf8').includes('import('))
    expect(calls).toEqual([])
  })

  it('reads standard input through a real pipe', async () => {
    const child = spawn(process.execPath, [bin, 'bce-logits', '-', blog[2]!, '-q'])
    child.stdin.end(readFileSync(blog[1]!))
    let text = ''
    for await (const chunk of child.stdout) text += chunk
    expect(text).toBe('0.7193247832556008\n')
  })

  it('ends in silence when its reader has enough', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => i).join('\n')
    writeFileSync(join(folder, 'long.csv'), rows)
    const line = `${process.execPath} ${bin} mse ${folder}/long.csv ${folder}/long.csv --csv | head -1; echo "$PIPESTATUS"`
    const { stdout, stderr } = await start('bash', ['-c', line])
    expect({ stdout, stderr }).toEqual({ stdout: 'row,loss\n0\n', stderr: '' })
  })

  it('says what is wrong with its exit status, and prints nothing else', async () => {
    expect(await run()).toMatchObject({ status: 2, stdout: '' })
    expect(await run('mse', 'missing.csv', blog[2]!)).toMatchObject({ status: 3, stdout: '' })
    expect(await run(...blog, '--nonsense')).toMatchObject({ status: 2, stdout: '' })
    expect((await run('--version')).stdout).toBe(
      `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`,
    )
  })

  it('writes a file whole or not at all', async () => {
    const out = join(folder, 'out.json')
    expect(await run(...blog, '--json', '-o', out)).toMatchObject({ status: 0, stdout: '' })
    expect(JSON.parse(readFileSync(out, 'utf8')).value).toBe(0.7193247832556008)
    writeFileSync(join(folder, 'bad.csv'), '1,2,3\n4,x,6\n7,8,9\n')
    const before = readdirSync(folder)
    expect(
      await run('mse', join(folder, 'bad.csv'), blog[1]!, '--csv', '-o', join(folder, 'new.csv')),
    ).toMatchObject({ status: 3 })
    expect(readdirSync(folder)).toEqual(before)
    expect(await run('mse', blog[1]!, blog[1]!, '-o', blog[1]!)).toMatchObject({ status: 3 })
  })
})

describe('in threads', () => {
  // 1.4 MB: more than one thread reads. Long numbers make a file long with fewer rows, which are what takes time.
  const rows = 12_000
  const random = (i: number) => Math.sin(i * 12.9898) * 43758.5453
  const zeros = '0'.repeat(60)
  const logits = Array.from(
    { length: rows },
    (_, i) => `${random(i) % 9},${random(i + 0.5) % 4},${i % 7}.${zeros}`,
  )
  const targets = Array.from({ length: rows }, (_, i) => `${i % 2},${(i >> 1) % 2},${(i >> 2) % 2}`)
  const write = (name: string, lines: readonly string[], end = '\n') => {
    const path = join(folder, name)
    writeFileSync(path, lines.join('\n') + end)
    return path
  }
  const input = write('threads-x.csv', logits)
  const target = write('threads-t.csv', ['a,b,c', ...targets], '')
  const one = (...argv: string[]) => built([...argv, '--threads', '1'])
  const two = (...argv: string[]) => built([...argv, '--threads', '2'])
  const three = (...argv: string[]) => built([...argv, '--threads', '3'])

  it.each(['bce-logits', 'mse', 'focal'])('gives the same bytes for %s', async (loss) => {
    const argv = [loss, input, target, '--json']
    const alone = await one(...argv)
    expect(alone.status).toBe(0)
    expect(await run(...argv, '--threads', '2')).toMatchObject({ stdout: alone.stdout, status: 0 })
    expect((await three(...argv)).stdout).toBe(alone.stdout)
    const piped = await built([loss, '-', target, '-q'], { input: readFileSync(input) })
    expect(Number(piped.stdout)).toBe(JSON.parse(alone.stdout).value)
  })

  it('gives the same hints', async () => {
    const named = write(
      'named-x.csv',
      Array.from({ length: 16_000 }, (_, i) => `${i},${(i % 97) / 97},0.5${zeros}`),
    )
    const probabilities = write(
      'likely-x.csv',
      Array.from({ length: 16_000 }, (_, i) => `0.${10 + (i % 80)},0.5,0.25${zeros}`),
    )
    for (const [loss, x, code] of [
      ['mse', named, 'H114'],
      ['bce-logits', probabilities, 'H101'],
    ] as const) {
      const alone = await one(loss, x, x)
      expect(alone.stderr).toContain(`hint[${code}]`)
      const hint = (text: string) => text.replaceAll(/--threads \d/g, '')
      expect(hint((await two(loss, x, x)).stderr)).toBe(hint(alone.stderr))
    }
  })

  it.each(['csv', 'ndjson'])('lists the same samples in the same order as %s', async (format) => {
    for (const reduction of ['mean', 'none']) {
      const listed = ['bce-logits', input, target, '--format', format, '--reduction', reduction, '--no-hints']
      const alone = await one(...listed)
      expect(await two(...listed)).toMatchObject({ stdout: alone.stdout, stderr: '', status: 0 })
      const file = join(folder, `listed.${format}`)
      expect(await three(...listed, '-o', file)).toMatchObject({ status: 0 })
      expect(readFileSync(file, 'utf8')).toBe(alone.stdout)
    }
  })

  it('lists nothing where a row is bad', async () => {
    const bad = write('threads-bad.csv', [...logits.slice(0, -1), '1,2,x'])
    const file = join(folder, 'unlisted.csv')
    expect(await two('bce-logits', bad, target, '--csv', '-o', file)).toMatchObject({ stdout: '', status: 3 })
    expect(existsSync(file)).toBe(false)
  })

  it('gives the same table', async () => {
    const { stdout } = await one('bce-logits', input, target)
    expect((await two('bce-logits', input, target)).stdout).toBe(stdout)
    expect(stdout).toContain('11,980 more rows')
  })

  it('takes weights with an entry per row', async () => {
    const weights = write(
      'threads-w.csv',
      Array.from({ length: rows }, (_, i) => `${i % 5},1,${i % 3}`),
    )
    const argv = ['bce-logits', input, target, '--weight', weights, '-q']
    expect((await two(...argv)).stdout).toBe((await one(...argv)).stdout)
  })

  it.each([
    ['a bad cell', logits.with(10_000, '1,x,3'), targets],
    ['an empty cell', logits.with(11_999, '1,,3'), targets],
    ['a ragged row', logits.with(8000, '1,2'), targets],
    ['a shorter target', logits, targets.slice(0, -1)],
    ['a longer target', logits, [...targets, '0,0,0']],
    ['a target outside the domain', logits, targets.with(6000, '0,2,0')],
  ])('says the same of %s', async (_name, x, t) => {
    const argv = ['focal', write('bad-x.csv', x), write('bad-t.csv', t)]
    const alone = await one(...argv)
    expect(alone).toMatchObject({ status: 3, stdout: '' })
    // What is suggested is the line as typed.
    const stderr = alone.stderr.replace('--threads 1', '--threads 2')
    expect(await two(...argv)).toMatchObject({ status: 3, stdout: '', stderr })
  })

  it('computes what only csv-parse can read', async () => {
    const quoted = write('quoted-x.csv', logits.with(4000, '"1","2","3"'))
    const argv = ['bce-logits', quoted, target, '-q']
    expect((await two(...argv)).stdout).toBe((await one(...argv)).stdout)
  })

  it('ends with 130 when interrupted, and leaves no file', async () => {
    const quoted = logits.map((line) => `"${line.replaceAll(',', '","')}"\n`).join('')
    const long = write('long-x.csv', [quoted.repeat(40)], '')
    const before = readdirSync(folder).length
    const child = spawn(process.execPath, [bin, 'mse', long, long, '--csv', '-o', join(folder, 'never.csv')])
    const ended = new Promise((resolve) => child.once('exit', resolve))
    // Its own file shows that it has begun to write.
    while (readdirSync(folder).length === before) await new Promise((resolve) => setTimeout(resolve, 2))
    child.kill('SIGINT')
    const status = await ended
    expect(status).toBe(130)
    expect(readdirSync(folder).length).toBe(before)
  })
})

describe('files that are none', () => {
  it('reads a named pipe once', async () => {
    const line = `mkfifo ${folder}/pipe && (cat ${blog[1]} > ${folder}/pipe &) && ${process.execPath} ${bin} bce-logits ${folder}/pipe ${blog[2]} -q`
    const { stdout, status } = await start('bash', ['-c', line])
    expect({ stdout, status }).toEqual({ stdout: '0.7193247832556008\n', status: 0 })
  })

  it('writes to a device without replacing it', async () => {
    expect(await run(...blog, '-q', '-o', '/dev/null')).toMatchObject({ status: 0, stdout: '' })
    expect(statSync('/dev/null').isFile()).toBe(false)
  })

  it.skipIf(!existsSync('/dev/full'))('says when stdout is full', async () => {
    const line = `${process.execPath} ${bin} mse '[1]' '[2]' > /dev/full`
    expect((await start('bash', ['-c', line])).status).toBe(3)
    expect(await run(...blog, '-o', '/dev/full')).toMatchObject({ status: 3, stdout: '' })
  })
})
