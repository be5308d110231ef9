import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import { gradient } from '../../ir/index.ts'
import { type Context, inScope } from './context.ts'
import { type Lowered, numbers, scalarOf } from './lowered.ts'
import { workingOn } from './work.ts'

/** The derivatives of a scalar with respect to each of some values, taken on the program itself. */
export const lowerGradient = (
  c: Context,
  s: SyntaxOf<'Gradient'>,
  lower: (s: Syntax) => Lowered,
): readonly Lowered[] => {
  const { o } = c
  const at = s.at.map((term) => numbers(lower(term)))
  const aliases = at.map((value) => ({ ...value, nodes: value.nodes.map(o.build.alias) }))
  s.bound.forEach((variable, i) => {
    c.variables.set(variable, aliases[i]!)
  })
  const body = inScope(c, s.bound, () => scalarOf(lower(s.body)))
  for (const variable of s.bound) c.variables.delete(variable)
  const flat = workingOn(c, 'backward', () =>
    gradient(
      o,
      body,
      aliases.flatMap((a) => a.nodes),
    ),
  )
  let position = 0
  return aliases.map((a) => ({ ...a, nodes: a.nodes.map(() => flat[position++]!) }))
}
