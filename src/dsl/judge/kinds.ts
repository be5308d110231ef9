import { examplesIn } from '../examples.ts'
import { areAmong, fieldsIn, spellFields } from '../field-widths.ts'
import { kindOf } from '../kind.ts'
import {
  fieldsOfBatch,
  isFieldOfBatch,
  type Kind,
  type RowsKind,
  type Syntax,
  type SyntaxOf,
  type SyntaxRules,
  type Variable,
} from '../syntax.ts'
import { copiesFrom, copiesOf, tensorsOf } from '../tensors.ts'
import { coordinatesKind, scalarKind } from '../term.ts'
import { matrixOf, widthGiven } from '../width.ts'
import { type Demand, demandsOn, gives, type Judgement } from './demands.ts'
import { limits } from './limits.ts'
import { rowKinds } from './row-kinds.ts'
import { isElementwise, isKind, isNumeric, isTruth, type Sort } from './sort.ts'

const batch: Kind = { _tag: 'Batch' }
const episodes: Kind = { _tag: 'Episodes' }
const learner: Kind = { _tag: 'Params', network: 'learner' }
const perOutput: Kind = { _tag: 'Params', network: matrixOf(1, 'outputs') }

/** The sorts of the nodes of a program, each judged once from the sorts of those before it. One table has them all: it is as long as the language. */
export const judge = (known: ReadonlyMap<Syntax, Sort>): ((s: Syntax) => Judgement) => {
  const demands = demandsOn(known)
  const {
    of,
    must,
    equalling,
    examples,
    memory,
    numeric,
    parameters,
    numbers,
    shaped,
    fitting,
    each,
    many,
    some,
    widest,
    rowsOn,
    named,
    together,
    counter,
    counters,
    elementwise,
  } = demands
  const resultsOf = (s: Syntax): readonly Sort[] => {
    const sort = of(s)
    return sort._tag === 'Several' ? sort.results : s._tag === 'Combinator' ? [sort] : []
  }

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
    Loop: (s) =>
      gives(
        { _tag: 'Several', results: s.bound.map(of) },
        turning(s, [counter('index', s.index), ...loopSamples(s)], carriable),
      ),
    Along: ({ loop, bound, body }) =>
      gives(
        of(body),
        must('loop', loop, loop._tag === 'Loop', 'a `Loop`'),
        many('bound', bound.length, resultsOf(loop).length),
        each('bound', bound, (field, v, i) => equalling(field, v, resultsOf(loop)[i] ?? of(v))),
        numeric('body', body),
      ),
    Expectation: (s) =>
      gives(
        { _tag: 'Several', results: s.body.map(of) },
        parted('batch', s.batch, s.size),
        equalling('sample', s.sample, of(s.batch)),
        counter('index', s.index),
        some('body', s.body.length),
        each('body', s.body, numeric),
      ),
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
    Draw: (s) => gives(kindOf(s), memory('memory', s.memory), counters(s.iterations)),
    All: (s) => gives(kindOf(s), memory('memory', s.memory)),
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
    Reservoir: (s) => gives(kindOf(s), fieldsOf(s)),
    Ring: (s) => gives(kindOf(s)),
    Push: (s) => gives(kindOf(s), memory('memory', s.memory), pushable(s, 'batch', s.batch), counters(s.iterations)),
    WithField: (s) =>
      gives(
        kindOf(s),
        examples('batch', s.batch),
        nameable('name', s.name),
        rowsOn('rows', s.rows, s.batch),
        named('rows', s.rows),
      ),
    ReplaceAt: (s) =>
      gives(
        kindOf(s),
        memory('memory', s.memory),
        equalling('at', s.at, scalarKind),
        equalling('accept', s.accept, { _tag: 'Condition' }),
        pushable(s, 'entry', s.entry),
      ),
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
    MapTasks: ({ over, bound, index, names, body }) =>
      gives(
        { _tag: 'List', names, elements: body.map(of).filter(isKind) },
        tasksOf(over, 'bound', bound),
        counter('index', index),
        some('body', body.length),
        names.length === 0 ? many('body', body.length, 1) : many('names', names.length, body.length),
        each('body', body, (field, a) =>
          must(field, a, isNumeric(of(a)) || of(a)._tag === 'Batch', 'a scalar, parameters or a batch'),
        ),
      ),
    Fold: (s) =>
      gives(
        { _tag: 'Several', results: s.bound.map(of) },
        turning(s, [...tasksOf(s.over, 'element', s.element), counter('index', s.index)], foldable),
      ),
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
  const areNumbers = (sort: Sort): boolean =>
    isElementwise(sort) || (sort._tag === 'List' && sort.elements.every(isNumeric))
  /** What goes through a loop from one iteration to the next. */
  const carriable = (field: string, v: Syntax): Demand =>
    must(
      field,
      v,
      areNumbers(of(v)) || of(v)._tag === 'Memory',
      'a scalar, parameters, rows, a list of numbers or a memory: nothing else goes through a loop',
    )
  /** What goes from one past task to the next. */
  const foldable = (field: string, v: Syntax): Demand =>
    must(
      field,
      v,
      areNumbers(of(v)),
      'a scalar, parameters, rows or a list of numbers: nothing else goes from one past task to the next',
    )
  /** What is carried from turn to turn: as much as there is at first, each of what it may be, and of one sort. */
  const turning = (
    { bound, initial, next }: SyntaxOf<'Loop' | 'Fold'>,
    about: readonly Demand[],
    may: (field: string, v: Syntax) => Demand,
  ): readonly Demand[] => [
    some('bound', bound.length),
    many('initial', initial.length, bound.length),
    many('next', next.length, bound.length),
    ...about,
    ...each('bound', bound, may),
    ...each('initial', initial, (field, a, i) => equalling(field, a, of(bound[i] ?? a))),
    ...each('next', next, (field, a, i) => fitting(field, a, of(bound[i] ?? a))),
  ]
  /** What is gone through past task by past task, and the variables of what each of them has. */
  const tasksOf = (over: Syntax, field: string, bound: readonly Variable[]): readonly Demand[] => {
    const sort = of(over)
    const each1 = sort._tag === 'List' ? sort.elements : [batch]
    return [
      must('over', over, sort._tag === 'List' || sort._tag === 'Memory', 'a list over tasks or a memory'),
      many(field, bound.length, each1.length),
      ...each(field, bound, (at, v, i) => equalling(at, v, each1[i] ?? of(v))),
    ]
  }
  /** A name of one's own for what stands beside examples. */
  const nameable = (field: string, name: string): Demand =>
    isFieldOfBatch(name)
      ? {
          path: `.${field}`,
          rule: `a field must have a name of its own: every batch has ${fieldsOfBatch.join(', ')}`,
          got: `\`${name}\``,
        }
      : undefined
  const fieldsOf = ({ fields = {}, capacity, scored }: SyntaxOf<'Reservoir'>): readonly Demand[] => [
    scored === true && fields.score !== 1
      ? {
          path: '.fields',
          rule: 'a scored memory must have a field `score` of one number',
          got: spellFields(fields) || 'no field',
        }
      : undefined,
    ...Object.keys(fields).map((name) => nameable('fields', name)),
    // What is beside examples has room on the device from the start.
    Object.keys(fields).length > 0 && capacity > limits.size
      ? { path: '.capacity', rule: `\`capacity\` may be at most ${limits.size} with fields`, got: String(capacity) }
      : undefined,
  ]
  /** Examples that have all that the memory keeps beside them. */
  const pushable = ({ memory: to }: SyntaxOf<'Push' | 'ReplaceAt'>, field: string, from: Syntax): Demand => {
    const [kept, given] = [of(to), of(from)]
    const due = isKind(kept) ? fieldsIn(kept) : {}
    return must(
      field,
      from,
      given._tag === 'Batch' && areAmong(due, fieldsIn(given)),
      Object.keys(due).length === 0 ? 'a batch' : `a batch with ${spellFields(due)}`,
    )
  }
  const single = (field: string, s: Syntax): Demand => must(field, s, of(s)._tag !== 'Several', 'one value')
  /** What is gone through part by part: a batch, or episodes one at a time. */
  const parted = (field: string, s: Syntax, size: number): Demand =>
    of(s)._tag !== 'Episodes'
      ? must(field, s, of(s)._tag === 'Batch', 'a batch or episodes')
      : size === 1
        ? undefined
        : { path: '.size', rule: 'episodes must be gone through one at a time', got: String(size) }
  const loopSamples = ({ times, sample }: SyntaxOf<'Loop'>): readonly Demand[] => {
    if (typeof times !== 'number' && of(times.samplesOf)._tag === 'Steps')
      return [
        times.size === 1
          ? undefined
          : { path: '.times.size', rule: 'steps must be done one at a time', got: String(times.size) },
        sample === undefined ? undefined : { path: '.sample', rule: 'a loop over steps binds no sample', got: 'one' },
      ]
    if (typeof times !== 'number')
      return [
        parted('times.samplesOf', times.samplesOf, times.size),
        sample === undefined
          ? { path: '.sample', rule: 'a loop over samples must bind its sample', got: 'nothing' }
          : equalling('sample', sample, of(times.samplesOf)),
      ]
    return [
      sample === undefined
        ? undefined
        : { path: '.sample', rule: 'only a loop over samples binds a sample', got: 'one' },
    ]
  }
  return (s) => (rules[s._tag] as (s: Syntax) => Judgement)(s)
}
