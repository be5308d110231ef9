import { digestOf } from '../digest.ts'
import type { DataSet } from './dataset.ts'
import type { Examples } from './examples.ts'

const outline = ({ count, inputShape, classes, label }: Examples) => ({
  count,
  inputShape,
  classes,
  labels: digestOf(Array.from({ length: count }, (_, index) => label(index))),
})

/**
 * What tells a data set from others: that of the files it was read from, where it says one; else that of its name, the sizes of its
 * halves and all labels in order. Where numbers are to be predicted, its name must tell.
 */
export const dataDigest = ({ digest, name, train, test }: DataSet): string =>
  digest ?? digestOf({ name, train: outline(train), test: outline(test) })
