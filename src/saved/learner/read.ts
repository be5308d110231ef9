import { statSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { sha256 } from '../../digest.ts'
import { decodeOptions, type Method, methodFromJson, type Values } from '../../dsl/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { readRegularFile } from '../../files/index.ts'
import { decodeSafetensors, type NamedTensor } from '../../formats/index.ts'
import type { Network } from '../../networks/index.ts'
import { decodeState } from '../state/decode.ts'
import { networkOf } from './code-of-its-own.ts'
import { type LearnerForm, learnerForm, names } from './form.ts'
import type { Kept, LearnedTask } from './kept.ts'
import { reunited } from './weights.ts'
import { tables } from './write.ts'

const rule = 'a saved learner must be a folder that `retain run --save DIR` or saveLearner wrote'
const hint = 'see: retain run --help, at --save'

/** No file of a learner is longer: 8 GiB. */
const most = 2 ** 33

const wrong = (got: string, ...path: readonly string[]): E.Either<Fault, never> =>
  E.left(fault({ where: 'saved learner', rule, got, path: [...path], hint }))

const isFolder = (path: string): E.Either<Fault, void> => {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status === undefined) return wrong('nothing there', path)
  return status.isDirectory() ? E.right(undefined) : wrong('no folder', path)
}

const bytesOf = (folder: string, name: string): E.Either<Fault, Uint8Array> =>
  readRegularFile({ path: join(folder, name), where: 'saved learner', rule: `${rule}, with ${name} in it`, hint, most })

const formIn = (folder: string): E.Either<Fault, LearnerForm> =>
  pipe(
    bytesOf(folder, names.learner),
    E.map((bytes) =>
      pipe(
        E.tryCatch(
          (): unknown => JSON.parse(new TextDecoder().decode(bytes)),
          () => undefined,
        ),
        E.getOrElse((): unknown => undefined),
      ),
    ),
    E.chain((value) =>
      pipe(
        learnerForm.decode(value),
        E.fold(
          (errors) => {
            const at =
              errors[0]?.context
                .map(({ key }) => key)
                .filter((key) => key !== '')
                .join('.') ?? ''
            return wrong(
              typeof value === 'object' && value !== null && 'format' in value && value.format !== 1
                ? `format ${JSON.stringify(value.format)}, which another version of Retain writes`
                : `something else at \`${at}\``,
              join(folder, names.learner),
            )
          },
          (form) => E.right(form),
        ),
      ),
    ),
  )

/** The tensors in one of its files, if that is the one that was written with the others. */
const tensorsIn = (folder: string, form: LearnerForm, name: string): E.Either<Fault, readonly NamedTensor[]> =>
  pipe(
    bytesOf(folder, name),
    E.filterOrElse(
      (bytes) => sha256(bytes) === form.files[name],
      () =>
        fault({
          where: 'saved learner',
          rule: `${names.learner} and the files that it speaks of must be of one learner`,
          got: 'a file of other content',
          path: [join(folder, name)],
          hint: 'take all of them from one folder; a file that was cut off or changed is another one',
        }),
    ),
    E.chain(decodeSafetensors),
    E.mapLeft(
      (of): Fault => (of.where === 'safetensors' ? { ...of, path: [join(folder, name), ...(of.path ?? [])] } : of),
    ),
    E.map(({ tensors }) => tensors),
  )

const methodOf = ({
  method: { options, program },
}: LearnerForm): E.Either<Fault, { readonly method: Method; readonly options: Values }> =>
  pipe(
    E.Do,
    E.bind('method', () => methodFromJson(program)),
    E.bind('options', ({ method }) => decodeOptions('saved learner', method.options, options)),
  )

const pixelsOf = (tensors: readonly NamedTensor[], task: number): Pick<LearnedTask, 'pixels'> => {
  const values = tensors.find(({ name }) => name === `${tables}/${task}`)?.values
  return values instanceof Int32Array ? { pixels: values } : {}
}

/**
 * A learner that was written into a folder.
 *
 * @param network needed where a layer or the loss of its network is code: what JSON can't hold
 * @returns a `Left` for what is no such folder, and for files that are damaged or don't belong together
 */
export const readLearner = (folder: string, network?: Network): E.Either<Fault, Kept> =>
  pipe(
    isFolder(folder),
    E.chain(() => formIn(folder)),
    E.bindTo('form'),
    E.bind('weights', ({ form }) => tensorsIn(folder, form, names.weights)),
    E.bind('rest', ({ form }) => tensorsIn(folder, form, names.state)),
    E.bind('method', ({ form }) => methodOf(form)),
    E.bind('network', ({ form }) => networkOf(form.network, network)),
    E.bind('state', ({ form, network: of, weights, rest }) =>
      decodeState({ form: form.state, tensors: [...reunited(of, form.between, weights), ...rest] }),
    ),
    E.mapLeft(
      (of): Fault => (of.path?.[0]?.startsWith(folder) === true ? of : { ...of, path: [folder, ...(of.path ?? [])] }),
    ),
    E.map(({ form, method, network: of, rest, state }) => ({
      name: form.method.name,
      ...method,
      network: of,
      between: form.between,
      seed: form.seed,
      tasks: form.tasks.map((task, i) => ({ ...task, ...pixelsOf(rest, i) })) as readonly LearnedTask[],
      batches: form.batches,
      presented: form.presented as Kept['presented'],
      about: form.about,
      state,
    })),
  )
