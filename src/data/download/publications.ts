import { checksumOf } from '../official.ts'
import type { OfficialFile, OfficialFiles } from '../official-files.ts'
import { cifar10Files, cifar100Files, fashionFiles, mnistFiles, omniglotFiles } from '../official-files.ts'

/** A published file: where it is, and what is known of it. */
export interface Download {
  readonly file: string
  /** The same content each; the next is tried where one can't be had. */
  readonly urls: readonly string[]
  readonly known: OfficialFile
  /** The folder in a gzipped tar archive, and the files of it that are kept. */
  readonly unpacked?: { readonly folder: string; readonly files: OfficialFiles }
}

/** A data set that can be fetched. */
export interface Publication {
  readonly name: string
  readonly by: string
  readonly downloads: readonly Download[]
}

const idxFiles = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']

const idx = (hosts: readonly string[], table: OfficialFiles): readonly Download[] =>
  idxFiles.flatMap((stem) => {
    const file = `${stem}-ubyte.gz`
    const known = table[file]
    return known === undefined ? [] : [{ file, urls: hosts.map((host) => `${host}/${file}`), known }]
  })

const omniglotHost = 'https://raw.githubusercontent.com/brendenlake/omniglot/master/python'

/** The data sets with their hosts: the authors' own, or where these are gone those that the usual loaders take. */
export const publications: readonly Publication[] = [
  {
    name: 'mnist',
    by: 'Y. LeCun, C. Cortes and C. Burges; CC BY-SA 3.0',
    downloads: idx(
      ['https://storage.googleapis.com/cvdf-datasets/mnist', 'https://ossci-datasets.s3.amazonaws.com/mnist'],
      mnistFiles,
    ),
  },
  {
    name: 'fashion',
    by: 'H. Xiao, K. Rasul and R. Vollgraf, Zalando; MIT',
    downloads: idx(
      [
        'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
        'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion',
      ],
      fashionFiles,
    ),
  },
  {
    name: 'cifar10',
    by: 'A. Krizhevsky, V. Nair and G. Hinton',
    downloads: [
      {
        file: 'cifar-10-binary.tar.gz',
        urls: ['https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz'],
        known: {
          bytes: 170_052_171,
          sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
        },
        unpacked: { folder: 'cifar-10-batches-bin', files: cifar10Files },
      },
    ],
  },
  {
    name: 'cifar100',
    by: 'A. Krizhevsky, V. Nair and G. Hinton',
    downloads: [
      {
        file: 'cifar-100-binary.tar.gz',
        urls: ['https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz'],
        known: {
          bytes: 168_513_733,
          sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
        },
        unpacked: { folder: 'cifar-100-binary', files: cifar100Files },
      },
    ],
  },
  {
    name: 'omniglot',
    by: 'B. Lake, R. Salakhutdinov and J. Tenenbaum; MIT',
    // The small archives are parts of the first, so whoever has both published halves needs neither.
    downloads: ['images_background.zip', 'images_evaluation.zip'].flatMap((file) => {
      const known = omniglotFiles[file]
      return known === undefined ? [] : [{ file, urls: [`${omniglotHost}/${file}`], known }]
    }),
  },
]

/** The size and checksum of a file, in words. */
export const described = (known: OfficialFile): string => {
  const { algorithm, value } = checksumOf(known)
  return `${known.bytes} bytes with ${algorithm} ${value}`
}
