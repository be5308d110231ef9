import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { sha256 } from '../../digest.ts'
import { type MethodProgram, methodToJson } from '../../dsl/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { codeOf, makeFolder, reasonOf, writeWhole } from '../../files/index.ts'
import { encodeSafetensors, type NamedTensor } from '../../formats/index.ts'
import { surroundingsOf } from '../../interpreters/runtime/index.ts'
import { retainVersion } from '../../version.ts'
import { encodeState } from '../state/encode.ts'
import { type LearnerForm, names } from './form.ts'
import type { Kept } from './kept.ts'
import { separated } from './weights.ts'

const unwritable = (path: string, error: unknown): Fault =>
  fault({
    where: 'saved learner',
    rule: 'the folder must be one that can be written',
    got: codeOf(error) === 'EEXIST' ? 'one that holds a saved learner' : reasonOf(error),
    path: [path],
    hint: codeOf(error) === 'EEXIST' ? 'name another, or replace it with --force' : 'name another folder',
  })

/** The tables of pixels of tasks that have one, as tensors. */
const tablesOf = ({ tasks }: Kept): readonly NamedTensor[] =>
  tasks.flatMap(({ pixels }, task) =>
    pixels === undefined ? [] : [{ name: `${tables}/${task}`, shape: [pixels.length], values: pixels }],
  )

/** Under this name are tables of pixels; no slot of a method can have it, which is no name of a variable. */
export const tables = 'pixels of task'

/** The files of a learner. */
export const filesOf = (kept: Kept): E.Either<Fault, Readonly<Record<string, string | Uint8Array>>> => {
  const { network, between, method, options } = kept
  const program: MethodProgram = method.program(options)
  const { layouts } = surroundingsOf({ program, network, between })
  const { form, tensors } = encodeState({ ...between, layouts })(kept.state)
  const { weights, rest } = separated(tensors)
  return pipe(
    E.Do,
    E.bind('weights', () => encodeSafetensors(weights, { format: 'retain' })),
    E.bind('state', () => encodeSafetensors([...rest, ...tablesOf(kept)], { format: 'retain' })),
    E.map((numbers) => {
      const written: LearnerForm = {
        format: 1,
        retain: retainVersion(),
        method: { name: kept.name, options: { ...options }, program: methodToJson(method, options) },
        network,
        between,
        seed: kept.seed,
        tasks: kept.tasks.map(({ name, classes }) => ({ name, ...(classes === undefined ? {} : { classes }) })),
        batches: kept.batches,
        presented: kept.presented,
        about: kept.about,
        state: form,
        files: { [names.weights]: sha256(numbers.weights), [names.state]: sha256(numbers.state) },
      }
      return {
        [names.weights]: numbers.weights,
        [names.state]: numbers.state,
        [names.learner]: `${JSON.stringify(written, undefined, 1)}\n`,
      }
    }),
  )
}

/**
 * Writes a learner into a folder, which is made if it isn't there: `learner.json`, `weights.safetensors`, `state.safetensors`.
 *
 * @param replace whether a learner that is there is replaced
 * @returns a `Left` where the folder can't be written, or holds a learner that isn't to be replaced
 */
export const writeLearner =
  (folder: string, { replace }: { readonly replace: boolean }) =>
  (kept: Kept): E.Either<Fault, void> =>
    pipe(
      filesOf(kept),
      E.chain((files) =>
        pipe(
          makeFolder(folder),
          E.chain(() =>
            writeWhole(
              Object.entries(files).map(([name, content]) => [join(folder, name), content] as const),
              { replace },
            ),
          ),
          E.mapLeft((error) => unwritable(folder, error)),
        ),
      ),
    )
