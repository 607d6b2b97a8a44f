import { inPython, LossError, quoted, through } from '../error.ts'

interface Refused {
  readonly what: string
  readonly tries: readonly string[]
  /** How its files begin, byte by byte as Latin-1. */
  readonly magic?: readonly string[]
  readonly extensions?: readonly string[]
}

const FROM_TORCH = "python -c \"import torch; torch.save(torch.load('FILE', weights_only=False), 'x.pt')\""
const FROM_PICKLE = "python -c \"import numpy, pickle; numpy.save('x.npy', pickle.load(open('FILE', 'rb')))\""
const FROM_PANDAS =
  "python -c \"import pandas; pandas.DataFrame(pandas.read_pickle('FILE')).to_csv('x.csv')\""
const FROM_HDF5 = "python -c \"import h5py, numpy; numpy.save('x.npy', h5py.File('FILE')['NAME'][:])\""

/** Formats known well enough to say what to do instead. */
const refused: readonly Refused[] = [
  {
    what: 'a file of torch before version 1.6, which holds no zip file',
    tries: [FROM_TORCH],
    // The number that its pickles begin with; and the first file of the older tar.
    magic: ['\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19', 'sys_info\0', 'storages\0', 'tensors\0', 'pickle\0'],
    extensions: ['.pt', '.pth'],
  },
  {
    what: 'a pickle, which is a program and is not run',
    tries: [FROM_PICKLE, FROM_PANDAS],
    magic: ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'],
    extensions: ['.pkl', '.pickle'],
  },
  { what: 'HDF5', tries: [FROM_HDF5], magic: ['\x89HDF\r\n\x1a\n'], extensions: ['.h5', '.hdf5'] },
  { what: 'a MATLAB file', tries: ["writematrix(x, 'x.csv')"], magic: ['MATLAB 5.0'] },
  { what: 'an encrypted Parquet file', tries: ['write it without encryption'], magic: ['PARE'] },
  { what: 'Feather version 1', tries: ["df.to_feather('x.arrow')  # version 2"], magic: ['FEA1'] },
  { what: 'ORC', tries: ["pandas.read_orc('FILE').to_parquet('x.parquet')"], magic: ['ORC'] },
  { what: 'Avro', tries: ['write it as Parquet or CSV'], magic: ['Obj\x01'] },
  { what: 'GGUF', tries: ['write the tensors as safetensors'], magic: ['GGUF'] },
  {
    what: 'SQLite',
    tries: [`sqlite3 -header -csv FILE 'select * from "TABLE"' |`],
    magic: ['SQLite format 3\0'],
  },
  {
    what: 'an old Excel file',
    tries: ['save the sheet as CSV'],
    magic: ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  },
  { what: 'compressed with bzip2', tries: ['bunzip2 -c FILE |'], magic: ['BZh'] },
  { what: 'compressed with xz', tries: ['xz -dc FILE |'], magic: ['\xfd7zXZ\0'] },
  { what: 'compressed with lz4', tries: ['lz4 -dc FILE |'], magic: ['\x04\x22\x4d\x18'] },
  { what: 'a 7-Zip archive', tries: ['unpack it'], magic: ["7z\xbc\xaf'\x1c"] },
  { what: 'a PDF', tries: ['save its table as CSV'], magic: ['%PDF-'] },
]

/**
 * Refuses formats that are known, but not read, by their first bytes; or by the name, if asked.
 *
 * @throws LossError E204 with a way out
 */
export function refuseKnown(name: string, first: Uint8Array, byName: boolean): void {
  const text = Buffer.from(first).toString('latin1')
  const head = text.slice(0, 32)
  const lower = name.toLowerCase()
  const found =
    refused.find(({ magic }) => magic?.some((start) => head.startsWith(start))) ??
    (byName ? refused.find(({ extensions }) => extensions?.some((end) => lower.endsWith(end))) : undefined)
  if (!found) return
  const table = /CREATE TABLE (?:"([^"]+)"|(\w+))/.exec(text)?.slice(1).find(Boolean) ?? '...'
  // A pickle of pandas is no array.
  const tries = found.tries.filter((step) => step !== FROM_PICKLE || !head.includes('pandas'))
  throw new LossError('E204', `${name} is ${found.what}`, {
    at: { file: name },
    tries: tries.map((given) => {
      const step = given.replace('TABLE', () => table.replaceAll("'", String.raw`'\''`))
      if (step.endsWith('|')) return through(step, name)
      return step.replace('FILE', () => (step.includes("'FILE'") ? inPython(name) : quoted(name)))
    }),
  })
}
