import type { CombinatorSyntax, Lambda, Syntax } from '../../dsl/index.ts'
import {
  bars,
  call,
  firstNorm,
  indexed,
  listed,
  type Maths,
  minus,
  norm,
  plus,
  power,
  quotient,
  row,
  symbol,
  times,
  word,
} from './maths.ts'
import { asItPredicts } from './mode.ts'
import { unicodeMaths } from './unicode-maths.ts'

/** How the parts of a combinator are read while it is being printed. */
export interface Reading {
  /** A part as mathematics. */
  readonly part: (name: string) => Maths
  /** What an element of a part that is a list over tasks is called, without its task. */
  readonly element: (name: string) => Maths
  /** A part that is a function: its symbol, or what it is where that is short. `called` is the letter it would have. */
  readonly function: (name: string, called: string, always: boolean) => Maths
  readonly isWide: (name: string) => boolean
  /** The parameter groups that a part is taken of. */
  readonly groups: (name: string) => readonly string[]
  readonly note: (text: string) => void
}

/** A combinator's own notation, and the parts that it shows. */
export interface Notation {
  readonly shows: readonly string[]
  readonly write: (reading: Reading) => Maths
}

const expectation = (under: Maths, of: Maths): Maths => ({ _tag: 'Over', operator: 'E', under, of })

const learningInformation = 'F(B, θ) is the Fisher information of the model at θ on the inputs of B'

const logLikelihood = (at: Maths): Maths => row('∇ ', word('log'), ' p(y | x; ', at, ')')

/** Σₘ wₘ (θₘ − cₘ)² where all are symbols, else Σ w ⊙ (θ − c)². */
const weightedSquares = (weight: Maths, at: Maths, centre: Maths, wide: boolean): Maths => {
  const m = symbol('m')
  const byCoordinate = [at, centre, ...(wide ? [weight] : [])].every(({ _tag }) => _tag === 'Name')
  const [w, a, c] = byCoordinate
    ? [wide ? indexed(weight, m) : weight, indexed(at, m), indexed(centre, m)]
    : [weight, at, centre]
  const squared = power(minus(a, c), { _tag: 'Number', value: 2 })
  return {
    _tag: 'Over',
    operator: 'Σ',
    ...(byCoordinate ? { under: m } : {}),
    of: times({ of: w, wide: wide && !byCoordinate }, { of: squared, wide: !byCoordinate }),
  }
}

const half = (strength: Maths): Maths =>
  strength._tag === 'Product' && strength.factors[0]!.of._tag === 'Number' && strength.factors[0]!.of.value === 2
    ? strength.factors.length === 2
      ? strength.factors[1]!.of
      : { _tag: 'Product', factors: strength.factors.slice(1) }
    : quotient(strength, { _tag: 'Number', value: 2 })

const indicator = (inside: Maths): Maths => ({
  _tag: 'Choice',
  condition: inside,
  then: { _tag: 'Number', value: 0 },
  otherwise: { _tag: 'Number', value: Number.POSITIVE_INFINITY },
})

/** λ‖θ‖₁. */
const absoluteSum = (strength: Maths, at: Maths): Maths =>
  times({ of: strength, wide: false }, { of: firstNorm(at), wide: false })

const ball = (at: Maths, radius: Maths): Maths => indicator(row(norm(at), ' ≤ ', radius))

