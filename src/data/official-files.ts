/** What is known of a published file: its size, and one of its checksums. */
export type OfficialFile = { readonly bytes: number } & ({ readonly sha256: string } | { readonly sha1: string })

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

/** The files of Fashion-MNIST as published (H. Xiao, K. Rasul and R. Vollgraf; MIT), sums as TensorFlow Datasets records them. */
export const fashionFiles: OfficialFiles = {
  'train-images-idx3-ubyte.gz': {
    bytes: 26_421_880,
    sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
  },
  'train-labels-idx1-ubyte.gz': {
    bytes: 29_515,
    sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
  },
  't10k-images-idx3-ubyte.gz': {
    bytes: 4_422_102,
    sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
  },
  't10k-labels-idx1-ubyte.gz': {
    bytes: 5_148,
    sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
  },
}

/** The binary files of CIFAR-10 as published (A. Krizhevsky), sums as MXNet's loader checks them. */
export const cifar10Files: OfficialFiles = {
  'data_batch_1.bin': { bytes: 30_730_000, sha1: 'aadd24acce27caa71bf4b10992e9e7b2d74c2540' },
  'data_batch_2.bin': { bytes: 30_730_000, sha1: 'c0ba65cce70568cd57b4e03e9ac8d2a5367c1795' },
  'data_batch_3.bin': { bytes: 30_730_000, sha1: '1dd00a74ab1d17a6e7d73e185b69dbf31242f295' },
  'data_batch_4.bin': { bytes: 30_730_000, sha1: 'aab85764eb3584312d3c7f65fd2fd016e36a258e' },
  'data_batch_5.bin': { bytes: 30_730_000, sha1: '26e2849e66a845b7f1e4614ae70f4889ae604628' },
  'test_batch.bin': { bytes: 30_730_000, sha1: '67eb016db431130d61cd03c7ad570b013799c88c' },
}

/** The binary files of CIFAR-100 as published (A. Krizhevsky), sums as MXNet's loader checks them. */
export const cifar100Files: OfficialFiles = {
  'train.bin': { bytes: 153_700_000, sha1: 'e207cd2e05b73b1393c74c7f5e7bea451d63e08e' },
  'test.bin': { bytes: 30_740_000, sha1: '8fb6623e830365ff53cf14adec797474f5478006' },
}

/** The archives of Omniglot as published (B. Lake, R. Salakhutdinov and J. Tenenbaum; MIT), sums as TensorFlow Datasets records them. */
export const omniglotFiles: OfficialFiles = {
  'images_background.zip': {
    bytes: 9_464_212,
    sha256: 'ad41ab679c8b5d90b271ef46be6987cc81211774a695c29dcc5367b2b26ee640',
  },
  'images_background_small1.zip': {
    bytes: 1_319_022,
    sha256: 'f38eb80f801274ac2b4dff5b24289016bfaba4a7d5bb50deebf27104ad6cb8a4',
  },
  'images_background_small2.zip': {
    bytes: 1_580_917,
    sha256: '3ccaa407515a8778e5d0861875af38b17e418f301ad5bb3b5a6b65d901a41c7f',
  },
  'images_evaluation.zip': {
    bytes: 6_462_886,
    sha256: '1f61a8f3366785b057fc117d9228e78a16e3d976c8953b2a10fcc74cf0609cee',
  },
}
