import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type CompiledEvent,
  type CompiledTerms,
  compileHandler,
  compileTerms,
  type SlotShape,
  slotOf,
  tensorShapes,
} from '../../src/compiler/index.ts'
import {
  freeParams,
  fresh,
  type HandlerProgram,
  judgeProgram,
  kindOf,
  type Memory,
  type MethodProgram,
  type Params,
  reservoir,
  type Syntax,
  type Variable,
} from '../../src/dsl/index.ts'
import type { Fault } from '../../src/fault.ts'
import { smallLayout } from '../../src/laws/index.ts'
import { layoutOf, mlp } from '../../src/networks/index.ts'

const network = mlp({ hidden: [3] })
const between = { inputShape: [2], outputs: 2 }
export const layouts = { learner: layoutOf(network, between), other: smallLayout }

const thetaVariable = freeParams('theta')
const phiVariable = freeParams('phi', 'other')
export const theta: Params = thetaVariable
export const other: Params<'other'> = phiVariable
export const batch = fresh('B', { _tag: 'Batch' })
export const memory = fresh('memory', { _tag: 'Memory' })
export const past = fresh('past', kindOf({ _tag: 'EmptyList', names: ['anchor'], elements: [theta] }))

const shaped = tensorShapes(layouts)
const slots: Readonly<Record<string, readonly [Variable, SlotShape]>> = {
  theta: [thetaVariable, slotOf(thetaVariable.kind, shaped)],
  phi: [phiVariable, slotOf(phiVariable.kind, shaped)],
  memory: [memory, { _tag: 'Memory', value: { capacity: 4, pastTasks: 2 } }],
  past: [past, slotOf(past.kind, shaped, 2)],
}

const theta0 = freeParams('theta0')
const phi0 = freeParams('phi0', 'other')

/** The program that a handler is part of. */
const programOf = (onBatch: HandlerProgram): MethodProgram => ({
  method: 'probe',
  options: { rate: 0.5, rule: 'printed' },
  theta0,
  networks: { other: { network: { hidden: [2], activation: 'tanh', initialisation: 'fanInUniform' }, initial: phi0 } },
  state: {
    phi: phi0,
    memory: reservoir(4) as Syntax,
    past: { _tag: 'EmptyList', names: ['anchor'], elements: [theta0] },
  },
  handlers: { onBatch },
})

const handlerOf = (updates: Readonly<Record<string, unknown>>): HandlerProgram => ({
  slots: Object.fromEntries(Object.entries(slots).map(([name, [variable]]) => [name, variable])),
  task: fresh('task', { _tag: 'Scalar' }),
  batches: { batch },
  updates: updates as Readonly<Record<string, Syntax>>,
})

export const shapes = Object.fromEntries(Object.entries(slots).map(([name, [, shape]]) => [name, shape]))

/** The handler as the compiler takes it, of whatever it is told that the slots hold. */
const compiled = (handler: HandlerProgram, held = shapes, batchSize = 3): E.Either<Fault, CompiledEvent> =>
  compileHandler('probe', handler, held, {
    options: programOf(handler).options,
    layouts,
    learner: { network, between },
    counts: { batch: batchSize },
  })

/** An event of a method with the slots θ, φ (of another network), a memory and a list over tasks, that updates some of them. */
export const handled = (
  updates: Readonly<Record<string, unknown>>,
  held?: Readonly<Record<string, SlotShape>>,
  batchSize?: number,
): E.Either<Fault, CompiledEvent> => {
  const handler = handlerOf(updates)
  return pipe(
    judgeProgram(programOf(handler)),
    E.chain(() => compiled(handler, held, batchSize)),
  )
}

/** A term on plain vectors: there is no network. */
export const alone = (...terms: readonly unknown[]): E.Either<Fault, CompiledTerms> =>
  compileTerms('probe', [thetaVariable, phiVariable], terms as readonly Syntax[], {
    options: {},
    layouts,
    counts: {},
  })

export const aReservoir = memory as Syntax as Memory
