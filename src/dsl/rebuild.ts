import { type Field, forEachNode } from './structure.ts'
import type { CombinatorSyntax, LoopSyntax, Syntax, Variable } from './syntax.ts'

type Change = (s: Syntax) => Syntax

/** Loop counters that are no variables any more leave the random nodes that named them. */
const counters = (iterations: readonly Variable[], f: Change): readonly Variable[] =>
  iterations.map(f).filter((s): s is Variable => s._tag === 'Variable')

const parts = (of: CombinatorSyntax['parts'], f: Change): CombinatorSyntax['parts'] =>
  Object.fromEntries(
    Object.entries(of).map(([name, part]) => [
      name,
      typeof part === 'number' ? part : part._tag === 'Lambda' ? { ...part, body: f(part.body) } : f(part),
    ]),
  )

const times = (of: LoopSyntax['times'], f: Change): LoopSyntax['times'] =>
  typeof of === 'number' ? of : { ...of, samplesOf: f(of.samplesOf) }

/** What a field becomes. What a node binds, and plain fields, stay. */
const changes: Readonly<Partial<Record<Field['holds'], (value: never, f: Change) => unknown>>> = {
  term: (of: Syntax, f) => f(of),
  terms: (of: readonly Syntax[], f) => of.map(f),
  counters,
  times,
  parts,
}

const changing = forEachNode((fields) =>
  fields.flatMap(([name, { holds }]) => {
    const change = changes[holds] as ((value: unknown, f: Change) => unknown) | undefined
    return change === undefined ? [] : [[name, change] as const]
  }),
)

/** The same node made of changed nodes; a node that has none inside is itself. */
export const rebuild = (s: Syntax, f: Change): Syntax => {
  const fields = changing[s._tag]
  if (fields.length === 0) return s
  const made: Record<string, unknown> = { ...s }
  for (const [name, change] of fields) made[name] = change(made[name], f)
  return made as unknown as Syntax
}
