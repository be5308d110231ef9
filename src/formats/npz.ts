import { zipSync } from 'fflate'
import type { NamedTensor } from './named-tensor.ts'
import { encodeNpy } from './npy/encode.ts'

/** No time is written into the archive: the same tensors are the same bytes. */
const mtime = new Date(1980, 0, 1)

/** Tensors as the archive that `numpy.savez` writes: a file of NumPy for each, by its name. */
export const encodeNpz = (tensors: readonly NamedTensor[]): Uint8Array =>
  zipSync(Object.fromEntries(tensors.map(({ name, ...array }) => [`${name}.npy`, encodeNpy(array)])), {
    level: 0,
    mtime,
  })
