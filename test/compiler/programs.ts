import type * as E from 'fp-ts/lib/Either.js'
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
  kindOf,
  type Memory,
  type Params,
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

/** An event of a method with the slots θ, φ (of another network), a memory and a list over tasks, that updates some of them. */
export const handled = (updates: Readonly<Record<string, unknown>>): E.Either<Fault, CompiledEvent> => {
  const handler: HandlerProgram = {
    slots: Object.fromEntries(Object.entries(slots).map(([name, [variable]]) => [name, variable])),
    task: fresh('task', { _tag: 'Scalar' }),
    batch,
    updates: updates as Readonly<Record<string, Syntax>>,
  }
  const shapes = Object.fromEntries(Object.entries(slots).map(([name, [, shape]]) => [name, shape]))
  const around = { options: { rate: 0.5, rule: 'printed' }, layouts, learner: { network, between }, batchSize: 3 }
  return compileHandler('probe', handler, shapes, around)
}

/** A term on plain vectors: there is no network. */
export const alone = (...terms: readonly unknown[]): E.Either<Fault, CompiledTerms> =>
  compileTerms('probe', [thetaVariable, phiVariable], terms as readonly Syntax[], {
    options: {},
    layouts,
    batchSize: 0,
  })

export const aReservoir = memory as Syntax as Memory
