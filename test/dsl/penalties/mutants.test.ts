import { describe, expect, it } from 'vitest'
import {
  abs,
  add,
  box,
  clipByValue,
  divide,
  elasticNet,
  groupLasso,
  l1,
  l2Ball,
  less,
  multiply,
  negate,
  norm,
  type Penalty,
  quadratic,
  type Scalar,
  select,
  sign,
  sqrt,
  square,
  subtract,
  sum,
} from '../../../src/dsl/index.ts'
import { type Givens, laws, type PenaltyUnderTest } from '../../../src/laws/index.ts'
import { objections } from '../../laws/killed.ts'
import {
  absoluteSum,
  around,
  between,
  bounds,
  curved,
  layers,
  sparseAndCurved,
  strong,
  sumOfNorms,
  weighted,
  weightedSquares,
  withinBall,
} from './ours.ts'

/** A penalty with one part replaced, under the definition of what it should be. */
const instead = <G extends Givens>(
  right: PenaltyUnderTest<G>,
  wrong: (given: Parameters<PenaltyUnderTest<G>['penalty']>[0], right: Penalty) => Partial<Penalty>,
) =>
  laws.penalty({
    ...right,
    penalty: (given) => {
      const f = right.penalty(given)
      return { ...f, ...wrong(given, f) }
    },
  })

const squares = { given: weighted, penalty: quadratic<'learner'>, definition: weightedSquares }
const sizes = { given: strong, penalty: l1<'learner'>, definition: absoluteSum }
const netted = { given: curved, penalty: elasticNet<'learner'>, definition: sparseAndCurved }
const grouped = {
  given: strong,
  penalty: ({ strength }: { readonly strength: Scalar }) => groupLasso<'learner'>({ strength, groups: layers }),
  definition: sumOfNorms,
}
const balled = { given: around, penalty: l2Ball<'learner'>, definition: withinBall }
const bounded = { given: bounds, penalty: box<'learner'>, definition: between }

