import { examplesIn } from '../examples.ts'
import { kindOf } from '../kind.ts'
import type { Kind, RowsKind, Syntax, SyntaxRules } from '../syntax.ts'
import { copiesFrom, copiesOf, factorsOf, tensorsOf } from '../tensors.ts'
import { coordinatesKind, scalarKind } from '../term.ts'
import { matrixOf, widthGiven } from '../width.ts'
import { type Demand, demandsOn, gives, type Judgement } from './demands.ts'
import { memoryKinds } from './memory-kinds.ts'
import { resultsIn } from './results-in.ts'
import { rowKinds } from './row-kinds.ts'
import { isElementwise, isKind, isNumeric, isTruth, type Sort } from './sort.ts'
import { turnKinds } from './turn-kinds.ts'

const episodes: Kind = { _tag: 'Episodes' }
const learner: Kind = { _tag: 'Params', network: 'learner' }
const learnerFactors: Kind = { _tag: 'Params', network: factorsOf('learner') }
const perOutput: Kind = { _tag: 'Params', network: matrixOf(1, 'outputs') }

/** The sorts of the nodes of a program, each judged once from the sorts of those before it. One table has them all; those of rows, memories and what is gone through turn by turn have files of their own. */
export const judge = (known: ReadonlyMap<Syntax, Sort>): ((s: Syntax) => Judgement) => {
  const demands = demandsOn(known)
  const {
    of,
    must,
    equalling,
    examples,
    numeric,
    parameters,
    numbers,
    shaped,
    fitting,
    each,
    many,
    some,
    widest,
    together,
    counters,
    elementwise,
  } = demands
  const resultsOf = resultsIn(of)

  const rules: SyntaxRules<Judgement> = {
    Variable: ({ kind }) => gives(kind, kind._tag === 'Rows' ? rowsNamed(kind) : []),
    Option: () => gives(scalarKind),
    Literal: () => gives(scalarKind),
    Unary: ({ of: a }) => gives(of(a), numbers('of', a)),
    Binary: ({ left, right }) => gives(widest(left, right) ?? scalarKind, elementwise(left, right)),
    Compare: ({ left, right }) => {
      const wide = widest(left, right)
      return gives(wide === undefined ? { _tag: 'Condition' } : { _tag: 'Truths', of: wide }, elementwise(left, right))
    },
    Select: ({ condition, then, otherwise }) => {
      const wide = widest(condition, then, otherwise)
      return gives(
        wide ?? scalarKind,
        must('condition', condition, isTruth(of(condition)), 'a comparison'),
        numbers('then', then),
        numbers('otherwise', otherwise),
        together('then', then, wide),
        together('otherwise', otherwise, wide),
        together('condition', condition, wide),
      )
    },
    Like: ({ of: a, value }) => gives(of(a), shaped('of', a), equalling('value', value, scalarKind)),
    Reduce: ({ of: a }) => gives(scalarKind, numeric('of', a)),
    Only: ({ of: a }) => gives(of(a), parameters('of', a)),
    PerOutput: ({ of: a, like }) => gives(of(like), equalling('of', a, perOutput), equalling('like', like, learner)),
    PerTensor: ({ of: a }) => {
      const sort = of(a)
      return gives(
        sort._tag === 'Params' ? { _tag: 'Params', network: tensorsOf(sort.network) } : sort,
        parameters('of', a),
      )
    },
    OnTensors: ({ of: a, like }) => {
      const sort = of(like)
      const numbers: Sort = sort._tag === 'Params' ? { _tag: 'Params', network: tensorsOf(sort.network) } : sort
      return gives(sort, parameters('like', like), equalling('of', a, numbers))
    },
    Copies: ({ of: a, count }) => {
      const sort = of(a)
      return gives(
        sort._tag === 'Params' ? { _tag: 'Params', network: copiesOf(count, sort.network) } : sort,
        parameters('of', a),
      )
    },
    CopyAt: ({ of: a, index }) => {
      const sort = of(a)
      const copies = sort._tag === 'Params' ? copiesFrom(sort.network) : undefined
      return gives(
        copies === undefined ? sort : { _tag: 'Params', network: copies.network },
        must('of', a, copies !== undefined, 'copies of parameters'),
        equalling('index', index, scalarKind),
      )
    },
    KroneckerFactors: (s) =>
      gives(learnerFactors, equalling('parameters', s.parameters, learner), examples('batch', s.batch)),
    KroneckerIdentity: ({ of: a }) => gives(learnerFactors, equalling('of', a, learner)),
    KroneckerProduct: ({ factors, of: a }) =>
      gives(learner, equalling('factors', factors, learnerFactors), equalling('of', a, learner)),
    Reinitialise: ({ of: a, iterations }) => gives(of(a), parameters('of', a), counters(iterations)),
    Apply: ({ network, parameters: at, to }) =>
      gives(
        of(to),
        widthGiven(network) === undefined
          ? undefined
          : { path: '.network', rule: '`network` must be one on coordinates, not on inputs', got: `\`${network}\`` },
        equalling('parameters', at, { _tag: 'Params', network }),
        parameters('to', to),
      ),
    Coordinates: ({ count, iterations }) => gives(coordinatesKind(count), counters(iterations)),
    Noise: ({ like, iterations }) => gives(of(like), shaped('like', like), counters(iterations)),
    Pick: ({ of: a, coordinates }) =>
      gives(
        of(coordinates),
        must('coordinates', coordinates, coordinates._tag === 'Coordinates', 'a `Coordinates`'),
        coordinates._tag === 'Coordinates'
          ? equalling('of', a, { _tag: 'Params', network: coordinates.network })
          : undefined,
      ),
    Measure: (s) => gives(scalarKind, equalling('parameters', s.parameters, learner), examples('batch', s.batch)),
    ...rowKinds(demands),
    Gradient: ({ bound, body, at }) =>
      gives(
        { _tag: 'Several', results: at.map(of) },
        some('at', at.length),
        many('bound', bound.length, at.length),
        each('at', at, numbers),
        each('bound', bound, (field, v, i) => equalling(field, v, of(at[i] ?? v))),
        equalling('body', body, scalarKind),
      ),
    FirstOrder: ({ of: a }) =>
      gives(of(a), must('of', a, isElementwise(of(a)) || isTruth(of(a)), 'a number, parameters or rows')),
    Component: ({ of: a, index }) => {
      const results = resultsOf(a)
      const missing: Demand = {
        path: '.index',
        rule: `\`index\` must be below ${results.length}, the number of results of a \`${a._tag}\``,
        got: String(index),
      }
      return gives(
        results[index] ?? scalarKind,
        must(
          'of',
          a,
          results.length > 0,
          'a node with results: a gradient, a loop, a fold, an expectation, `When` or a combinator',
        ),
        index < results.length ? undefined : missing,
      )
    },
    Join: (s) => gives(kindOf(s), examples('first', s.first), examples('second', s.second)),
    Take: (s) => gives(kindOf(s), examples('batch', s.batch)),
    Shuffle: (s) => gives(kindOf(s), examples('batch', s.batch), counters(s.iterations)),
    Side: (s) => gives(kindOf(s), equalling('episodes', s.episodes, episodes)),
    Relabel: (s) =>
      gives(
        kindOf(s),
        examples('batch', s.batch),
        equalling('parameters', s.parameters, learner),
        counters(s.iterations),
      ),
    SoftLabels: (s) => gives(kindOf(s), examples('batch', s.batch), equalling('parameters', s.parameters, learner)),
    EveryLabel: (s) => gives(kindOf(s), examples('batch', s.batch)),
    Place: ({ shuffle }) => gives(scalarKind, must('shuffle', shuffle, shuffle._tag === 'Shuffle', 'a `Shuffle`')),
    ...memoryKinds(demands),
    ...turnKinds(demands),
    EmptyList: ({ names, elements }) =>
      gives(
        { _tag: 'List', names, elements: elements.map(of).filter(isKind) },
        some('elements', elements.length),
        names.length === 0 ? many('elements', elements.length, 1) : many('names', names.length, elements.length),
        each('elements', elements, numeric),
      ),
    Append: ({ list, values }) => {
      const sort = of(list)
      const elements = sort._tag === 'List' ? sort.elements : []
      return gives(
        sort,
        must('list', list, sort._tag === 'List', 'a list over tasks'),
        many('values', values.length, elements.length),
        each('values', values, (field, a, i) => equalling(field, a, elements[i] ?? of(a))),
      )
    },
    Total: ({ list }) => {
      const sort = of(list)
      const element = sort._tag === 'List' ? sort.elements[0] : undefined
      return gives(
        element ?? scalarKind,
        must('list', list, element !== undefined && isNumeric(element), 'a list over tasks of scalars or parameters'),
      )
    },
    ConeProjection: ({ constraints, gradient, margin, ridge }) => {
      const rows: Sort = { _tag: 'List', names: [], elements: [of(gradient)].filter(isKind) }
      return gives(
        of(gradient),
        parameters('gradient', gradient),
        equalling('constraints', constraints, rows),
        equalling('margin', margin, scalarKind),
        equalling('ridge', ridge, scalarKind),
      )
    },
    When: ({ condition, then, otherwise }) =>
      gives(
        { _tag: 'Several', results: then.map(of) },
        equalling('condition', condition, { _tag: 'Condition' }),
        some('then', then.length),
        many('otherwise', otherwise.length, then.length),
        each('then', then, (field, a) =>
          must(field, a, isNumeric(of(a)) || of(a)._tag === 'Memory', 'a scalar, parameters or a memory'),
        ),
        each('otherwise', otherwise, (field, a, i) => fitting(field, a, of(then[i] ?? a))),
      ),
    Combinator: ({ parts, definition }) =>
      gives(
        definition.length === 1 ? of(definition[0]!) : { _tag: 'Several', results: definition.map(of) },
        some('definition', definition.length),
        each('definition', definition, single),
        Object.entries(parts).map(([name, p]) =>
          typeof p === 'number'
            ? undefined
            : p._tag === 'Lambda'
              ? single(`parts.${name}.body`, p.body)
              : single(`parts.${name}.node`, p),
        ),
      ),
  }
  /** The batches that rows are said to be of are batches, as they are before labels are put on them. */
  const rowsNamed = (kind: RowsKind): readonly Demand[] =>
    [kind.batch, ...(typeof kind.width === 'object' ? [kind.width.examplesOf] : [])].map((s) =>
      must(
        'kind',
        s,
        of(s)._tag === 'Batch' && examplesIn(s) === s,
        'rows of a batch, as it was before labels were made',
      ),
    )
  const single = (field: string, s: Syntax): Demand => must(field, s, of(s)._tag !== 'Several', 'one value')
  return (s) => (rules[s._tag] as (s: Syntax) => Judgement)(s)
}
