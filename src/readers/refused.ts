import { inPython, LossError, quoted, through } from '../error.ts'
import { FROM_PYTHON } from './json/almost-json.ts'

interface Refused {
  readonly what: string
  readonly tries: readonly string[]
  /** How its files begin, byte by byte as Latin-1. */
  readonly magic?: readonly string[]
  /** The same of a text, which may go on for lines. */
  readonly lines?: RegExp
  readonly extensions?: readonly string[]
}

const python = (modules: string, program: string) => `python -c "import ${modules}; ${program}"`
const fromPandas = (read: string) => python('pandas', `pandas.${read}.to_csv('x.csv', index=False)`)

const FROM_TORCH = python('torch', "torch.save(torch.load('FILE', weights_only=False), 'x.pt')")
const LOAD = "pickle.load(open('FILE', 'rb'))"
const FROM_PICKLE = python(
  'numpy, pickle',
  `a = ${LOAD}; numpy.savez('x.npz', **a) if isinstance(a, dict) else numpy.savez('x.npz', *a) if isinstance(a, tuple) else numpy.save('x.npy', a)`,
)
export const FROM_SPARSE = python(
  'numpy, scipy.sparse',
  "numpy.save('x.npy', scipy.sparse.load_npz('FILE').toarray())",
)
const FROM_PANDAS = python('pandas', "pandas.DataFrame(pandas.read_pickle('FILE')).to_csv('x.csv')")
const FROM_HDF5 = python(
  'h5py, numpy',
  "f = h5py.File('FILE'); numpy.savez('x.npz', **{k: f[k][()] for k in f if hasattr(f[k], 'shape')})",
)
const FROM_MATLAB = python(
  'numpy, scipy.io',
  "numpy.savez('x.npz', **{k: v for k, v in scipy.io.loadmat('FILE').items() if k[0] != '_'})",
)
const fromR = (read: string) => `Rscript -e "write.csv(${read}, 'x.csv', row.names = FALSE)"`
export const FROM_EXCEL = fromPandas("read_excel('FILE')")

const IMAGES = 'a list of files with their classes'

/** Two names of classes, each with its probability. */
const FASTTEXT = /^__label__\S+ \d\S*(?: __label__\S+ \d\S*)+\s/

