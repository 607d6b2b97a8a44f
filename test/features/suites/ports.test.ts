import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { built } from '../../built.ts'
import { start } from '../../start.ts'
import { run } from '../../transcript.ts'

/** The program beside other programs: ports that are right, wrong, silent, dead. Most of the time it waits for them. */
const suite = 'fixtures/ports/suite.json'
const golden = 'fixtures/suites/bce-logits.json'
const folder = mkdtempSync(join(tmpdir(), 'loss-calc-ports-'))
afterAll(() => rmSync(folder, { recursive: true }))

const words = (file: string, impl: string, flags: readonly string[]) => [
  'check',
  file,
  '--impl',
  impl,
  '-q',
  ...flags,
]
const check = (file: string, impl: string, ...flags: string[]) => run(words(file, impl, flags))

/** By the built program, in a process of its own: this one takes longer to start each of many ports. */
const checkBuilt = (file: string, impl: string, ...flags: string[]) =>
  start(process.execPath, ['bin/loss-calc.cjs', ...words(file, impl, flags)])

/** Itself, not what chooses one at each start. */
const found = await start('sh', [
  '-c',
  'python3 -c "$0" || python -c "$0"',
  'import sys; print(sys.executable)',
])
const python = found.stdout.trim()
const hasCompiler = (await start('sh', ['-c', 'cc --version'])).status === 0

/** A shell script as a port. */
function script(name: string, ...lines: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'))
  chmodSync(path, 0o755)
  return path
}

/** A port in Python that does this for each line it reads; a process for each would take most of the time. */
function perLine(name: string, ...steps: string[]): string {
  const path = join(folder, `${name}.py`)
  const lines = [
    'import json, sys',
    `sys.path.insert(0, ${JSON.stringify(resolve('fixtures/ports'))})`,
    'sys.dont_write_bytecode = True',
    'from bce_logits import solve',
    'def answer(line): print(json.dumps(solve(json.loads(line))), flush=True)',
    'for line in sys.stdin:',
    ...steps.map((step) => `    ${step}`),
  ]
  writeFileSync(path, `${lines.join('\n')}\n`)
  return `${python} ${path}`
}

describe.runIf(python)('a port in Python', { concurrent: true }, () => {
  const port = `${python} fixtures/ports/bce_logits.py`
  const wrong = (mistake: string) =>
    check(suite, `${python} fixtures/ports/bce_logits_wrong.py ${mistake}`, '--impl-stream')

  it('that is right passes, one process per expectation or one for all', async () => {
    expect(await checkBuilt(suite, port)).toMatchObject({
      stdout: '15 passed, 0 failed\n',
      stderr: '',
      status: 0,
    })
    expect(await checkBuilt(suite, `${port} --stream`, '--impl-stream')).toMatchObject({
      stdout: '15 passed, 0 failed\n',
      status: 0,
    })
  })

  it('passes the golden suite with its gradients', async () => {
    const flags = ['--impl-stream', '--rtol', '1e-12', '--atol', '1e-15']
    const { stdout, status } = await check(golden, `${port} --stream`, ...flags)
    expect({ stdout, status }).toEqual({ stdout: '39 passed, 0 failed\n', status: 0 })
  })

  it.each([
    ['sums', 3, 'the mean over rows of their sums'],
    ['side', 3, 'pos_weight on the negative side'],
    ['base', 15, 'logarithm to the base 2'],
  ])('with the mistake %s is caught, and the cause named', async (mistake, failures, cause) => {
    const { stdout, status } = await wrong(mistake)
    expect(status).toBe(1)
    expect(stdout).toContain(`${15 - failures} passed, ${failures} failed`)
    expect(stdout.split(`     looks like: ${cause}\n`).length - 1).toBe(failures)
    expect(stdout).toContain(`all failures look like: ${cause}\n`)
  })
})

describe.runIf(hasCompiler)('a port in C', () => {
  const program = join(folder, 'bce_logits')
  const compile = () => start('cc', ['-std=c99', '-O2', '-o', program, 'fixtures/ports/bce_logits.c', '-lm'])

  it('that is right passes', async () => {
    expect(await compile()).toMatchObject({ status: 0, stderr: '' })
    expect(await checkBuilt(suite, program)).toEqual({
      stdout: '15 passed, 0 failed\n',
      stderr: '',
      status: 0,
    })
  })
})

