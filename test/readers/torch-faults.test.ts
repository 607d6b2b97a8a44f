import { faultTable } from '../fault.ts'
import { zip } from './zip.ts'

/** Files of torch.save that were made to mislead: small pickles, spelled by hand. */
const { table } = faultTable()

const floats = (...numbers: number[]) => Buffer.from(Float32Array.from(numbers).buffer)
const FOUR = floats(1, 2, 3, 4)

/** A file of torch.save, from the text of its pickle. */
const torch = (pickle: string, more: Readonly<Record<string, Uint8Array>> = {}) =>
  zip(
    { name: 'a/data.pkl', data: Buffer.from(`\x80\x02${pickle}.`, 'latin1') },
    ...Object.entries({ 'a/data/0': FOUR, ...more }).map(([name, data]) => ({ name, data })),
  )
const text = (word: string) => `\x8c${String.fromCharCode(word.length)}${word}`
const counts = (...numbers: number[]) =>
  `(${numbers.map((n) => `\x8a\x08${Buffer.from(BigInt64Array.of(BigInt(n)).buffer).toString('latin1')}`).join('')}t`
/** A view of the four numbers; `bits` is what torch says besides. */
const view = (shape: readonly number[], strides: readonly number[], bits = '') =>
  `ctorch._utils\n_rebuild_tensor_v2\n((${text('storage')}ctorch\nFloatStorage\n${text('0')}${text('cpu')}K\x04tQK\0${counts(...shape)}${counts(...strides)}\x89N${bits}tR`
const plain = view([4], [1])