/** Formats known well enough to say what to do instead. */
const refused: readonly Refused[] = [
  {
    what: 'a file of torch before version 1.6, which holds no zip file',
    tries: [FROM_TORCH],
    // The number that its pickles begin with, of any protocol; and the first file of the older tar.
    magic: ['sys_info\0', 'storages\0', 'tensors\0', 'pickle\0'],
    lines: /^\x80[^]{1,10}\x8a\nl\xfc\x9cF/,
    extensions: ['.pt', '.pth'],
  },
  {
    what: 'a pickle, which is a program and is not run',
    tries: [FROM_PICKLE, FROM_PANDAS],
    magic: ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'],
    extensions: ['.pkl', '.pickle', '.joblib'],
  },
  { what: "what R's dput writes", tries: [fromR("dget('FILE')")], lines: /^structure\(/ },
  { what: 'HDF5', tries: [FROM_HDF5], magic: ['\x89HDF\r\n\x1a\n'], extensions: ['.h5', '.hdf5'] },
  { what: 'a MATLAB file', tries: [FROM_MATLAB], magic: ['MATLAB 5.0'] },
  { what: 'an encrypted Parquet file', tries: ['write it without encryption'], magic: ['PARE'] },
  { what: 'Feather version 1', tries: [fromPandas("read_feather('FILE')")], magic: ['FEA1'] },
  { what: 'ORC', tries: [fromPandas("read_orc('FILE')")], magic: ['ORC'] },
  {
    what: 'Avro',
    tries: [
      python(
        'fastavro, pandas',
        "pandas.DataFrame(fastavro.reader(open('FILE', 'rb'))).to_csv('x.csv', index=False)",
      ),
    ],
    magic: ['Obj\x01'],
  },
  { what: 'GGUF', tries: ['write the tensors as safetensors'], magic: ['GGUF'] },
  {
    what: 'SQLite',
    tries: [`sqlite3 -header -csv FILE 'select * from "TABLE"' |`],
    magic: ['SQLite format 3\0'],
  },
  { what: 'an old Excel file', tries: [FROM_EXCEL], magic: ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'] },
  { what: 'SPSS', tries: [fromPandas("read_spss('FILE')")], magic: ['$FL2', '$FL3'] },
  {
    what: 'Stata',
    tries: [fromPandas("read_stata('FILE')")],
    magic: ['<stata_dta>', 'q\x02\x01\0', 'r\x02\x01\0', 's\x02\x01\0'],
  },
  {
    what: 'SAS',
    tries: [fromPandas("read_sas('FILE', encoding='utf-8')")],
    magic: [`${'\0'.repeat(12)}\xc2\xea\x81\x60`],
  },
  { what: 'R', tries: [fromR("get(load('FILE'))")], magic: ['RDX2', 'RDX3'] },
  { what: 'R', tries: [fromR("readRDS('FILE')")], magic: ['X\n\0\0\0'] },
  {
    what: 'an image',
    tries: [python('numpy, PIL.Image', "numpy.save('x.npy', numpy.asarray(PIL.Image.open('FILE')))")],
    magic: ['\x89PNG', '\xff\xd8\xff', 'GIF8', 'II*\0', 'MM\0*'],
    lines: /^(?:BM[^]{4}\0{4}|RIFF[^]{4}WEBP)/,
  },
  { what: 'compressed with bzip2', tries: ['bunzip2 -c FILE |'], magic: ['BZh'] },
  { what: 'compressed with xz', tries: ['xz -dc FILE |'], magic: ['\xfd7zXZ\0'] },
  { what: 'compressed with lz4', tries: ['lz4 -dc FILE |'], magic: ['\x04\x22\x4d\x18'] },
  { what: 'a 7-Zip archive', tries: ['unpack it'], magic: ["7z\xbc\xaf'\x1c"] },
  { what: 'a PDF', tries: ['save its table as CSV'], magic: ['%PDF-'] },
  { what: 'tar', tries: ['tar -xOf FILE |'], lines: /^[^\0]{1,100}\0[^]{100,256}ustar/ },
  {
    what: 'HTML',
    tries: [fromPandas("read_html('FILE')[0]")],
    lines: /^\s*<(?:!doctype html|html|table)\b/i,
  },
  {
    what: 'ARFF',
    tries: [
      `awk 'tolower($1)=="@attribute"{h=h s $2;s=","} d&&NF&&!/^%/; tolower($1)=="@data"{print h;d=1}' FILE |`,
    ],
    lines: /^\s*(?:%[^\n]*\n\s*)*@relation\b/i,
  },
  {
    what: 'Weka',
    tries: [`awk -F, -v OFS=, 'NR==1{for(i=5;i<=NF;i++)$i="p" i-4} {gsub(/[*]|:[^,]*/,"")} 1' FILE |`],
    lines: /^inst#,actual,predicted,error,distribution\b/,
  },
  {
    what: 'Weka',
    tries: ['write it as CSV with -distribution'],
    lines: /^(?:\s*=== Predictions |inst#,actual,predicted,error,prediction\s+\d+,\d+:)/,
  },
  {
    what: 'svm-predict',
    tries: [`awk 'NR==1{for(i=2;i<=NF;i++)$i="p_"$i} {sub(/^[^ ]+ /,"")} 1' FILE |`],
    lines: /^labels(?: -?\d+){2,}\s/,
  },
  // A column of labels before the features.
  {
    what: 'libsvm',
    tries: ["awk '{print $1}' FILE |"],
    lines: /^[-+]?\d[\d.e]*(?: qid:\d+)?(?: \d+:[-+.\d]\S*)+\s*(?:#.*)?(?:\n|$)/,
  },
  // A table may have a time of day between two bars.
  {
    what: 'Vowpal Wabbit',
    tries: ["awk '{print $1}' FILE |"],
    lines: /^[-+]?\d[^|\n]* \|(?!.* \| )[^|\n]*\w:[-+.\d]/,
  },
  {
    what: 'Vowpal Wabbit',
    tries: [`awk '{o="";for(i=1;i<=NF;i++)if(sub("^" i ":","",$i))o=o (i>1?",":"") $i;print o}' FILE |`],
    lines: /^1:[-+.\d]\S* 2:[-+.\d]/,
  },
  {
    what: 'fastText',
    tries: [`awk '{o="";for(i=1;i<NF;i+=2)o=o (i>1?",":"") "\\"" $i "\\":" $(i+1);print "{" o "}"}' FILE |`],
    lines: FASTTEXT,
  },
  {
    what: 'fastText',
    tries: ['awk \'{sub(/^__label__/,"");print $1}\' FILE |'],
    lines: /^__label__\S+ (?!__label__)[^\n]*[^\s\d]/,
  },
  { what: 'Python', tries: [FROM_PYTHON], lines: /^\s*\{'/ },
  // In Latin-1: the corners of tables, below which a shape of polars may stand.
  {
    what: 'a drawn table',
    tries: [
      `awk '/\u251c|\u255e|\u2521/{b=1} /\u2502|\u2503/&&(b||!n++){gsub(/ *(\u2502|\u2503|\u2506) */,"|");print substr($0,2,length-2)}' FILE |`,
    ],
    lines: /^(?:shape: [^\n]*\n)?\xe2(?:\x94[\x8c\x8f]|\x95[\x92\xad])/,
  },
  // Lists of images with their classes.
  {
    what: IMAGES,
    tries: ["awk '{print $NF}' FILE |"],
    lines: /^(?:[^\n]*\.[A-Za-z]\w{0,4}[ \t]+\d+\r?\n){2}/,
  },
]

/**
 * Refuses formats that are known, but not read, by their first bytes; or by the name, if asked. What is said to be a table,
 * by its header or delimiter, may name a file in each row.
 *
 * @throws LossError E204 with a way out
 */
export function refuseKnown(
  name: string,
  first: Uint8Array,
  { byName, isTable }: { readonly byName: boolean; readonly isTable: boolean },
): void {
  const text = Buffer.from(first).toString('latin1')
  const head = text.slice(0, 32)
  const lower = name.toLowerCase()
  const found =
    refused.find(
      ({ what, magic, lines }) =>
        magic?.some((start) => head.startsWith(start)) === true ||
        (!(isTable && what === IMAGES) && lines?.test(text)),
    ) ??
    (byName ? refused.find(({ extensions }) => extensions?.some((end) => lower.endsWith(end))) : undefined)
  if (!found) return
  const table = /CREATE TABLE (?:"([^"]+)"|(\w+))/.exec(text)?.slice(1).find(Boolean) ?? '...'
  const joblib = lower.endsWith('.joblib')
  // A pickle of pandas is no array.
  const tries = found.tries.filter((step) =>
    head.includes('pandas') ? step !== FROM_PICKLE : step !== FROM_PANDAS || !joblib,
  )
  throw new LossError('E204', `${name} is ${found.what}`, {
    at: { file: name },
    tries: tries.map((given) => {
      const step = (
        joblib ? given.replace(LOAD, "joblib.load('FILE')").replace('pickle;', 'joblib;') : given
      ).replace('TABLE', () => table.replaceAll("'", String.raw`'\''`))
      if (step.endsWith('|')) return through(step, name)
      return step.replace('FILE', () => (step.includes("'FILE'") ? inPython(name) : quoted(name)))
    }),
  })
}
