import {
  definitionOf,
  hasSeveral,
  type Kind,
  ofSeveral,
  type Several,
  type Syntax,
  type SyntaxOf,
} from '../../dsl/index.ts'
import { measured, outputsOn } from '../network.ts'
import { lowerApply } from './apply.ts'
import { fedBatch, learnerOf, placed, sideOf } from './batches.ts'
import { coneProjection } from './cone-projection.ts'
import type { Context } from './context.ts'
import { drawnCoordinates, lowerPick } from './coordinates.ts'
import { copied, copyAt } from './copies.ts'
import { lowerDecidedPush, lowerReplaceAt } from './deciding.ts'
import { elementwise } from './elementwise.ts'
import { emptyFields, firstFor, pushedFields } from './fields.ts'
import { groupsNamed } from './groups.ts'
import { lowerKroneckerFactors, lowerKroneckerIdentity, lowerKroneckerProduct } from './kronecker.ts'
import { everyLabelled, relabelled, softened } from './labels.ts'
import { lowerAlong } from './loops.ts'
import { batchOf, type Fields, type Lowered, type Numbers, numbers, paramsOf, rowsIn, spread } from './lowered.ts'
import { capacityOf } from './memories.ts'
import { modelFor } from './model.ts'
import { drawnNoise } from './noise.ts'
import { isMade } from './origins.ts'
import { ownLoss } from './own-loss.ts'
import { spreadOverOutputs } from './per-output.ts'
import { reducedPerTensor, spreadOnTensors } from './per-tensor.ts'
import { internal, Refusal } from './refusal.ts'
import { reinitialised } from './reinitialise.ts'
import {
  lowerAlongRow,
  lowerColumns,
  lowerFeatures,
  lowerField,
  lowerMatrix,
  lowerOnward,
  lowerOuterProducts,
  lowerOutputs,
  lowerOverBatch,
  lowerRowsTimes,
} from './rows.ts'
import { after, type LoweringRules } from './rule.ts'
import { lowerAppend, lowerMapTasks } from './tasks.ts'
import { firstForTotal, lowerTotal } from './total.ts'
import { workingOn } from './work.ts'

const scalarKind: Kind = { _tag: 'Scalar' }

/**
 * What each node of the language is lowered to.
 *
 * @param lower what a term comes to that was lowered before
 * @param resultsOf those of a node that has several
 */
