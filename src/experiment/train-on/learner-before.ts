import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../../fault.ts'
import type { State } from '../../interpreters/runtime/index.ts'
import type { Learner, Stage } from '../learner.ts'

/** That a learner has the tensors of the network that is to go on from it. */
export const fits = ({ numbers }: Learner, layouts: Stage<unknown>['layouts']): E.Either<Fault, void> => {
  const sizes = (of: readonly (readonly number[])[]): string => JSON.stringify(of)
  const given = Object.keys(layouts).map((slot) => (numbers[slot] ?? []).map(({ length }) => length))
  const wanted = Object.values(layouts).map(({ tensors }) =>
    tensors.map(({ shape }) => shape.reduce((product, side) => product * side, 1)),
  )
  const wrong = (rule: string, got: string) =>
    E.left(fault({ where: 'trainOn', rule: `\`from\` must be ${rule}`, got }))
  if (sizes(given) !== sizes(wanted))
    return wrong(`a learner of the same network, with tensors of ${sizes(wanted)}`, sizes(given))
  const odd = Object.keys(layouts)
    .flatMap((slot) => (numbers[slot] ?? []).flatMap((tensor) => Array.from(tensor)))
    .find((value) => !Number.isFinite(value))
  return odd === undefined ? E.right(undefined) : wrong('a learner whose numbers are finite', `${odd}`)
}

/** A first state, with the numbers of a learner in place of its own. */
export const started = <B>({ session, device, layouts }: Stage<B>, seed: number, from?: Pick<Learner, 'numbers'>) =>
  pipe(
    session.initial(seed),
    TE.map((state): State<B> => {
      const placed = Object.entries(from?.numbers ?? {}).flatMap(([name, tensors]) => {
        const slot = state[name]
        if (slot?._tag !== 'Numbers') return []
        slot.tensors.forEach(device.release)
        const buffers = tensors.map((values, i) => device.upload(layouts[name]!.tensors[i]!.shape, values))
        return [[name, { ...slot, tensors: buffers }] as const]
      })
      return { ...state, ...Object.fromEntries(placed) }
    }),
  )

/** That batches of a next task are such as a learner learned before. */
export const goesOn = ({ kept: { between } }: Learner, features: number, outputs: number): E.Either<Fault, void> => {
  const size = between.inputShape.reduce((product, side) => product * side, 1)
  return size === features && between.outputs === outputs
    ? E.right(undefined)
    : E.left(
        fault({
          where: 'trainOn',
          rule: `a new task must have inputs of ${size} numbers and ${between.outputs} outputs, as those of \`from\``,
          got: `${features} and ${outputs}`,
        }),
      )
}
