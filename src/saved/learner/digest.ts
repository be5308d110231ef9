import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { sha256 } from '../../digest.ts'
import { encodeSafetensors, type NamedTensor } from '../../formats/index.ts'
import { names } from './form.ts'
import type { Kept } from './kept.ts'
import { filesOf } from './write.ts'

/** The digest of a learner: that of `learner.json`, in which those of the files beside it stand. */
export const learnerDigest = (kept: Kept): string | undefined =>
  pipe(
    filesOf(kept),
    E.map((files) => sha256(files[names.learner] ?? '')),
    E.getOrElse((): string | undefined => undefined),
  )

/** The digest of weights, whatever file they were read from. */
export const weightsDigest = (tensors: readonly NamedTensor[]): string | undefined =>
  pipe(
    encodeSafetensors(tensors),
    E.map(sha256),
    E.getOrElse((): string | undefined => undefined),
  )
