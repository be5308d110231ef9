import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'
import type { Statistics } from '../dataset.ts'
import type { Examples } from '../examples.ts'
import type { OfficialFiles } from '../official-files.ts'
import { cifar10Files, cifar100Files } from '../official-files.ts'
import { fromBytes, rearranged } from '../pixels.ts'

/** A data set of the CIFAR family in its binary form. */
export interface CifarFormat {
  readonly name: string
  readonly classes: number
  /** The bytes before an image, each below its number; the last is the label. */
  readonly labels: readonly number[]
  readonly train: readonly string[]
  readonly test: readonly string[]
  readonly official: OfficialFiles
  /** The folders that are looked for inside the one that is named, the first as the archive calls it. */
  readonly folders: readonly string[]
  readonly archive: string
  /** Names by which the python form is known. */
  readonly pickled: readonly string[]
  readonly statistics: Statistics
}

const batches = ['1', '2', '3', '4', '5'].map((number) => `data_batch_${number}`)

export const cifar10Format: CifarFormat = {
  name: 'cifar10',
  classes: 10,
  labels: [10],
  train: batches.map((name) => `${name}.bin`),
  test: ['test_batch.bin'],
  official: cifar10Files,
  folders: ['cifar-10-batches-bin', 'cifar10', 'cifar10/cifar-10-batches-bin'],
  archive: 'cifar-10-binary.tar.gz',
  pickled: ['cifar-10-batches-py', 'cifar-10-python.tar.gz', ...batches],
  statistics: { mean: [0.4914, 0.4822, 0.4465], deviation: [0.247, 0.2435, 0.2616] },
}

export const cifar100Format: CifarFormat = {
  name: 'cifar100',
  classes: 100,
  labels: [20, 100],
  train: ['train.bin'],
  test: ['test.bin'],
  official: cifar100Files,
  folders: ['cifar-100-binary', 'cifar100', 'cifar100/cifar-100-binary'],
  archive: 'cifar-100-binary.tar.gz',
  pickled: ['cifar-100-python', 'cifar-100-python.tar.gz', 'meta'],
  statistics: { mean: [0.5071, 0.4867, 0.4408], deviation: [0.2675, 0.2565, 0.2761] },
}

const side = 32
const channels = 3
const plane = side * side
const pixels = plane * channels

/** Files hold the red plane, then the green, then the blue; inputs have the three values of a pixel together. */
const fromPlanes = Int32Array.from({ length: pixels }, (_, p) => (p % channels) * plane + Math.floor(p / channels))

/**
 * Reads a binary CIFAR file: for each image its labels, a byte each, and 32 × 32 bytes of red, of green and of blue.
 *
 * @returns a `Left` when the file is empty or isn't a whole number of images long, and for a label out of range
 * @source A. Krizhevsky, The CIFAR-10 dataset, "Binary version"
 */
export const decodeCifar =
  (format: CifarFormat, path: string) =>
  (bytes: Uint8Array): E.Either<Fault, Examples> => {
    const wrong = (rule: string, got: string, hint: string) =>
      E.left(fault({ where: 'data', rule, got, path: [path], hint }))
    const record = format.labels.length + pixels
    const count = bytes.length / record
    if (bytes.length === 0 || !Number.isInteger(count)) {
      return wrong(
        `a binary file of ${format.name} must be whole images long, a multiple of ${record} bytes`,
        bytes.length === 0 ? 'an empty file' : `${bytes.length} bytes, ${bytes.length % record} too many`,
        `the file is damaged, was cut off on its way or isn't of ${format.name}: fetch it again`,
      )
    }
    for (let i = 0; i < count; i += 1) {
      for (const [at, below] of format.labels.entries()) {
        const label = bytes[i * record + at]!
        if (label < below) continue
        const which = at < format.labels.length - 1 ? 'coarse labels' : 'labels'
        return wrong(
          `${which} must be 0 to ${below - 1}`,
          `${label} at image ${i}`,
          `the file is damaged or isn't of ${format.name}`,
        )
      }
    }
    const labels = Uint8Array.from({ length: count }, (_, i) => bytes[i * record + format.labels.length - 1]!)
    const stored = fromBytes({
      images: bytes,
      labels,
      inputShape: [side, side, channels],
      classes: format.classes,
      record: { length: record, skip: format.labels.length },
    })
    return E.right(rearranged(stored, () => fromPlanes))
  }
