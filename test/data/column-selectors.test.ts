import { describe, expect, it } from 'vitest'
import { LossError } from '../../src/error.ts'
import { selectColumn, selectColumns } from '../../src/data/column-selectors.ts'
import { nearest } from '../../src/data/nearest.ts'

const names = ['id', 'p_cat', 'p_dog', '3', 'x', 'x', 'odd,name', 'a:b', 'label']
const columns = names.map((name) => ({ name, type: 'number' }) as const)
const select = (selector: string) => selectColumns(selector, { columns, name: 't.csv' })

describe('column selectors', () => {
  it.each([
    ['label', [8]],
    ['p_*', [1, 2]],
    ['*', [0, 1, 2, 3, 4, 5, 6, 7, 8]],
    ['1:2', [1, 2]],
    ['2:1', [2, 1]],
    ['p_cat:x[0]', [1, 2, 3, 4]],
    [':1', [0, 1]],
    ['7:', [7, 8]],
    ['-1', [8]],
    ['-2:-1', [7, 8]],
    ['4', [4]],
    ['x[1]', [5]],
    ['"odd,name"', [6]],
    ['"odd,name",label', [6, 8]],
    ['!x', [0, 1, 2, 3, 6, 7, 8]],
    ['!"odd,name"', [0, 1, 2, 3, 4, 5, 7, 8]],
    ['!"id", !"x",!p_*', [3, 6, 7, 8]],
    ['!id', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['p_*,!p_dog', [1]],
    ['!p_*,!id', [3, 4, 5, 6, 7, 8]],
    ['label, id', [8, 0]],
    ['id,id,0', [0]],
  ])('%s', (selector, found) => {
    expect(select(selector)).toEqual(found)
  })

  it('take numbers of two digits from either end', () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ name: `c${i}`, type: 'number' }) as const)
    expect(selectColumns('10,-11', { columns: many, name: 't.csv' })).toEqual([10, 1])
  })

  it('let a name win over a number and a range', () => {
    expect(select('3')).toEqual([3])
    expect(columns[3]!.name).toBe('3')
    expect(select('a:b')).toEqual([7])
  })

  it.each([
    '1.0',
    '1e0',
    '0x1',
    'q_*',
    'labels',
    '9',
    '-10',
    'x[2]',
    '"p_*"',
    '0:z',
    '!*',
    '',
    'x',
    '"x"',
    'p_cat:x',
  ])('refuse %j', (selector) => {
    expect(() => select(selector)).toThrow(LossError)
  })

  it('offer each column of a name that several have', () => {
    expect(() => select('x')).toThrow(
      expect.objectContaining({
        message: '2 columns of t.csv are called "x"',
        details: expect.objectContaining({
          tries: ['loss-calc ... with "x[0]" for "x"', 'loss-calc ... with "x[1]" for "x"'],
        }),
      }),
    )
  })

  it.each([
    ['100', '0 1', undefined, 'loss-calc ... --headers'],
    ['100', '0 b', undefined, 'loss-calc inspect t.csv'],
    ['100 %', '0 1', undefined, 'loss-calc inspect t.csv'],
    ['10', '0 1', undefined, 'loss-calc ... with "0" for "10"'],
    ['q*', 'a b', 'text', 'loss-calc inspect t.csv'],
    ['a，b', 'a b', undefined, 'loss-calc ... with "a,b" for "a，b"'],
    ['a', 'cab dog', undefined, 'loss-calc inspect t.csv'],
    ['cam', 'camera_id x', undefined, 'loss-calc ... with "camera_id" for "cam"'],
    ['p*', 'q_1 q_2', undefined, 'loss-calc ... with "q_*" for "p*"'],
    ['camera 2', 'camera,1 x', undefined, 'loss-calc ... with "\\"camera,1\\"" for "camera 2"'],
    ['pose', 'pose.x pose.y', undefined, 'loss-calc ... with "pose.*" for "pose"'],
    ['x', 'a，b', undefined, 'loss-calc ... --delimiter ，'],
  ] as const)('of %j among %s offer what helps', (text, names, type, tries) => {
    const own = names.split(' ').map((name) => ({ name, type: type ?? 'number' }) as const)
    expect(() => selectColumns(text, { columns: own, name: 't.csv' })).toThrow(
      expect.objectContaining({ code: 'E120', details: expect.objectContaining({ tries: [tries] }) }),
    )
  })

  it('take a range between a name that begins with a digit and a place', () => {
    const own = ['1x', '2', 'y3'].map((name) => ({ name, type: 'number' }) as const)
    expect(selectColumns('1x:2', { columns: own, name: 't.csv' })).toEqual([0, 1])
    expect(selectColumns('1x:1', { columns: own, name: 't.csv' })).toEqual([0, 1])
    expect(selectColumns('0:y3', { columns: own, name: 't.csv' })).toEqual([0, 1, 2])
    expect(() => selectColumns('0:2', { columns: own, name: 't.csv' })).toThrow(/mixes a name and a place/)
  })

  it('offer the nearest name', () => {
    expect(nearest('labels', names)).toBe('label')
    expect(nearest('zebra', names)).toBe(undefined)
    // No more letters are compared than these.
    const long = 'x'.repeat(200)
    expect([nearest(long, [`${long}y`]), nearest(`${long}x`, [long])]).toEqual([`${long}y`, undefined])
    const many = Array.from({ length: 1000 }, (_, i) => `${i}`)
    expect(nearest('label', [...many, 'labels'])).toBe(undefined)
    expect(nearest('label', [...many.slice(1), 'labels'])).toBe('labels')
    // Dashes before an option are none of its letters, those within are.
    expect(nearest('-top', ['--stop', '--top'])).toBe('--top')
    expect(nearest('k-fold', ['k-fald', 'kfold'])).toBe('k-fald')
  })

  it.each([
    ['t.parquet', 'pyarrow.parquet'],
    ['t.arrow', 'pyarrow.feather'],
  ])('say of a column of %s that cannot be chosen what it is, and read it by %s', (name, library) => {
    const nested = () => selectColumns('meta', { columns, name, leftOut: ['meta'] })
    const message = `column "meta" of ${name} holds neither numbers nor text`
    const command = new RegExp(`^python -c "import json, ${library} as p; .*'${name}'.*" \\| loss-calc`)
    const details = expect.objectContaining({ tries: [expect.stringMatching(command)] })
    expect(nested).toThrow(expect.objectContaining({ code: 'E120', message, details }))
  })

  it('want one column where one is wanted', () => {
    expect(selectColumn('label', { columns, name: 't.csv' })).toBe(8)
    expect(() => selectColumn('p_*', { columns, name: 't.csv' })).toThrow(/names 2 columns/)
  })
})

