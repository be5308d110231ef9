import type { Lambda, Syntax, SyntaxRules, Variable } from '../../dsl/index.ts'

type Change = (s: Syntax) => Syntax

/** Loop counters that are no variables any more leave the random nodes that named them. */
const counters = (iterations: readonly Variable[], f: Change): readonly Variable[] =>
  iterations.map(f).filter((s): s is Variable => s._tag === 'Variable')

const rules = (f: Change): SyntaxRules<Syntax> => {
  const part = (p: Syntax | Lambda | number): Syntax | Lambda | number =>
    typeof p === 'number' ? p : p._tag === 'Lambda' ? { ...p, body: f(p.body) } : f(p)
  const leaf = (s: Syntax): Syntax => s
  return {
    Variable: leaf,
    Option: leaf,
    Literal: leaf,
    Reservoir: leaf,
    Ring: leaf,
    Unary: (s) => ({ ...s, of: f(s.of) }),
    Binary: (s) => ({ ...s, left: f(s.left), right: f(s.right) }),
    Compare: (s) => ({ ...s, left: f(s.left), right: f(s.right) }),
    Select: (s) => ({ ...s, condition: f(s.condition), then: f(s.then), otherwise: f(s.otherwise) }),
    Like: (s) => ({ ...s, of: f(s.of), value: f(s.value) }),
    Reduce: (s) => ({ ...s, of: f(s.of) }),
    Only: (s) => ({ ...s, of: f(s.of) }),
    Apply: (s) => ({ ...s, parameters: f(s.parameters), to: f(s.to) }),
    Coordinates: (s) => ({ ...s, iterations: counters(s.iterations, f) }),
    Pick: (s) => ({ ...s, of: f(s.of), coordinates: f(s.coordinates) }),
    Measure: (s) => ({ ...s, parameters: f(s.parameters), batch: f(s.batch) }),
    Gradient: (s) => ({ ...s, at: s.at.map(f), body: f(s.body) }),
    FirstOrder: (s) => ({ ...s, of: f(s.of) }),
    Loop: (s) => ({
      ...s,
      times: typeof s.times === 'number' ? s.times : { ...s.times, samplesOf: f(s.times.samplesOf) },
      initial: s.initial.map(f),
      next: s.next.map(f),
    }),
    Along: (s) => ({ ...s, loop: f(s.loop), body: f(s.body) }),
    Expectation: (s) => ({ ...s, batch: f(s.batch), body: s.body.map(f) }),
    Component: (s) => ({ ...s, of: f(s.of) }),
    Join: (s) => ({ ...s, first: f(s.first), second: f(s.second) }),
    Take: (s) => ({ ...s, batch: f(s.batch) }),
    Shuffle: (s) => ({ ...s, batch: f(s.batch), iterations: counters(s.iterations, f) }),
    Draw: (s) => ({ ...s, memory: f(s.memory), iterations: counters(s.iterations, f) }),
    Relabel: (s) => ({
      ...s,
      batch: f(s.batch),
      parameters: f(s.parameters),
      iterations: counters(s.iterations, f),
    }),
    SoftLabels: (s) => ({ ...s, batch: f(s.batch), parameters: f(s.parameters) }),
    EveryLabel: (s) => ({ ...s, batch: f(s.batch) }),
    Place: (s) => ({ ...s, shuffle: f(s.shuffle) }),
    Push: (s) => ({ ...s, memory: f(s.memory), batch: f(s.batch), iterations: counters(s.iterations, f) }),
    EmptyList: (s) => ({ ...s, elements: s.elements.map(f) }),
    Append: (s) => ({ ...s, list: f(s.list), values: s.values.map(f) }),
    MapTasks: (s) => ({ ...s, over: f(s.over), body: s.body.map(f) }),
    Total: (s) => ({ ...s, list: f(s.list) }),
    ConeProjection: (s) => ({
      ...s,
      constraints: f(s.constraints),
      gradient: f(s.gradient),
      margin: f(s.margin),
      ridge: f(s.ridge),
    }),
    When: (s) => ({ ...s, condition: f(s.condition), then: s.then.map(f), otherwise: s.otherwise.map(f) }),
    Combinator: (s) => ({
      ...s,
      parts: Object.fromEntries(Object.entries(s.parts).map(([name, p]) => [name, part(p)])),
      definition: s.definition.map(f),
    }),
  }
}

/** The same node made of changed nodes. */
export const rebuild = (s: Syntax, f: Change): Syntax => (rules(f)[s._tag] as (s: Syntax) => Syntax)(s)
