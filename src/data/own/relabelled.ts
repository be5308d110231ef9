import { digestOf } from '../../digest.ts'
import type { DataSet } from '../dataset.ts'
import type { Examples } from '../examples.ts'

/** The labels that some examples have, ascending. */
const labelsOf = ({ count, label }: Examples): readonly number[] => {
  const found = new Set<number>()
  for (let index = 0; index < count; index += 1) found.add(label(index))
  return [...found].sort((a, b) => a - b)
}

/** The data with the labels that there are numbered from 0, in their order: files may begin with 1, or leave some out. */
export const relabelled = (data: DataSet): DataSet => {
  const labels = [...new Set([...labelsOf(data.train), ...labelsOf(data.test)])].sort((a, b) => a - b)
  const places = new Map(labels.map((label, place) => [label, place]))
  const half = (of: Examples): Examples => ({
    ...of,
    classes: labels.length,
    label: (index) => places.get(of.label(index))!,
  })
  return {
    ...data,
    train: half(data.train),
    test: half(data.test),
    classNames: labels.map((label) => `${label}`),
    ...(data.digest === undefined ? {} : { digest: digestOf([data.digest, labels]) }),
  }
}
