import type { HostBatch, StreamPlace } from '../../data/index.ts'

/** One remembered example. */
export interface Example {
  readonly input: Float32Array
  readonly target: Float32Array
  readonly task: number
  /** The outputs that its head has; all of them where it isn't there. */
  readonly heads?: Float32Array
  /** Where in a stream it comes from, where that is known. */
  readonly source?: StreamPlace
}

/** An example of a batch, and which of its rows it is. */
export interface Row {
  readonly row: number
  readonly is: Example
}

/** The examples of a batch that count. */
export const examplesOf = (batch: HostBatch): readonly Row[] => {
  const size = batch.inputs.length / batch.count
  return Array.from({ length: batch.count }, (_, row) => row)
    .filter((row) => batch.weights[row] !== 0)
    .map((row) => ({
      row,
      is: {
        input: batch.inputs.subarray(row * size, (row + 1) * size),
        target: batch.targets.subarray(row * batch.classes, (row + 1) * batch.classes),
        task: batch.task,
        ...(batch.heads === undefined
          ? {}
          : { heads: batch.heads.subarray(row * batch.classes, (row + 1) * batch.classes) }),
        ...(batch.sources?.[row] === undefined ? {} : { source: batch.sources[row] }),
      },
    }))
}

/** The number of an example's class: where its target is largest. */
export const labelOf = ({ target }: Example): number => {
  let label = 0
  for (let i = 1; i < target.length; i += 1) if (target[i]! > target[label]!) label = i
  return label
}