export const loweringRules = (
  c: Context,
  lower: (s: Syntax) => Lowered,
  resultsOf: (s: Several) => readonly Lowered[],
): LoweringRules => {
  const { o } = c
  const numeric = (s: Syntax): Numbers => numbers(lower(s))
  const several = (s: Syntax): never => internal('what has several results is read through its components', s._tag)

  const learns = c.around.learner !== undefined
  const labelled = ({ batch, parameters }: SyntaxOf<'Relabel' | 'SoftLabels'>): readonly Syntax[] =>
    learns ? [batch, parameters] : []
  const running = ({ batch, parameters }: SyntaxOf<'Outputs' | 'Features' | 'Onward'>): readonly Syntax[] =>
    learns ? [parameters, batch] : []
  return {
    Variable: (s) => {
      const value = c.variables.get(s)
      if (value !== undefined) return value
      if (s.kind._tag === 'Batch' && isMade(c.origins.get(s))) return fedBatch(c, s, lower)
      if (c.origins.get(s)?._tag === 'Event')
        throw new Refusal('an event must have examples where a program looks at them', 'none')
      return internal('a variable is bound around its use', s.name)
    },
    Option: ({ name }) => {
      if (typeof c.around.options[name] !== 'number')
        return internal('an option is one of the method, and a number', name)
      return { _tag: 'Numbers', kind: scalarKind, nodes: [o.build.make('option', [], { name })] }
    },
    Literal: ({ value }) => ({ _tag: 'Numbers', kind: scalarKind, nodes: [o.constant(value)] }),
    ...elementwise(o, lower),
    Only: after(
      ({ of }) => [of],
      ({ of, groups }) => {
        const value = paramsOf(lower(of))
        const layout = (value.kind._tag === 'Params' ? c.around.layouts[value.kind.network] : undefined) ?? {
          tensors: [],
        }
        const kept = groupsNamed(layout, groups)
        return {
          ...value,
          nodes: value.nodes.map((node, i) => (kept.has(layout.tensors[i]!.group) ? node : o.constant(0, node.shape))),
        }
      },
    ),
    PerOutput: after(
      ({ of, like }) => [of, like],
      (s) => spreadOverOutputs(c, s, lower),
    ),
    PerTensor: after(
      ({ of }) => [of],
      (s) => reducedPerTensor(o, s, lower(s.of)),
    ),
    OnTensors: after(
      ({ of, like }) => [of, like],
      ({ of, like }) => spreadOnTensors(o, lower(of), lower(like)),
    ),
    KroneckerFactors: after(
      ({ batch, parameters }) => (learns ? [parameters, batch] : []),
      (s) => lowerKroneckerFactors(c, s, lower),
    ),
    KroneckerIdentity: (s) => lowerKroneckerIdentity(c, s),
    KroneckerProduct: after(
      ({ factors, of }) => [factors, of],
      (s) => lowerKroneckerProduct(c, s, lower),
    ),
    Copies: after(
      ({ of }) => [of],
      (s) => copied(o, s, lower(s.of)),
    ),
    CopyAt: after(
      ({ of, index }) => [of, index],
      (s) => copyAt(o, s, lower(s.of), lower(s.index)),
    ),
    Reinitialise: after(
      ({ of }) => [of],
      (s) => reinitialised(c, s, lower),
    ),
    Apply: (s) => lowerApply(c, s, lower),
    Coordinates: (s) => drawnCoordinates(c, s),
    Noise: after(
      ({ like }) => [like],
      (s) => drawnNoise(c, s, numeric(s.like)),
    ),
    Pick: after(
      ({ of }) => [of],
      (s) => lowerPick(c, s, lower),
    ),
    Measure: after(
      ({ parameters, batch }) => (learns ? [parameters, batch] : []),
      (s) => {
        const { measure, parameters, batch, mode } = s
        const { network } = learnerOf(c)
        const at = paramsOf(lower(parameters), 'learner')
        const on = batchOf(lower(batch))
        const model = modelFor(c, { of: s, mode, parameters: at.nodes, batch }, lower)
        if (measure === 'loss' && typeof network.loss === 'object')
          return ownLoss(c, { loss: network.loss, outputs: () => outputsOn(o, model, on), batch }, lower)
        return {
          _tag: 'Numbers',
          kind: scalarKind,
          nodes: [workingOn(c, 'forward', () => measured[measure](o, model, on))],
        }
      },
    ),
    Outputs: after<SyntaxOf<'Outputs'>>(running, (s) => lowerOutputs(c, s, lower)),
    Features: after<SyntaxOf<'Features'>>(running, (s) => lowerFeatures(c, s, lower)),
    Onward: after(
      (s) => [...running(s), s.rows],
      (s) => lowerOnward(c, s, lower),
    ),
    FieldOf: after(
      ({ batch }) => [batch],
      (s) => lowerField(c, s, lower),
    ),
    Columns: after(
      ({ of }) => [of],
      (s) => lowerColumns(c, s, lower),
    ),
    AlongRow: after(
      ({ of }) => [of],
      (s) => lowerAlongRow(c, s, lower),
    ),
    OverBatch: after(
      ({ batch, of }) => [batch, of],
      (s) => lowerOverBatch(c, s, lower),
    ),
    OuterProducts: after(
      ({ batch, left, right }) => [batch, left, right],
      (s) => lowerOuterProducts(c, s, lower),
    ),
    Matrix: (s) => lowerMatrix(c, s),
    RowsTimes: after(
      ({ of, matrix }) => [of, matrix],
      (s) => lowerRowsTimes(c, s, lower),
    ),
    Gradient: several,
    FirstOrder: after(
      ({ of }) => [of],
      ({ of }) => spread([numeric(of)], (x) => o.stopGradient(x!)),
    ),
    Loop: several,
    Fold: several,
    Along: (s) => lowerAlong(c, s, lower),
    Expectation: several,
    Component: after(firstOfResult, (s) => {
      const as = definitionOf(s)
      const value = as !== undefined ? lower(as) : hasSeveral(s.of) ? resultsOf(s.of)[s.index] : undefined
      if (value === undefined) return internal('a result that is read is there', `${s.index} of ${s.of._tag}`)
      return value
    }),
    Join: after(
      (s) => firstFor(s, [s.first, s.second]),
      (s) => fedBatch(c, s, lower),
    ),
    Take: after(
      (s) => firstFor(s, [s.batch]),
      (s) => fedBatch(c, s, lower),
    ),
    Shuffle: after(
      (s) => firstFor(s, [s.batch]),
      (s) => fedBatch(c, s, lower),
    ),
    Side: after(
      ({ episodes }) => [episodes],
      (s) => sideOf(c, s, lower),
    ),
    Draw: after(
      (s) => firstFor(s, [s.memory]),
      (s) => fedBatch(c, s, lower),
    ),
    All: after(
      (s) => firstFor(s, [s.memory]),
      (s) => fedBatch(c, s, lower),
    ),
    Relabel: after<SyntaxOf<'Relabel'>>(labelled, (s) => relabelled(c, s, lower)),
    SoftLabels: after<SyntaxOf<'SoftLabels'>>(labelled, (s) => softened(c, s, lower)),
    WithField: after(
      ({ batch, rows }) => [batch, rows],
      (s) => {
        const batch = batchOf(lower(s.batch))
        return { _tag: 'Batch', ...batch, fields: { ...batch.fields, [s.name]: rowsIn(lower(s.rows)) } }
      },
    ),
    EveryLabel: (s) => everyLabelled(c, s, lower),
    Place: (s) => placed(c, s),
    Reservoir: (s) => kept(emptyFields(c, s)),
    Ring: () => ({ _tag: 'Host' }),
    Push: after(
      (s) => firstFor(s, [s.memory, s.batch]),
      (s) => lowerDecidedPush(c, s, lower) ?? kept(pushedFields(c, s, capacityOf(c, s), lower)),
    ),
    ReplaceAt: after(
      (s) => [s.memory, s.at, s.accept, ...firstFor(s, [s.entry])],
      (s) => lowerReplaceAt(c, s, lower),
    ),
    EmptyList: (s) => ({
      _tag: 'List',
      kind: { _tag: 'List', names: s.names, elements: s.elements.map((e) => numeric(e).kind) },
      elements: [],
    }),
    Append: after(
      ({ list, values }) => [list, ...values],
      (s) => lowerAppend(s, lower),
    ),
    MapTasks: after(
      ({ over }) => [over],
      (s) => lowerMapTasks(c, s, lower),
    ),
    Total: after<SyntaxOf<'Total'>>(firstForTotal(c), (s) => lowerTotal(c, s, lower)),
    ConeProjection: after(
      ({ gradient, constraints }) => [gradient, constraints],
      (s) => coneProjection(c, s, lower),
    ),
    When: several,
    Combinator: after(
      ({ definition }) => (definition.length === 1 ? definition : []),
      (s) => (s.definition.length === 1 ? lower(s.definition[0]!) : several(s)),
    ),
  }
}

const kept = (fields: Fields | undefined): Lowered => ({ _tag: 'Host', ...(fields === undefined ? {} : { fields }) })

/** What is lowered before the results of a node that has several. */
const firstOfSeveral = ofSeveral<readonly Syntax[]>({
  Gradient: ({ at }) => at,
  Loop: ({ times, initial }) => (typeof times === 'number' ? initial : []),
  Fold: ({ over, initial }) => [over, ...initial],
  Expectation: ({ batch }) => [batch],
  When: ({ condition, then, otherwise }) => [condition, ...then, ...otherwise],
})

const firstOfResult = (s: SyntaxOf<'Component'>): readonly Syntax[] => {
  const as = definitionOf(s)
  return as !== undefined ? [as] : hasSeveral(s.of) ? firstOfSeveral(s.of) : []
}
