import type { Lambda, Syntax, SyntaxRules, Variable } from '../syntax.ts'

/** Some terms inside a node, and the variables that the node binds around them. */
export interface Scope {
  readonly bound: readonly Variable[]
  readonly terms: readonly Syntax[]
}

const open = (...terms: readonly Syntax[]): readonly Scope[] => [{ bound: [], terms }]

const ofParts = (parts: readonly (Syntax | Lambda | number)[]): readonly Scope[] =>
  parts.flatMap((p): readonly Scope[] => {
    if (typeof p === 'number') return []
    return p._tag === 'Lambda' ? [{ bound: p.bound, terms: [p.body] }] : open(p)
  })

const rules: SyntaxRules<readonly Scope[]> = {
  Variable: () => [],
  Option: () => [],
  Literal: () => [],
  Unary: ({ of }) => open(of),
  Binary: ({ left, right }) => open(left, right),
  Compare: ({ left, right }) => open(left, right),
  Select: ({ condition, then, otherwise }) => open(condition, then, otherwise),
  Like: ({ of, value }) => open(of, value),
  Reduce: ({ of }) => open(of),
  Only: ({ of }) => open(of),
  Apply: ({ parameters, to }) => open(parameters, to),
  Coordinates: ({ iterations }) => open(...iterations),
  Pick: ({ of, coordinates }) => open(of, coordinates),
  Measure: ({ parameters, batch }) => open(parameters, batch),
  Gradient: ({ bound, body, at }) => [...open(...at), { bound, terms: [body] }],
  FirstOrder: ({ of }) => open(of),
  Loop: ({ times, index, sample, bound, initial, next }) => [
    ...open(...(typeof times === 'number' ? [] : [times.samplesOf]), ...initial),
    { bound: [index, ...(sample === undefined ? [] : [sample]), ...bound], terms: next },
  ],
  Along: ({ loop, bound, body }) => [
    ...open(loop),
    { bound: loop._tag === 'Loop' ? [loop.index, ...bound] : bound, terms: [body] },
  ],
  Expectation: ({ batch, sample, index, body }) => [...open(batch), { bound: [sample, index], terms: body }],
  Component: ({ of }) => open(of),
  Join: ({ first, second }) => open(first, second),
  Take: ({ batch }) => open(batch),
  Shuffle: ({ batch, iterations }) => open(batch, ...iterations),
  Draw: ({ memory, iterations }) => open(memory, ...iterations),
  Relabel: ({ batch, parameters, iterations }) => open(batch, parameters, ...iterations),
  SoftLabels: ({ batch, parameters }) => open(batch, parameters),
  EveryLabel: ({ batch }) => open(batch),
  Place: ({ shuffle }) => open(shuffle),
  Reservoir: () => [],
  Ring: () => [],
  Push: ({ memory, batch, iterations }) => open(memory, batch, ...iterations),
  EmptyList: ({ elements }) => open(...elements),
  Append: ({ list, values }) => open(list, ...values),
  MapTasks: ({ over, bound, index, body }) => [...open(over), { bound: [index, ...bound], terms: body }],
  Total: ({ list, like }) => open(list, ...(like === undefined ? [] : [like])),
  ConeProjection: ({ constraints, gradient, margin, ridge }) => open(constraints, gradient, margin, ridge),
  When: ({ condition, then, otherwise }) => open(condition, ...then, ...otherwise),
  Combinator: ({ parts, definition }) => [...open(...definition), ...ofParts(Object.values(parts))],
}

/** Everything a node mentions, parts of combinators included, by the variables bound around it. */
export const scopesOf = (s: Syntax): readonly Scope[] => (rules[s._tag] as (s: Syntax) => readonly Scope[])(s)
