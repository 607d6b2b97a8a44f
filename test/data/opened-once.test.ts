import { fstatSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openSource } from '../../src/readers/open.ts'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-once-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** A file of safetensors with arrays of float64. */
function safetensors(arrays: Readonly<Record<string, readonly number[][] | readonly number[]>>): Uint8Array {
  let at = 0
  const data: number[] = []
  const entries = Object.entries(arrays).map(([name, array]) => {
    const shape = typeof array[0] === 'number' ? [array.length] : [array.length, array[0]!.length]
    data.push(...(array as number[][]).flat())
    const from = at
    at = 8 * data.length
    return [name, { dtype: 'F64', shape, data_offsets: [from, at] }]
  })
  const head = Buffer.from(JSON.stringify(Object.fromEntries(entries)))
  const length = Buffer.alloc(8)
  length.writeUInt32LE(head.length)
  return Buffer.concat([length, head, Buffer.from(Float64Array.from(data).buffer)])
}

/** Standard input. */
async function* piped(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

const matrix = '[[0.2,0.5,0.3],[9,9,9],[0.1,0.3,0.6]]'
const want = '0.8965588080868546\n'

describe('an input is a table, whatever its format', () => {
  const logits: Record<string, string> = {
    csv: file('x.csv', '0.2,0.5,0.3\n,,\n0.1,0.3,0.6\n'),
    'json of lists': file('x.json', matrix.replace('[9,9,9]', 'null')),
    ndjson: file('x.jsonl', '[0.2,0.5,0.3]\nnull\n[0.1,0.3,0.6]\n'),
    'a part of json': `${file('z.json', `{"a":${matrix.replace('[9,9,9]', 'null')}}`)}#/a`,
  }
  const targets: Record<string, string> = {
    csv: file('t.csv', '1\n0\n2\n'),
    json: file('t.json', '[1,0,2]'),
    'json of columns': file('u.json', '[[1],[0],[2]]'),
    'json with null': file('n.json', '[1,null,2]'),
    ndjson: file('t.jsonl', '1\n0\n2\n'),
    given: '[1,0,2]',
  }
  it.each(Object.keys(logits).flatMap((input) => Object.keys(targets).map((target) => [input, target])))(
    'a row without a value is left out: %s, %s',
    async (input, target) => {
      const argv = ['ce', logits[input]!, targets[target]!, '--missing', 'skip', '-q']
      expect(await run(argv)).toMatchObject({ stdout: want, status: 0 })
    },
  )

  it('the first row may be null', async () => {
    const path = file('y.json', '[null,[0.2,0.5,0.3],[0.1,0.3,0.6]]')
    expect(await run(['ce', path, '[0,1,2]', '--missing', 'skip', '-q'])).toMatchObject({ stdout: want })
  })

  it('records that are null are left out', async () => {
    const path = file('r.json', '[{"a":1,"y":2},null,{"a":3,"y":5}]')
    const argv = ['mse', path, '--input-cols', 'a', '--target-col', 'y']
    expect(await run([...argv, '--missing', 'skip', '-q'])).toMatchObject({ stdout: '2.5\n', status: 0 })
    expect(await run(argv)).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('r.json:1:16 (row 1'),
    })
  })

  it('names are targets in every format, and from a pipe', async () => {
    const named = file('named.csv', 'cat,dog,cow\n0.2,0.5,0.3\n0.1,0.3,0.6\n')
    for (const [name, text] of [
      ['l.csv', 'dog\ncow\n'],
      ['l.json', '["dog","cow"]'],
      ['l.jsonl', '"dog"\n"cow"\n'],
      ['i.json', '[1,2]'],
    ] as const) {
      expect(await run(['ce', named, file(name, text), '-q'])).toMatchObject({ stdout: want, status: 0 })
    }
    expect(await run(['ce', named, '-', '-q'], piped('dog\ncow\n'))).toMatchObject({
      stdout: want,
      status: 0,
    })
    const text = 'cat,dog,cow\n0.2,0.5,0.3\n0.1,0.3,0.6\n'
    expect(await run(['ce', '-', join(folder, 'l.csv'), '-q'], piped(text))).toMatchObject({ stdout: want })
  })

  it('the index of a data frame is left out of a pipe, too', async () => {
    const text = ',cat,dog\n0,1.5,-0.5\n1,0.25,2\n'
    const path = file('index.csv', text)
    const one = await run(['ce', path, '[0,1]', '-q'])
    expect(one).toMatchObject({ stdout: '0.14357608074052985\n' })
    expect((await run(['ce', '-', '[0,1]', '-q'], piped(text))).stdout).toBe(one.stdout)
  })

  it('a named array is the only column', async () => {
    const arrays = {
      logits: [
        [0.2, 0.5, 0.3],
        [0.1, 0.3, 0.6],
      ],
      labels: [1, 2],
      other: [1, 2, 3, 4, 5],
    }
    const path = file('x.safetensors', safetensors(arrays))
    const argv = ['ce', `${path}#logits`, `${path}#labels`, '-q']
    expect(await run(argv)).toMatchObject({ stdout: want })
    expect(await run([...argv, '--missing', 'skip'])).toMatchObject({ stdout: want, status: 0 })
  })
})

describe('a file', () => {
  it('is opened once, for all who read its records', async () => {
    const path = file('once.csv', '1,2\n'.repeat(200_000))
    const source = await openSource(path, {}, { stdin: piped('') })
    const { records } = await source.table()
    expect(records).toMatchObject({ start: 0, columns: 2, delimiter: 44, size: 800_000 })
    // As it is sent to a thread.
    const { descriptor } = structuredClone({ ...records! })
    expect(fstatSync(descriptor).ino).toBe(statSync(path).ino)
    expect(source.records!.descriptor).toBe(descriptor)
    await source.close!()
    expect(() => fstatSync(descriptor)).toThrow('EBADF')
  })
})

it('standard input is one of the inputs, not two', async () => {
  const { status, stderr } = await run(['mse', '-', '-'], piped('[1, 2]'))
  expect([status, stderr.split(':')[0]]).toEqual([2, 'error[E106]'])
})
