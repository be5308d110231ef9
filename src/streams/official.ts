import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'

/** What is known of a published file. */
export interface OfficialFile {
  readonly bytes: number
  readonly sha256: string
}

/** Published files by their exact names. A table is of one data set: others use the same names. */
export type OfficialFiles = Readonly<Record<string, OfficialFile>>

/**
 * The files of MNIST as published (Y. LeCun, C. Cortes and C. Burges; CC BY-SA 3.0), and the first 10,000 training digits as
 * files of their own.
 */
export const mnistFiles: OfficialFiles = {
  'train-images-idx3-ubyte.gz': {
    bytes: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  },
  'train-labels-idx1-ubyte.gz': {
    bytes: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  },
  't10k-images-idx3-ubyte.gz': {
    bytes: 1_648_877,
    sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
  },
  't10k-labels-idx1-ubyte.gz': {
    bytes: 4_542,
    sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
  },
  'train10k-images-idx3-ubyte.gz': {
    bytes: 1_609_526,
    sha256: '36707bfd63bcc1baf911512db8f40af1940d9fc513cb862f99741a994da05181',
  },
  'train10k-labels-idx1-ubyte.gz': {
    bytes: 4_997,
    sha256: 'ddb336c35d26d6499f325832214cfd852954d037817de7f291d8e80ad0912b32',
  },
}

/**
 * Holds a file that has a published file's exact name to its published content; other names pass.
 *
 * @param path where the file lies, for the message
 * @returns a `Left` with both checksums when they differ
 */
export const checkOfficial =
  (dataSet: string, files: OfficialFiles, name: string, path: string) =>
  (bytes: Uint8Array): E.Either<Fault, Uint8Array> => {
    const known = Object.hasOwn(files, name) ? files[name] : undefined
    if (known === undefined) return E.right(bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return sha256 === known.sha256
      ? E.right(bytes)
      : E.left(
          fault({
            where: 'data',
            rule: `the checksum of a file named \`${name}\` must be that of ${dataSet}, ${known.bytes} bytes with sha256 ${known.sha256}`,
            got: `${bytes.length} bytes with sha256 ${sha256}`,
            path: [path],
            hint: [
              'if it is meant to be that file, fetch it again; if the data is your own, give it another name',
              `that fits, such as \`${name.replace('-', '-own-')}\`, and its fellow file too`,
            ].join('\n'),
          }),
        )
  }