describe.runIf(hasCompiler)('a port in C that computes in float32', () => {
  const source = join(folder, 'float.c')
  const ends = join(folder, 'ends.json')
  const text = readFileSync('fixtures/ports/bce_logits.c', 'utf8')

  /** The causes of the case with numbers at the ends of their range. */
  async function causes(loss: string): Promise<string[]> {
    const plain = /double loss = \(pos_weights.*;/
    expect(text).toMatch(plain)
    const head = 'float x_ = (float)x[i], t_ = (float)t[i], s = 1 / (1 + expf(-x_));'
    writeFileSync(source, text.replace(plain, `${head} (void)s; (void)pos_weights; double loss = ${loss};`))
    const program = join(folder, 'float')
    expect(await start('cc', ['-std=c99', '-o', program, source, '-lm'])).toMatchObject({ status: 0 })
    const cases = [
      {
        name: 'ends',
        loss: 'bce-logits',
        input: [
          [-100, 1e-9, 40],
          [100, -40, 0.5],
        ],
        target: [
          [0, 1, 1],
          [0, 0, 1],
        ],
        expect: {
          none: [
            [0, 0, 0],
            [0, 0, 0],
          ],
          mean: 0,
          sum: 0,
        },
      },
    ]
    writeFileSync(ends, JSON.stringify({ schema: 'loss-calc/suite@1', cases }))
    expect(await built(['check', ends, '--write'])).toMatchObject({ status: 0 })
    const { stdout } = await check(ends, program, '--dtype', 'float32')
    return [...new Set([...stdout.matchAll(/looks like: (.*)/g)].map(([, name]) => name!))]
  }

  it.each([
    [
      '(s = fminf(fmaxf(s, 1e-6f), 1 - 1e-6f), -(t_ * logf(s) + (1 - t_) * logf(1 - s)))',
      'probabilities clipped to [0.000001, 1 - 0.000001] in float32',
    ],
    ['-(t_ * logf(s) + (1 - t_) * logf(1 - s))', 'naive 1 - sigmoid(x)'],
    ['(1 - t_) * x_ + log1pf(expf(-fabsf(x_))) + fmaxf(-x_, 0)', 'digits that cancel'],
  ])('is told the mistake of %s', async (loss, cause) => {
    expect(await causes(loss)).toEqual([cause])
  })
})

describe.runIf(existsSync('/bin/sh'))('a port that', { concurrent: true }, () => {
  const one = join(folder, 'one.json')
  const { cases, ...rest } = JSON.parse(readFileSync(golden, 'utf8'))
  writeFileSync(one, JSON.stringify({ ...rest, cases: cases.slice(0, 1) }))

  const reason = async (impl: string, want: string | RegExp = '', ...flags: string[]) => {
    // A port that answers may take longer on a busy machine.
    const seconds = String(want).includes('0.5 s') ? '0.5' : '30'
    const { stdout, status } = await check(one, impl, '--timeout', seconds, ...flags)
    expect(status).toBe(1)
    return stdout.split('\n')[3]!.trim()
  }

  it.each([
    ['says nothing', ['cat > /dev/null'], 'it printed nothing'],
    ['prints no JSON', ['echo loss: 0.7'], 'it did not print JSON but: loss: 0.7'],
    [
      'prints no number',
      [`echo '{"value": "much"}'`],
      'its "value" is no list of numbers: "much" is not a number',
    ],
    [
      'prints another key',
      [`echo '{"loss": 1}'`],
      'it printed no "value" or "per_sample": {"loss": 1}; wanted is an object such as {"value": 0.7193}',
    ],
    [
      'prints a bare number',
      ['echo 0.5'],
      'it printed no object: 0.5; wanted is an object such as {"value": 0.7193}',
    ],
    ['prints too many numbers', [`echo '{"value": [1, 2]}'`], 'the size of the value is 2, not 1'],
    [
      'fails with a word',
      ['cat > /dev/null', `printf 'no \\033[31mscale\\n' >&2`, 'exit 3'],
      'exit status 3; its standard error ends with: no \\x1b[31mscale',
    ],
    ['does not read', ['exit 4'], 'exit status 4'],
    ['dies', ['kill -SEGV $$'], 'ended by SIGSEGV'],
    ['never answers', ['sleep 100'], 'no answer within 0.5 s'],
    ['answers and stays', [`echo '{"value": 1}'`, 'sleep 100'], 'no answer within 0.5 s'],
    ['leaves its answer to a child', ['sleep 100 &', 'wait'], 'no answer within 0.5 s'],
  ])('%s fails for that reason', async (name, lines, want) => {
    expect(await reason(script(name.replaceAll(' ', '-'), ...lines), want)).toBe(want)
  })

  it('prints a value where losses are wanted is told so, and the causes are counted', async () => {
    const port = script('value-only', 'cat > /dev/null', `echo '{"value": 0.5}'`)
    const { stdout } = await checkBuilt(suite, port)
    expect(stdout).toMatch(/reduction none wants "per_sample", a list of \d+: it printed a "value" of 0\.5\n/)
    expect(stdout).toMatch(/likely causes:\n( {2}.+: \d+\n)* {2}reduction none wants "per_sample": 5\n/)
  })

  it('prints losses alone does not pass where the suite expects another mean of them', async () => {
    const losses = script('losses', 'cat > /dev/null', `echo '{"per_sample": [4, 16]}'`)
    const given = { name: 'a', loss: 'mse', input: [1, 2], target: [3, 6] }
    const suiteOf = (mean: number) => {
      const path = join(folder, `mean-${mean}.json`)
      writeFileSync(
        path,
        JSON.stringify({ schema: 'loss-calc/suite@1', cases: [{ ...given, expect: { mean } }] }),
      )
      return path
    }
    expect(await check(suiteOf(10), losses)).toMatchObject({ status: 0 })
    const wrong = await check(suiteOf(5), losses)
    expect(wrong.status).toBe(1)
    expect(wrong.stdout).toContain('got 10, want 5')
  })

  it('prints few digits is told how many', async () => {
    const { stdout } = await check(one, script('short', 'cat > /dev/null', `echo '{"value": 0.7193}'`))
    expect(stdout).toContain('got 0.7193, want 0.7193247832556008')
    expect(stdout).toContain('; equal when rounded to 4 decimals: --atol 5e-5\n')
  })

  it.runIf(python).each([
    ['before', 0],
    ['after', 8],
  ])(
    'prints a line of its own %s each answer is told so, and no answer is taken for another',
    async (when, right) => {
      const own = [`print('debug: a case', flush=True)`, 'answer(line)']
      const lines = when === 'before' ? own : own.toReversed()
      const { stdout } = await check(suite, perLine(`debug-${when}`, ...lines), '--impl-stream')
      expect(stdout).toContain(`${right} passed, ${15 - right} failed\n`)
      expect(stdout).toContain('all failures look like: a line that is no answer\n')
      expect(stdout).not.toMatch(/\bgot\b|wants/)
    },
  )

  it('breaks an answer into lines is told so', async () => {
    const { stdout } = await check(
      one,
      script('parts', 'read line', `printf '{\\n"value": 1}\\n'`),
      '--impl-stream',
    )
    expect(stdout).toContain('     looks like: an answer in parts\n')
  })

  it.runIf(python)('answers one request twice is told that later answers were taken for others', async () => {
    const more = `if json.loads(line)['reduction'] == 'sum': print('{"value": 1}', flush=True)`
    const { stdout, status } = await check(suite, perLine('twice', 'answer(line)', more), '--impl-stream')
    expect(status).toBe(1)
    expect(stdout).toContain('all failures look like: the answer to an earlier request\n')
    expect(stdout).toContain('       it printed more lines than it was asked for; with --impl-stream')
    // The last answer is told apart too, though all before it are right.
    const last = script('last', `${python} fixtures/ports/bce_logits.py --stream`, "echo '{}'")
    const after = await check(suite, last, '--impl-stream')
    expect(after.status).toBe(1)
    expect(after.stdout).toContain('it printed more after its last answer\n')
    expect(after.stdout).toContain('14 passed, 1 failed\n')
  })

  it('has empty bodies, or no gradients, is told so and not what else that looks like', async () => {
    const empty = script('empty', 'cat > /dev/null', `echo '{"value": NaN, "per_sample": NaN}'`)
    const { stdout } = await checkBuilt(suite, empty)
    expect(stdout).toContain(
      'every answer is NaN: the bodies are empty, or one step makes NaN of every number\n',
    )
    expect(stdout).not.toContain('looks like')
    const zeros = script('zero', 'cat > /dev/null', `echo '{"value": 0}'`)
    const argv = ['bin/loss-calc.cjs', 'check', golden, '--impl', zeros]
    const { stdout: zero } = await start(process.execPath, argv)
    expect(zero).toMatch(/^without the gradient that was asked for: \d+$/m)
  })

  it('ends at the first failure with --bail', async () => {
    const port = script('bare', 'cat > /dev/null', 'echo 0.5')
    const { stdout, stderr } = await check(suite, port, '--bail')
    expect(stdout).toContain('0 passed, 1 failed\n')
    expect(stderr).toBe('not run after the first failure: 14 expectations\n')
  })

  it('whose child goes on is not waited for', async () => {
    // The child would hold standard output for longer than the check may take.
    const { stdout } = await check(
      one,
      script('daemon', 'sleep 100 &', `echo '{"value": 1}'`),
      '--timeout',
      '90',
    )
    expect(stdout).toContain('got 1, want 0.7193247832556008')
  })

  it.each([
    ['never answers', ['cat > /dev/null'], 'no line within 0.5 s'],
    ['says more than asked', ['echo one; echo two; cat > /dev/null'], 'it did not print JSON but: one'],
    ['says more later', ['echo one; sleep .1; echo two; cat > /dev/null'], 'it did not print JSON but: one'],
    [
      'says it in parts',
      ["printf o; sleep .1; printf 'ne\\ntwo'; cat > /dev/null"],
      'it did not print JSON but: one',
    ],
    ['dies', ['read line', 'exit 5'], 'it ended before it answered: exit status 5'],
    [
      'echoes',
      [`read line; echo '{"grad": false}'; cat`],
      'it printed no "value" or "per_sample": {"grad": false}; wanted is an object such as {"value": 0.7193}',
    ],
    [
      'echoes all',
      ['cat'],
      /^it printed no "value" or "per_sample": \{"name":.{60,}\.\.\.; wanted is an object/,
    ],
  ])('streams and %s fails for that reason', async (name, lines, want) => {
    const said = await reason(script(`stream-${name.replaceAll(' ', '-')}`, ...lines), want, '--impl-stream')
    if (typeof want === 'string') expect(said).toBe(want)
    else expect(said).toMatch(want)
  })

  it.runIf(python)('streams and dies after an answer is started again', async () => {
    const once = script(
      'once',
      'read line',
      `printf '%s\\n' "$line" | ${python} fixtures/ports/bce_logits.py`,
    )
    const { stdout } = await check(suite, once, '--impl-stream')
    expect(stdout).toMatch(/^\d+ passed|it ended before it answered/m)
    expect(stdout).not.toContain('0 passed')
  })

  it('has a name with blanks is started without a shell', async () => {
    const path = script('has a blank', `echo '{"value": 1}' # $1`)
    expect(await reason(`'${path}' "; touch ${folder}/pwned" $(touch ${folder}/pwned)`)).toContain(
      'got 1, want',
    )
    expect(existsSync(join(folder, 'pwned'))).toBe(false)
  })
})

it.runIf(existsSync('/bin/sh'))('an interrupt ends the ports and their children', async () => {
  const pids = join(folder, 'pids')
  const port = script('long', 'sleep 100 &', `echo $! $$ >> ${pids}`, 'wait')
  const argv = ['bin/loss-calc.cjs', 'check', suite, '--impl', port, '--timeout', '60']
  const child = spawn(process.execPath, argv)
  while (!existsSync(pids) || readFileSync(pids, 'utf8') === '') {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  child.kill('SIGINT')
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(130)
  const running = () =>
    readFileSync(pids, 'utf8')
      .trim()
      .split(/\s+/)
      .filter(
        (pid) =>
          existsSync(`/proc/${pid}/stat`) && readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] !== 'Z',
      )
  // They sleep for 100 s; on a busy machine a signal takes a while.
  for (let i = 0; i < 100 && running().length > 0; i++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  expect(running()).toEqual([])
})
