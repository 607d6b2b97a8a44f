import { inPython, LossError, through } from '../../error.ts'
import type { Source } from '../../table.ts'
import { type ArrayFile, arraySource, fileName } from './array-file.ts'
import { ByteQueue } from '../bytes/byte-queue.ts'
import type { Input } from '../input.ts'
import { readHeader } from './npy.ts'
import { FROM_EXCEL, FROM_SPARSE } from '../refused.ts'
import { stored } from '../bytes/stored.ts'
import { zipContent, zipEntries } from '../bytes/zip.ts'

export async function npzSource(input: Input): Promise<Source> {
  return arraySource(await npzFile(input), input.member?.replace(/\.npy$/, ''))
}

async function npzFile(input: Input): Promise<ArrayFile> {
  const name = fileName(input)
  const file = await stored(input)
  const entries = zipEntries(name, file)
  const arrays = entries.filter((entry) => entry.name.endsWith('.npy'))
  if (arrays.length === 0 && entries.length > 0) refuseOther(name, entries)
  if (input.member === undefined) refuseSparse(name, arrays)
  const members = arrays.map((entry) => ({
    name: entry.name.slice(0, -'.npy'.length),
    async open() {
      const queue = new ByteQueue(zipContent(name, file, entry))
      return { layout: await readHeader(`${name}#${entry.name.slice(0, -4)}`, queue), queue }
    },
  }))
  return { name, format: 'npz', members }
}

/** @throws LossError E203 for a matrix of scipy.sparse, whose arrays are no columns */
function refuseSparse(name: string, arrays: readonly { name: string }[]): void {
  const has = (member: string) => arrays.some((entry) => entry.name === `${member}.npy`)
  if (!['format', 'shape', 'data'].every(has)) return
  throw new LossError('E203', `${name} holds a sparse matrix`, {
    at: { file: name },
    tries: [FROM_SPARSE.replace('FILE', inPython(name))],
  })
}

function refuseOther(name: string, entries: readonly { name: string }[]): never {
  if (entries.some((entry) => /(^|\/)data\.pkl$/.test(entry.name)))
    throw new LossError('E204', `${name} is a file of torch.save, not of numpy`, {
      at: { file: name },
      tries: ['--input-format pt'],
    })
  const office = entries.some((entry) => entry.name === '[Content_Types].xml')
  throw new LossError('E204', `${name} is a zip file without arrays of numpy`, {
    at: { file: name },
    ...(office
      ? { why: 'it is a document of an office program', tries: [FROM_EXCEL.replace('FILE', inPython(name))] }
      : entries.length === 1 && { tries: [through('unzip -p FILE |', name)] }),
  })
}
