import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../../fault.ts'
import { encodeNpz, type NamedTensor } from '../../formats/index.ts'
import type { Kept } from '../learner/kept.ts'
import { graphOf } from './model.ts'
import { onnxOf } from './onnx/onnx.ts'
import { tfjsOf } from './tfjs/tfjs.ts'

/** A model of ONNX; the two files of a graph model of TensorFlow.js; or the numbers alone, an archive of NumPy. */
export const exportFormats = ['onnx', 'tfjs', 'npz'] as const

export type ExportFormat = (typeof exportFormats)[number]

/** Files by name. */
export type Exported = Readonly<Record<string, string | Uint8Array>>

const writers: Readonly<
  Record<ExportFormat, (kept: Kept, weights: readonly NamedTensor[], task: number) => E.Either<Fault, Exported>>
> = {
  onnx: (kept, weights, task) =>
    pipe(
      graphOf(kept, weights, task),
      E.map((graph) => ({ 'model.onnx': onnxOf(graph) })),
    ),
  tfjs: (kept, weights, task) => pipe(graphOf(kept, weights, task), E.map(tfjsOf)),
  npz: (_, weights) => E.right({ 'weights.npz': encodeNpz(weights) }),
}

/**
 * A learner for other programs: files in a format of theirs.
 *
 * @param weights the tensors that it predicts with, by their names in the network
 * @param task the number of the task that inputs are of
 * @returns a `Left` for what a format can't hold: a layer of one's own, but in npz
 */
export const exported = (
  kept: Kept,
  weights: readonly NamedTensor[],
  { to, task }: { readonly to: ExportFormat; readonly task: number },
): E.Either<Fault, Exported> => writers[to](kept, weights, task)