const mse = '$LC mse x.pt x.csv -q'
const files = (pickle: string, more?: Readonly<Record<string, Uint8Array>>) => ({
  'x.pt': torch(pickle, more),
  'x.csv': '1\n2\n3\n4\n',
})
/** A list that holds a list twice, which holds a list twice, and so on. */
const doubled = `](${Array.from({ length: 50 }, (_, i) => (i === 0 ? ']q\0' : `]q${String.fromCharCode(i)}(h${String.fromCharCode(i - 1)}h${String.fromCharCode(i - 1)}e`)).join('')}e`
const deep = `${']'.repeat(100_000)}${'a'.repeat(99_999)}`

table('a file of torch', [
  { name: 'of one tensor', files: files(plain), line: mse, status: 0, stdout: /^0\n$/ },
  {
    name: 'whose tensor has other signs than its storage',
    files: files(view([4], [1], `}${text('neg')}\x88s`)),
    line: mse,
    status: 3,
    stderr: /E204.*x\.pt.*resolve_neg/,
  },
  {
    name: 'that says two tensors by one name',
    files: files(`}(${text('a.b')}${plain}${text('a')}}${text('b')}${plain}su`),
    line: '$LC mse x.pt#a.b x.csv -q',
    status: 3,
    stderr: /E204.*x\.pt: two of its tensors are called a\.b/,
  },
  {
    name: 'that holds lists without end',
    files: files(doubled),
    line: mse,
    status: 3,
    stderr: /E204.*x\.pt: it holds more than/,
  },
  {
    name: 'with a long list',
    files: files(`(](${'K\x01'.repeat(500_000)}e${plain}t`),
    line: mse,
    status: 0,
    stdout: /^0\n$/,
  },
  ...(
    [
      [
        'a list of dicts',
        `](}(${text('p')}${plain}${text('y')}${plain}u}(${text('p')}${plain}${text('y')}${plain}ue`,
        'tree_map',
      ],
      ['a list of tuples', `]((${plain}${plain}t(${plain}${plain}te`, 'tree_map'],
      ['a list of lists', `](](${plain}${plain}e](${plain}${plain}ee`, 'tree_map[^]*for v in b'],
      [
        'a dict of lists, and a number',
        `}(${text('n')}K\x01${text('p')}](${plain}${plain}eu`,
        String.raw`b\.items\(\)`,
      ],
      [
        'a dict of lists',
        `}(${text('p')}](${plain}${plain}e${text('y')}](${plain}${plain}eu`,
        String.raw`b\.items\(\)`,
      ],
    ] as const
  ).flatMap(([name, pickle, program]) => [
    {
      name: `of batches, ${name}`,
      files: { 'x.pt': torch(pickle) },
      line: '$LC mse x.pt -q',
      status: 3,
      stderr: new RegExp(`E203.*holds batches[^]*try: python -c .*${program}`),
    },
  ]),
  {
    name: 'of lists of numbers, which are no batches',
    files: { 'x.pt': torch(`}(${text('p')}](K\x01K\x02e${text('y')}](K\x01K\x02eu`) },
    line: '$LC mse x.pt -q',
    status: 3,
    stderr: /E205/,
  },
  {
    name: 'of batches, one of them named',
    files: files(`]((${plain}${plain}t(${plain}${plain}te`),
    line: '$LC mse x.pt#1.0 x.csv -q',
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: 'of a list beside another file, which may be batches',
    files: files(`](${plain}${plain}e`),
    line: '$LC mse x.pt x.csv -q',
    status: 3,
    stderr: /E200[^]*try: loss-calc mse 'x\.pt#0'[^]*try: python -c .*torch\.save\(torch\.cat\(b\), 'x\.pt'/,
  },
  ...(
    [
      ['$LC mse x.pt', 2, /try: loss-calc mse x\.pt .*a\.y/],
      ['$LC mse x.pt --input-cols a.x --target-col a.y -q', 0, ''],
      ['$LC mse x.pt --input-cols a.x --target-col b.y -q', 3, /E203.*different lengths/],
      ['$LC inspect x.pt', 3, /E200[^]*try: loss-calc inspect 'x\.pt#a\.x'/],
    ] as const
  ).map(([line, status, stderr]) => ({
    name: `of dicts of arrays of two lengths: ${line}`,
    files: {
      'x.pt': torch(
        `}(${text('a')}}(${text('x')}${view([2], [1])}${text('y')}${view([2], [1])}u${text('b')}}(${text('x')}${view([1], [1])}${text('y')}${view([1], [1])}uu`,
      ),
    },
    line,
    status,
    ...(status === 0 ? { stdout: /^0\n$/ } : { stderr }),
  })),
  {
    name: 'of an input and a target of other shapes, which are no batches',
    files: { 'x.pt': torch(`](${view([2, 2], [2, 1])}${view([2], [1])}e`) },
    line: '$LC ce x.pt --input-cols 0 --target-col 1 --from probs -q',
    status: 3,
    stderr: /E301|E306/,
  },
  ...['\x80\x02', '\x80\x03', `\x80\x04\x95\r${'\0'.repeat(7)}`, `\x80\x05\x95\r${'\0'.repeat(7)}`].map(
    (start) => ({
      name: `of the old format, of protocol ${start.charCodeAt(1)}`,
      files: { 'x.pt': Buffer.from(`${start}\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.`, 'latin1') },
      line: '$LC mse x.pt x.pt -q',
      status: 3,
      stderr: /E204.*torch before version 1\.6[^]*try: python -c "import torch/,
    }),
  ),
  { name: 'with a key of lists', files: files(`}(${deep}${plain}u`), line: mse, status: 0, stdout: /^0\n$/ },
  {
    name: 'that names lists',
    files: files(`${deep}${text('x')}\x93`),
    line: mse,
    status: 3,
    stderr: /E204.*no text/,
  },
  {
    name: 'of an unknown byte order',
    files: files(plain, { 'a/byteorder': Buffer.from('middle') }),
    line: mse,
    status: 3,
    stderr: /E204.*"middle"/,
  },
  {
    name: 'of the order of another machine',
    files: files(plain, { 'a/data/0': Buffer.from(FOUR).swap32(), 'a/byteorder': Buffer.from('big') }),
    line: mse,
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: 'of two pickles',
    files: files(plain, { 'b/data.pkl': Buffer.from('\x80\x02N.', 'latin1') }),
    line: mse,
    status: 3,
    stderr: /E204.*a\/data\.pkl and b\/data\.pkl/,
  },
  {
    name: 'of one number 500 million times, in little memory',
    files: files(view([2 ** 29 - 1], [0])),
    line: `ulimit -v 1500000; ${mse}`,
    status: 3,
    stderr: /E310.*x\.pt goes on/,
  },
  {
    name: 'of one number 2^48 times',
    files: files(view([2 ** 48], [0])),
    line: mse,
    status: 3,
    stderr: /E204.*too many/,
  },
])
