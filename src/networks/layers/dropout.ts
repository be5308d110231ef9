import * as t from 'io-ts'
import type { Rule } from './rule.ts'

/**
 * While the network learns, each number is 0 with the chance `rate` and else x / (1 − rate), by itself, so that its mean is x; while
 * it predicts, x (Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, in the form that scales while learning). What is
 * dropped is a constant to every derivative. At rate 0 it is the identity, to the bit.
 */
export interface Dropout {
  readonly _tag: 'Dropout'
  readonly rate: number
}

export const dropout = (rate: number): Dropout => ({ _tag: 'Dropout', rate })

export const dropoutRule: Rule<Dropout> = {
  fields: { rate: t.number },
  misfit: ({ rate }) =>
    rate >= 0 && Math.fround(rate) < 1
      ? undefined
      : { rule: 'the rate of a dropout must be at least 0 and below 1', got: `${rate}` },
  isNoisy: ({ rate }) => rate > 0,
  forward: ({ rate }, { o, value, uniform }) => {
    if (uniform === undefined) return value
    // As float32 has it: which numbers are kept is the same on every device.
    const kept = o.less(o.constant(Math.fround(rate)), uniform(value.shape))
    return o.multiply(value, o.select(kept, o.constant(1 / (1 - rate)), o.constant(0)))
  },
}
