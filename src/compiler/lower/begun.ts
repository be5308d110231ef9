import {
  factorsFrom,
  freeVariables,
  type Kind,
  type Syntax,
  scopesRun,
  spellWidth,
  type Variable,
  widthGiven,
} from '../../dsl/index.ts'
import { builder, operations, type Shape } from '../../ir/index.ts'
import { groupOf, kindOfLayer, notDense } from '../../networks/index.ts'
import { tensorShapes } from '../slots.ts'
import type { Context, Surroundings } from './context.ts'
import { batchesOf, countersOf, type Origin, originsOf } from './origins.ts'
import { Refusal } from './refusal.ts'
import { runsIn } from './runs.ts'

/** A lowering of some terms that has just begun; `given` are the origins of what an event gives. */
export const begun = (
  around: Surroundings,
  roots: readonly Syntax[],
  given: readonly (readonly [Variable, Origin])[],
): Context => {
  const origins = originsOf(roots, given)
  const freeIn = freeVariables(scopesRun)
  return {
    o: operations(builder()),
    around,
    variables: new Map(),
    origins,
    counters: countersOf(roots, origins, freeIn),
    batchesOf: batchesOf(origins),
    runs: runsIn(roots, freeIn),
    freeIn,
    counts: new Map(),
    made: new Map(),
    loops: [],
    scopes: [],
    pastTasks: new Map(),
    fixed: new Map(),
    unrolled: { terms: 0, inside: false },
    turns: new WeakMap(),
    feeds: [],
    asks: new Map(),
    spans: [],
    path: [],
  }
}

/** That the learner's network is none whose layers have Kronecker factors, and why. */
const notFactored = ({ learner }: Surroundings): Refusal => {
  const odd = learner === undefined ? undefined : notDense(learner.network)
  return new Refusal(
    'Kronecker factors are of a network whose layers with parameters are all dense, and look at each example by itself',
    odd === undefined ? 'no dense layer' : [kindOfLayer(odd), groupOf(odd) ?? ''].join(' ').trim(),
    'take another network, such as mlp, or a method with a diagonal, such as ewc',
  )
}

/** The shapes of the tensors of a kind, as its network is laid out. */
export const tensorsOf = (kind: Kind, around: Surroundings): readonly Shape[] => {
  if (kind._tag === 'Params' && around.layouts[kind.network] === undefined) {
    const gives = widthGiven(kind.network)
    if (gives !== undefined)
      throw new Refusal('what a network gives must be as wide as a layer of the learner', spellWidth(gives))
    if (factorsFrom(kind.network) !== undefined) throw notFactored(around)
    throw new Refusal(`the parameters of network \`${kind.network}\` need a layout`)
  }
  return tensorShapes(around.layouts)(kind)
}
