import * as E from 'fp-ts/lib/Either.js'
import { judgeTerms, type Syntax, type Variable } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import { hostNumbersIn, type Node, reachableFrom, simplify } from '../ir/index.ts'
import { begun, tensorsOf } from './lower/begun.ts'
import type { Surroundings } from './lower/context.ts'
import { inputsOf } from './lower/feed.ts'
import { lowering } from './lower/lower.ts'
import { numbers } from './lower/lowered.ts'
import { guarded, Refusal } from './lower/refusal.ts'
import { type Plan, planOf } from './plan.ts'

/** Numeric terms with free variables, compiled as one plan: for laws on plain vectors, initial values and printed examples. */
export interface CompiledTerms {
  readonly plan: Plan
  readonly prelude: readonly Node[]
  readonly inputs: readonly (readonly Node[])[]
  readonly outputs: readonly (readonly Node[])[]
  readonly given: ReadonlySet<Node>
}

/** Compiles terms that the judge has nothing against. */
export const compileTerms = (
  where: string,
  free: readonly Variable[],
  terms: readonly Syntax[],
  around: Surroundings,
): E.Either<Fault, CompiledTerms> => {
  const numeric = Object.keys(around.options).filter((name) => typeof around.options[name] === 'number')
  const judged = judgeTerms(where, free, terms, new Set(numeric))
  if (E.isLeft(judged)) return judged
  const c = begun(around, terms, [])
  return guarded(where, c.path, () => {
    const inputs = free.map((variable) =>
      tensorsOf(variable.kind, around).map((shape) => c.o.build.variable(variable.name, shape)),
    )
    free.forEach((variable, i) => {
      c.variables.set(variable, { _tag: 'Numbers', kind: variable.kind, nodes: inputs[i]! })
    })
    const lower = lowering(c)
    const lowered = terms.map((term) => numbers(lower(term)).nodes)
    const program = simplify({ inputs: inputs.flat(), outputs: lowered.flat() })
    const made = reachableFrom(program.outputs)
    if (c.feeds.some((feed) => inputsOf(feed).some((node) => made.has(node))))
      throw new Refusal('nothing must be drawn in terms by themselves: draws belong to events', 'a draw')
    let position = 0
    const outputs = lowered.map((nodes) => nodes.map(() => program.outputs[position++]!))
    const prelude = hostNumbersIn(program.outputs)
    const given = new Set(program.inputs)
    return { plan: planOf(program.outputs, new Set([...given, ...prelude])), prelude, inputs, outputs, given }
  })
}