const mutants = {
  'a quadratic prox without λ': instead(squares, ({ weight, centre }) => quadratic({ strength: 1, weight, centre })),
  'a quadratic prox without γ': instead(squares, (_, f) => ({ prox: () => f.prox(1) })),
  'a quadratic prox without w': instead(squares, ({ strength, centre }) => ({
    prox: quadratic({ strength, weight: 1, centre }).prox,
  })),
  'a quadratic prox that divides by 1 − γλw': instead(squares, ({ strength, weight, centre }) => ({
    prox: (rate) => (v) => {
      const pull = multiply(rate, multiply(strength, weight))
      return divide(add(v, multiply(pull, centre)), subtract(1, pull))
    },
  })),
  'a quadratic prox without its centre': instead(squares, ({ strength, weight }) => ({
    prox: (rate) => (v) => divide(v, add(1, multiply(rate, multiply(strength, weight)))),
  })),
  'a gradient step in place of the quadratic prox': instead(squares, (_, f) => ({
    prox: (rate) => (v) => subtract(v, multiply(rate, f.gradient(v))),
  })),
  'a quadratic gradient of the wrong sign': instead(squares, (_, f) => ({ gradient: (at) => negate(f.gradient(at)) })),
  'a quadratic gradient twice too large': instead(squares, (_, f) => ({
    gradient: (at) => multiply(2, f.gradient(at)),
  })),
  'a quadratic value without ½': instead(squares, (_, f) => ({ value: (at) => multiply(2, f.value(at)) })),
  'a soft threshold without λ': instead(sizes, () => ({ prox: (rate) => l1({ strength: 1 }).prox(rate) })),
  'a soft threshold without γ': instead(sizes, (_, f) => ({ prox: () => f.prox(1) })),
  'a hard threshold': instead(sizes, ({ strength }) => ({
    prox: (rate) => (v) => select(less(abs(v), multiply(rate, strength)), 0, v),
  })),
  'a soft threshold that loses the sign': instead(sizes, (_, f) => ({ prox: (rate) => (v) => abs(f.prox(rate)(v)) })),
  'an ℓ1 gradient without λ': instead(sizes, () => ({ gradient: sign })),
  'the ℓ2 norm for the ℓ1 norm': instead(sizes, ({ strength }) => ({
    value: (at) => multiply(strength, sqrt(sum(square(at)))),
  })),
  'a box without its upper bound': instead(bounded, ({ lower }) => ({ prox: () => clipByValue(lower, 1e9) })),
  'a box with one bound for both': instead(bounded, ({ upper }) => ({ prox: () => clipByValue(negate(upper), upper) })),
  'a box that stops half way': instead(bounded, (_, f) => ({
    prox: (rate) => (v) => multiply(0.5, add(v, f.prox(rate)(v))),
  })),
  'an elastic net that forgets its curvature': instead(netted, ({ strength }) => ({ prox: l1({ strength }).prox })),
  'an elastic net that forgets its λ': instead(netted, ({ curvature }) => ({
    prox: elasticNet({ strength: 0, curvature }).prox,
  })),
  'an elastic net that shrinks before it thresholds': instead(netted, ({ strength, curvature }) => ({
    prox: (rate) => (v) => l1({ strength }).prox(rate)(divide(v, add(1, multiply(rate, curvature)))),
  })),
  'an elastic net without ½': instead(netted, (_, f) => ({
    value: (at) => add(f.value(at), multiply(0.5, sum(square(at)))),
  })),
  'an elastic net whose gradient forgets its curvature': instead(netted, ({ strength }) => ({
    gradient: l1<'learner'>({ strength }).gradient,
  })),
  'a group lasso that loses √n': instead(grouped, ({ strength }) => ({
    prox: groupLasso({ strength: divide(strength, 2), groups: layers }).prox,
  })),
  'a group lasso without γ': instead(grouped, (_, f) => ({ prox: () => f.prox(1) })),
  'a group lasso of one layer for both': instead(grouped, ({ strength }) => ({
    prox: groupLasso({ strength, groups: ['layer1'] }).prox,
  })),
  'a soft threshold for the block soft threshold': instead(grouped, ({ strength }) => ({
    prox: l1({ strength }).prox,
  })),
  'a group lasso of the norm of everything': instead(grouped, ({ strength }) => ({
    value: (at) => multiply(strength, norm(at)),
  })),
  'a group lasso that divides by the square of the norm': instead(grouped, ({ strength }) => ({
    gradient: (at) => divide(multiply(strength, at), add(1, sum(square(at)))),
  })),
  'a projection onto a ball about 0 for one about c': instead(balled, ({ radius }) => ({
    prox: l2Ball({ radius }).prox,
  })),
  'a projection that forgets to add the centre': instead(balled, ({ radius, centre }) => ({
    prox: (rate) => (v) => l2Ball({ radius }).prox(rate)(subtract(v, centre)),
  })),
  'a projection that always lands on the sphere': instead(balled, ({ radius, centre }) => ({
    prox: () => (v) => add(centre, multiply(divide(radius, norm(subtract(v, centre))), subtract(v, centre))),
  })),
  'a projection that stays a hair outside': instead(balled, ({ radius, centre }) => ({
    prox: l2Ball({ radius: multiply(1 + 2 ** -30, radius), centre }).prox,
  })),
  'a concave function': laws.penalty({
    given: weighted,
    penalty: (given) => {
      const f = quadratic<'learner'>(given)
      return { ...f, value: (at) => negate(f.value(at)) }
    },
  }),
}

describe('control: the laws of a penalty', () => {
  const found = Object.entries(mutants).map(async ([name, wrong]) => [name, await objections(wrong)] as const)
  it.each(Object.keys(mutants))('turn down %s', async (name) => {
    expect(new Map(await Promise.all(found)).get(name)).not.toEqual([])
  })
  it.each(laws.penalty(squares).map(({ name }) => name))('turn something down, each of them: %s', async (name) => {
    expect((await Promise.all(found)).flatMap(([, names]) => names)).toContain(name)
  })
  it('find nothing against the right ones', async () => {
    expect(
      await objections([
        ...laws.penalty(squares),
        ...laws.penalty(sizes),
        ...laws.penalty(bounded),
        ...laws.penalty(netted),
        ...laws.penalty(grouped),
        ...laws.penalty(balled),
      ]),
    ).toEqual([])
  })
})
