import { literal } from './arithmetic.ts'
import { named } from './combinator.ts'
import { kindOf } from './kind.ts'
import type { Syntax, Variable } from './syntax.ts'
import { fresh, type Scalar } from './term.ts'

interface Slot {
  (symbol: string, initial: number): Scalar
  <T extends Syntax>(symbol: string, initial: T): T
}

/**
 * What a slot begins as, with the symbol that papers have for it: one of a method's state, of an element of a list over tasks, of what
 * a loop carries. Without one it is printed by its name.
 *
 * @example
 * defineMethod({
 *   name: 'running mean', source: 'an example', options: { decay: unit(0.9, { symbol: 'ρ' }) },
 *   state: (_, theta0) => ({ average: slot('θ̄', theta0) }),
 *   onBatch: (o) => ({ theta, average }) => ({ average: importanceEMA({ decay: o.decay })(average, theta) }),
 * })
 */
export const slot: Slot = (symbol: string, initial: Syntax | number) => {
  const begun: Syntax = typeof initial === 'number' ? literal(initial) : initial
  return named('slot', { begun }, begun, { gives: symbol }) as never
}

/** What a slot begins as, and its symbol, where it has one. */
export interface Declared {
  readonly begun: Syntax
  readonly symbol: string | undefined
}

export const declared = (initial: Syntax | number): Declared => {
  if (typeof initial === 'number') return { begun: literal(initial), symbol: undefined }
  return initial._tag === 'Combinator' && initial.name === 'slot'
    ? { begun: initial.definition[0]!, symbol: initial.notation?.gives }
    : { begun: initial, symbol: undefined }
}

/**
 * What stands for a slot where its value is not known: `theta` is θ everywhere, and so is what has no name. One that begins as the
 * slot of that name has its symbol.
 */
export const slotVariable = (name: string | undefined, { begun, symbol }: Declared): Variable => {
  if (name === undefined)
    return kindOf(begun)._tag === 'List' ? fresh('V', kindOf(begun), symbol) : fresh('θ', kindOf(begun))
  const same = begun._tag === 'Variable' && begun.name === name ? begun.symbol : undefined
  return fresh(name, kindOf(begun), name === 'theta' ? 'θ' : (symbol ?? same))
}
