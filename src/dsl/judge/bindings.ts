import { freeVariables } from '../free-variables.ts'
import { bindersOf } from '../scopes.ts'
import type { Syntax, Variable } from '../syntax.ts'
import { limits } from './limits.ts'
import type { Trouble } from './trouble.ts'

/** Which variables each node mentions that are bound further out, found node by node, operands first. */
export interface Bindings {
  /** Takes in the next node; trouble if it binds what is bound already, or lies under too many variables. */
  readonly add: (s: Syntax) => Trouble | undefined
  readonly freeIn: (s: Syntax) => ReadonlySet<Variable>
  readonly isBound: (variable: Variable) => boolean
}

const rule = (name: string): string => `a variable must be bound by one node only, and \`${name}\` is bound again`

export const bindings = (): Bindings => {
  const freeIn = freeVariables()
  const binder = new Set<Variable>()
  return {
    freeIn,
    isBound: (variable) => binder.has(variable),
    add: (s) => {
      for (const variable of bindersOf(s)) {
        if (binder.has(variable)) return { path: '', rule: rule(variable.name) }
        binder.add(variable)
      }
      const { size } = freeIn(s)
      return size <= limits.variables
        ? undefined
        : { path: '', rule: `a node may lie under at most ${limits.variables} variables`, got: String(size) }
    },
  }
}
