import * as t from 'io-ts'
import type { Node, Operations } from '../../ir/index.ts'
import type { Rule } from './rule.ts'

/**
 * A function of every number, finite with its derivatives of first and second order wherever its argument is finite; at a kink the
 * derivative is that of one side.
 *
 * - `relu`: max(x, 0), its slope at 0 being 0; `tanh`;
 * - `sigmoid`: σ(x) = 1 / (1 + exp(−x)); `softplus`: log(1 + exp(x)), whose slope is σ;
 * - `gelu`: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), the form of Hendrycks & Gimpel that is within 5e-4 of x Φ(x);
 * - `elu`: x above 0, α (exp(x) − 1) below; `leakyRelu`: x above 0, α x below. `alpha` is 1 and 0.01 unless given. Their slopes at 0
 *   are 1.
 */
export interface Activation {
  readonly _tag: 'Activation'
  readonly activation: 'relu' | 'tanh' | 'sigmoid' | 'softplus' | 'gelu' | 'elu' | 'leakyRelu'
  readonly alpha?: number
}

type Name = Activation['activation']

export const relu: Activation = { _tag: 'Activation', activation: 'relu' }
export const tanh: Activation = { _tag: 'Activation', activation: 'tanh' }
export const sigmoid: Activation = { _tag: 'Activation', activation: 'sigmoid' }
export const softplus: Activation = { _tag: 'Activation', activation: 'softplus' }
export const gelu: Activation = { _tag: 'Activation', activation: 'gelu' }
export const elu = (alpha = 1): Activation => ({ _tag: 'Activation', activation: 'elu', alpha })
export const leakyRelu = (alpha = 0.01): Activation => ({ _tag: 'Activation', activation: 'leakyRelu', alpha })

type Make = (o: Operations, x: Node, alpha: number) => Node

const above = (o: Operations, x: Node): Node => o.maximum(o.constant(0), x)
const below = (o: Operations, x: Node): Node => o.minimum(x, o.constant(0))

/**
 * exp(−m), exp(x − m) and m = max(x, 0), which counts as a constant: what is made of them is the same for every m, so its derivatives
 * are right, smooth at 0, and no exponent is above 0.
 */
const shifted = (o: Operations, x: Node) => {
  const m = o.stopGradient(above(o, x))
  return { m, one: o.exponential(o.negate(m)), other: o.exponential(o.subtract(x, m)) }
}

/** From here on tanh of the polynomial is 1, and so it stays: its argument is held, lest it overflow further on. */
const saturated = 16

const functions: Readonly<Record<Name, Make>> = {
  relu: (o, x) => o.maximum(x, o.constant(0)),
  tanh: (o, x) => o.tanh(x),
  sigmoid: (o, x) => {
    const { one, other } = shifted(o, x)
    return o.divide(other, o.add(one, other))
  },
  softplus: (o, x) => {
    const { m, one, other } = shifted(o, x)
    return o.add(m, o.logarithm(o.add(one, other)))
  },
  gelu: (o, x) => {
    const held = o.minimum(o.maximum(x, o.constant(-saturated)), o.constant(saturated))
    const cube = o.multiply(held, o.multiply(held, held))
    const argument = o.multiply(o.constant(Math.sqrt(2 / Math.PI)), o.add(held, o.multiply(o.constant(0.044715), cube)))
    return o.multiply(o.multiply(o.constant(0.5), x), o.add(o.constant(1), o.tanh(argument)))
  },
  elu: (o, x, alpha) =>
    o.add(above(o, x), o.multiply(o.constant(alpha), o.subtract(o.exponential(below(o, x)), o.constant(1)))),
  leakyRelu: (o, x, alpha) => o.add(above(o, x), o.multiply(o.constant(alpha), below(o, x))),
}

const alphas: Partial<Readonly<Record<Name, number>>> = { elu: 1, leakyRelu: 0.01 }

const names: Readonly<Record<Name, null>> = {
  relu: null,
  tanh: null,
  sigmoid: null,
  softplus: null,
  gelu: null,
  elu: null,
  leakyRelu: null,
}

export const activationRule: Rule<Activation> = {
  fields: { activation: t.keyof(names), alpha: t.union([t.number, t.undefined]) },
  misfit: ({ activation, alpha }) => {
    if (alpha === undefined) return undefined
    if (alphas[activation] === undefined)
      return { rule: 'alpha is of elu and leakyRelu alone', got: `${alpha} of ${activation}` }
    return Number.isFinite(alpha) ? undefined : { rule: 'alpha must be a finite number', got: `${alpha}` }
  },
  forward: ({ activation, alpha = alphas[activation] ?? 0 }, { o, value }) => functions[activation](o, value, alpha),
}