it('what came through a pipe is looked at through a pipe', () => {
  const triesOf = (file: string) => {
    try {
      return selectColumns('elsewhere', { columns, name: file })
    } catch (error) {
      return (error as LossError).details.tries
    }
  }
  expect(triesOf('stdin')).toEqual(['loss-calc inspect -'])
  expect(triesOf('t.csv')).toEqual(['loss-calc inspect t.csv'])
  // Numbers that were typed have a name that is cut: no command reads it.
  expect(triesOf('[[1,2,3,4,5,6,7,8,9,1...')).toEqual([])
})

it.each([
  ['camera', ['id_of_camera', 'x'], 'id_of_camera'],
  ['camera', ['camera_of_left', 'camera_of_right'], undefined],
  ['ca', ['id_of_camera', 'x'], undefined],
])('%s of %j: the one that holds it is offered', (text, own, offered) => {
  const typed = own.map((name) => ({ name, type: 'number' }) as const)
  const tries = [
    offered === undefined ? 'loss-calc inspect t.csv' : expect.stringContaining(offered),
  ] as string[]
  expect(() => selectColumns(text, { columns: typed, name: 't.csv' })).toThrow(
    expect.objectContaining({ code: 'E120', details: expect.objectContaining({ tries }) }),
  )
})

it('a name with a comma that is not quoted is offered in quotes', () => {
  const tries = ['loss-calc ... with "\\"odd,name\\"" for "odd,name"']
  expect(() => select('odd,name')).toThrow(
    expect.objectContaining({ code: 'E120', details: expect.objectContaining({ tries }) }),
  )
})
