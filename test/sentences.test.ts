import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../src/error-codes.ts'
import { translator } from '../src/locale/sentences.ts'
import { say, zhSentences } from '../src/locale/zh-sentences.ts'
import { find, isCode, isKnown } from './known-sentences.ts'
import { messages } from './messages.ts'

const helps = new Set<string>(Object.values(errorCodes).map(({ help }) => help))

const pairsOf = (text: string): string[] => {
  const words = text.match(/[A-Za-z]+/g) ?? []
  return words.slice(1).map((word, i) => `${words[i]!} ${word}`)
}

const chinese = /\p{Script=Han}/u

describe('sentences', () => {
  it.each(messages())('in $place are said in Chinese', ({ variants }) => {
    const missing = variants.filter(
      (text) => !isCode(text) && !text.split('\n').every((line) => isKnown(line)),
    )
    expect(missing).toEqual([])
  })

  it('of the transcripts are said in Chinese', () => {
    const files = readdirSync('fixtures/transcripts')
    const told = files.flatMap(
      (file) => readFileSync(`fixtures/transcripts/${file}`, 'utf8').match(/^2\| .*$/gm) ?? [],
    )
    const texts = told.flatMap((line) => {
      const found = /^2\| (?:(?:error|hint|warning)\[\w+\]: | {2}(?:=|try:) )(.+)$/.exec(line)
      // The help of a code has its Chinese by the code.
      return found && !isCode(found[1]!) && !helps.has(found[1]!) ? [found[1]!] : []
    })
    expect(texts.length).toBeGreaterThan(100)
    expect([...new Set(texts)].filter((text) => !chinese.test(say(text)))).toEqual([])
  })

  it('are found as themselves: no other pattern takes a part of one', () => {
    const filled = (english: string) =>
      english
        .replace(/^~/, '')
        .replaceAll(/\{([^}]*)\}/g, (_all, gap: string) => (gap.includes('|') ? gap.split('|')[0]! : 'q7'))
    const taken = Object.entries(zhSentences).filter(([english, other]) => {
      const found = find(filled(english), english.startsWith('~'))
      // Two may say the same.
      return (
        found?.other !== other && found?.other.replaceAll(/\{\w+\}/g, '') !== other.replaceAll(/\{\w+\}/g, '')
      )
    })
    expect(taken.map(([english]) => english)).toEqual([])
  })

  it('have their English in the source, words beside each other', () => {
    const beside = new Set<string>()
    for (const path of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts') || /[-.](?:zh|generated)\.ts$|zh-/.test(path)) continue
      for (const line of readFileSync(`src/${path}`, 'utf8').split('\n'))
        if (!/^\s*(?:\/?\*|\/\/)/.test(line)) for (const pair of pairsOf(line)) beside.add(pair)
    }
    const stale = Object.keys(zhSentences).filter((english) => {
      const pairs = english.split(/\{[^}]*\}/).flatMap(pairsOf)
      const gone = pairs.filter((pair) => !beside.has(pair)).length
      // A sentence that is made of parts has their seams, and one of them is said by the package that reads words.
      return gone > 1 && gone / pairs.length > 0.3 && !english.startsWith('Got EOF')
    })
    expect(stale).toEqual([
      '--target-format gray takes whole numbers from 0 to 255, not {value}',
      'predicted labels: the {n} of {all} with the lowest f1',
    ])
  })

  it('are not empty, and drop no gap without reason', () => {
    for (const [english, other] of Object.entries(zhSentences)) {
      expect(other, english).not.toBe('')
      const names = [...english.matchAll(/\{(\w+)\*?\}/g)].map(([, name]) => name)
      const used = [...other.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      for (const name of used) expect(names, english).toContain(name)
    }
  })
})

it.each([
  ['--code has no place for --top and --show', '--code 不支持 --top 和 --show'],
  ['csv and ndjson cannot both be the output format', 'csv 和 ndjson 不能同时是输出格式'],
  ['it would mean class 0 and class 2', '它会同时表示类别 0 和 2'],
  ['a one-hot row holds 2 ones', 'one-hot 行中有 2 个 1'],
  ['a one-hot row holds no 1', 'one-hot 行中没有 1'],
  ['ragged lists: they differ in length or depth', '列表不规则：长度或深度不一致'],
  ['column "p" of x.csv holds texts, not numbers: "a b"', 'x.csv 的列“p”是文本，不是数字：“a b”'],
  ['the class "p" stands twice in the columns of x.csv', '类别“p”在 x.csv 的列名中出现两次'],
  ["--impl cat 'x: Got EOF while in a quoted string", "--impl cat 'x：引号没有闭合"],
  [
    'input (60, 2) and target (60, 1) were broadcast to (60, 2): 120 elements, as in torch',
    '输入 (60, 2) 与目标 (60, 1) 广播为 (60, 2)：与 torch 相同，120 个损失',
  ],
])('no English stays in %j', (english, other) => expect(say(english)).toBe(other))

it('names of columns are no words of the program', () => {
  const struct =
    'it is a struct, a map, a time or the like, of which the part that is meant must be a column of its own; columns that can be read: label, text'
  expect(say(struct)).toMatch(/可读的列：label、text$/)
})

describe('the translator', () => {
  const tell = translator({
    '{file}: {why*}': '{file}：{why}',
    '{n} row{|s} {is|are} empty': '{n} 行是空的',
    'no {a} in {b}': '{b} 中没有 {a}',
    'must be {what*}': '应为{what}的值',
    '~in {range}': '{range} 内',
    'one of {names}': '{names} 之一',
    'of {list*}': '{list}',
    '{label} is none of the {count} classes': '{label} 不属于 {count} 个类别',
    'no loss fits {a} and {b}: {why*}': '没有适合 {a} 和 {b} 的损失：{why}',
    '~{n} (new)': '新 {n}',
  })

  it('puts gaps where the other language has them, and says what they hold if it may', () => {
    expect(tell('x.csv: no is in rows')).toBe('x.csv：rows 中没有 is')
    expect(tell('a: 1 row is empty')).toBe('a：1 行是空的')
    expect(tell('2 rows are empty\nno x in y')).toBe('2 行是空的\ny 中没有 x')
  })

  it('writes lists and quotes as Chinese does, with blanks between letters and characters alone', () => {
    expect(tell('no "x" in y')).toBe('y 中没有“x”')
    expect(tell('must be in [0, 1]')).toBe('应为 [0, 1] 内的值')
    expect(tell('one of a, "b, c", d[1, 2]')).toBe('a、“b, c”、d[1, 2] 之一')
    expect(tell('one of a, b, ... 22 more')).toBe('a、b 等，另有 22 个 之一')
    expect(tell('of a, b (new)')).toBe('a、新 b')
  })

  it('takes no beginning of a sentence for a name, though names have several words', () => {
    const said = '没有适合 x 和 gold label 的损失：“Other”不属于 3 个类别'
    expect(tell('no loss fits x and gold label: "Other" is none of the 3 classes')).toBe(said)
    expect(tell('New York City is none of the 3 classes')).toBe('New York City 不属于 3 个类别')
  })

  it('leaves what it does not know', () => {
    expect(tell('something else')).toBe('something else')
    expect(tell('')).toBe('')
  })
})