const opaque: Readonly<Record<string, Notation>> = {
  proximalStep: {
    shows: ['loss', 'penalty', 'rate', 'at'],
    write: ({ part, function: f }) => ({
      _tag: 'Prox',
      rate: part('rate'),
      penalty: f('penalty', 'f', true),
      at: minus(
        part('at'),
        times(
          { of: part('rate'), wide: false },
          { of: call({ _tag: 'Nabla', of: f('loss', 'L', true) }, part('at')), wide: true },
        ),
      ),
    }),
  },
  quadratic: {
    shows: ['strength', 'weight', 'centre', 'at'],
    write: ({ part, isWide }) =>
      times(
        { of: half(part('strength')), wide: false },
        { of: weightedSquares(part('weight'), part('at'), part('centre'), isWide('weight')), wide: false },
      ),
  },
  l1: {
    shows: ['strength', 'at'],
    write: ({ part }) => absoluteSum(part('strength'), part('at')),
  },
  elasticNet: {
    shows: ['strength', 'curvature', 'at'],
    write: ({ part }) =>
      plus(
        absoluteSum(part('strength'), part('at')),
        times({ of: half(part('curvature')), wide: false }, { of: power(norm(part('at')), two), wide: false }),
      ),
  },
  groupLasso: {
    shows: ['strength', 'at'],
    write: ({ part, groups, note }) => {
      const g = symbol('g')
      note('θ_g is the part of θ in the group g, and n_g how many coordinates it has')
      return times(
        { of: part('strength'), wide: false },
        {
          of: {
            _tag: 'Over',
            operator: 'Σ',
            under: row(g, ' = ', listed(groups('within').map(word))),
            of: times(
              { of: { _tag: 'Root', of: symbol('n', g) }, wide: false },
              { of: norm(indexed(part('at'), g)), wide: false },
            ),
          },
          wide: false,
        },
      )
    },
  },
  l2Ball: { shows: ['radius', 'at'], write: ({ part }) => ball(part('at'), part('radius')) },
  l2BallAbout: {
    shows: ['radius', 'centre', 'at'],
    write: ({ part }) => ball(minus(part('at'), part('centre')), part('radius')),
  },
  box: {
    shows: ['lower', 'upper', 'at'],
    write: ({ part }) => indicator(row(part('lower'), ' ≤ ', part('at'), ' ≤ ', part('upper'))),
  },
  nonNegative: { shows: ['at'], write: ({ part }) => indicator(row(part('at'), ' ≥ 0')) },
  fisher: {
    shows: ['data', 'at'],
    write: ({ part, note }) => {
      note(asItPredicts('p'))
      return expectation(
        row('x ∈ ', part('data'), ', y ~ p(y | x; ', part('at'), ')'),
        power(logLikelihood(part('at')), { _tag: 'Number', value: 2 }),
      )
    },
  },
  empiricalFisher: {
    shows: ['data', 'at'],
    write: ({ part, note }) => {
      note(asItPredicts('p'))
      return expectation(row('(x, y) ∈ ', part('data')), power(logLikelihood(part('at')), { _tag: 'Number', value: 2 }))
    },
  },
  sensitivity: {
    shows: ['data', 'at', 'size'],
    write: ({ part, note }) => {
      const size = part('size')
      const single = size._tag === 'Number' && size.value === 1
      if (!single) note('E over x ∈ D by n: the mean over D in parts of n examples')
      note(asItPredicts('f'))
      return expectation(
        single ? row('x ∈ ', part('data')) : row('x ∈ ', part('data'), ' by ', size),
        bars(row({ _tag: 'Nabla', of: power(norm(row(symbol('f'), '(x; ', part('at'), ')')), two) })),
      )
    },
  },
  outputSensitivity: {
    shows: ['data', 'at'],
    write: ({ part, note }) => {
      note('‖∇f(x; θ)‖ is taken for each parameter over all outputs')
      note(asItPredicts('f'))
      return expectation(row('x ∈ ', part('data')), norm(row('∇', symbol('f'), '(x; ', part('at'), ')')))
    },
  },
  fisherProduct: {
    shows: ['data', 'at', 'vector'],
    write: ({ part, note }) => {
      note('F(B, θ) is the Fisher information at θ, on the inputs of B, of the model as it predicts')
      return row(call('F', part('data'), part('at')), ' ', part('vector'))
    },
  },
  learningFisherProduct: {
    shows: ['data', 'at', 'vector'],
    write: ({ part, note }) => {
      note(learningInformation)
      return row(call('F', part('data'), part('at')), ' ', part('vector'))
    },
  },
  exactNaturalGradientStep: {
    shows: ['loss', 'data', 'rate', 'damping', 'times', 'at'],
    write: ({ part, function: f, note }) => {
      note(learningInformation)
      note(`the inverse is taken by ${unicodeMaths(part('times'))} steps of conjugate gradients`)
      const damped = plus(call('F', part('data'), part('at')), row(part('damping'), ' I'))
      const slope = call({ _tag: 'Nabla', of: f('loss', 'L', false) }, part('at'))
      const direction = row(power(damped, { _tag: 'Number', value: -1 }), ' ', slope)
      return minus(part('at'), times({ of: part('rate'), wide: false }, { of: direction, wide: true }))
    },
  },
  ofTask: {
    shows: ['list', 'task', 'otherwise'],
    write: ({ part, element }) => ({
      _tag: 'Choice',
      condition: { _tag: 'Relation', operator: '<', left: part('task'), right: symbol('t') },
      then: indexed(element('list'), part('task')),
      otherwise: part('otherwise'),
    }),
  },
  rescaled: { shows: ['means'], write: ({ part }) => part('means') },
  clipByNorm: {
    shows: ['bound', 'value'],
    write: ({ part, note }) => {
      note('clip(v, c) is v, scaled to norm c where ‖v‖ > c')
      return call('clip', part('value'), part('bound'))
    },
  },
}

const two: Maths = { _tag: 'Number', value: 2 }

/** Combinators whose definition reads as their notation does: they are printed by it. */
const transparent: ReadonlySet<string> = new Set([
  'adamStep',
  'constantSchedule',
  'cosineSchedule',
  'gradientStep',
  'halfSpaceProjection',
  'importanceEMA',
  'interpolate',
  'linearSchedule',
  'lookAhead',
  'metaUpdate',
  'momentumStep',
  'naturalGradientStep',
  'pathIntegral',
  'reconstructionError',
  'regularize',
  'signAgreement',
  'taylorImportance',
])

export const isTransparent = ({ name }: CombinatorSyntax): boolean => transparent.has(name)

/** The notation of a combinator: its own, or, for one that nobody has given any, its name and its parts. */
export const notationOf = (s: CombinatorSyntax): Notation => {
  const own = Object.hasOwn(opaque, s.name) ? opaque[s.name] : undefined
  if (own?.shows.every((part) => Object.hasOwn(s.parts, part))) return own
  const shows = Object.keys(s.parts)
  return {
    shows,
    write: ({ part, function: f }) =>
      call(s.name, ...shows.map((name) => (isFunction(s.parts[name]) ? f(name, 'f', false) : part(name)))),
  }
}

const isFunction = (part: Syntax | Lambda | number | undefined): part is Lambda =>
  typeof part === 'object' && part._tag === 'Lambda'
