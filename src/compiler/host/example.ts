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

/** What a row of a batch holds, in the batch's own arrays. */
export const exampleAt = (
  { inputs, targets, heads, sources, count, classes, task }: HostBatch,
  row: number,
): Example => {
  const size = inputs.length / count
  const source = sources?.[row]
  return {
    input: inputs.subarray(row * size, (row + 1) * size),
    target: targets.subarray(row * classes, (row + 1) * classes),
    task,
    ...(heads === undefined ? {} : { heads: heads.subarray(row * classes, (row + 1) * classes) }),
    ...(source === undefined ? {} : { source }),
  }
}

/** So many times as large as an example may the arrays be that it is in, where it is remembered. */
const most = 16

/** An example that is remembered: in arrays of its own, where those of its batch, of which it would keep all, are many times as large. */
export const remembered = (example: Example): Example =>
  example.input.buffer.byteLength <= most * example.input.byteLength
    ? example
    : {
        ...example,
        input: example.input.slice(),
        target: example.target.slice(),
        ...(example.heads === undefined ? {} : { heads: example.heads.slice() }),
      }

/** The number of an example's class: where its target is largest. */
export const labelOf = ({ target }: Example): number => {
  let label = 0
  for (let i = 1; i < target.length; i += 1) if (target[i]! > target[label]!) label = i
  return label
}
