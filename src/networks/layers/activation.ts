import * as t from 'io-ts'
import type { Rule } from './rule.ts'

/** A function of every number. */
export interface Activation {
  readonly _tag: 'Activation'
  readonly activation: 'relu' | 'tanh'
}

export const relu: Activation = { _tag: 'Activation', activation: 'relu' }

export const activationRule: Rule<Activation> = {
  fields: { activation: t.keyof({ relu: null, tanh: null }) },
  forward: ({ activation }, { o, value }) => (activation === 'relu' ? o.maximum(value, o.constant(0)) : o.tanh(value)),
}
