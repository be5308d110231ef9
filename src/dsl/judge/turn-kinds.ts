import type { Kind, Syntax, SyntaxOf, SyntaxRules, Variable } from '../syntax.ts'
import { type Demand, type Demands, gives, type Judgement } from './demands.ts'
import { resultsIn } from './results-in.ts'
import { isElementwise, isKind, isNumeric, type Sort } from './sort.ts'

const batch: Kind = { _tag: 'Batch' }

/** What is gone through turn by turn: steps, samples, iterates, past tasks. */
export const turnKinds = ({
  of,
  must,
  equalling,
  numeric,
  fitting,
  each,
  many,
  some,
  counter,
}: Demands): Pick<SyntaxRules<Judgement>, 'Loop' | 'Along' | 'Expectation' | 'MapTasks' | 'Fold'> => {
  const resultsOf = resultsIn(of)
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
  return {
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
  }
}
