/** A small document, written by hand: θ ← θ − α ∇L_B(θ), with a memory that is filled and drawn from in a loop. */
export const document = () => ({
  method: 'byHand',
  options: { rate: 0.1, steps: 2 } as Record<string, unknown>,
  state: {
    theta0: 0,
    slots: { memory: 1, past: 2 } as Record<string, unknown>,
    nodes: [
      { _tag: 'Variable', name: 'θ₀', kind: { params: 'learner' } },
      { _tag: 'Reservoir', capacity: 5, inclusive: false },
      { _tag: 'EmptyList', names: ['anchor'], elements: [0] },
    ] as Record<string, unknown>[],
  },
  handlers: {
    onBatch: {
      slots: { theta: 0, memory: 1, past: 2 } as Record<string, unknown>,
      task: 3,
      batch: 4,
      updates: { theta: 17, memory: 18 } as Record<string, unknown>,
      nodes: [
        { _tag: 'Variable', name: 'θ', kind: { params: 'learner' } },
        { _tag: 'Variable', name: 'memory', kind: 'memory' },
        { _tag: 'Variable', name: 'past', kind: { names: ['anchor'], elements: [{ params: 'learner' }] } },
        { _tag: 'Variable', name: 'task', kind: 'scalar' },
        { _tag: 'Variable', name: 'B', kind: 'batch' },
        { _tag: 'Variable', name: 'i', kind: 'scalar' },
        { _tag: 'Variable', name: 'θ', kind: { params: 'learner' } },
        { _tag: 'Draw', memory: 1, count: 3, replacement: true, iterations: [5] },
        { _tag: 'Variable', name: 'p', kind: { params: 'learner' } },
        { _tag: 'Measure', measure: 'loss', parameters: 8, batch: 7 },
        { _tag: 'Gradient', bound: [8], body: 9, at: [6] },
        { _tag: 'Component', of: 10, index: 0 },
        { _tag: 'Option', name: 'rate' },
        { _tag: 'Binary', operator: 'multiply', left: 12, right: 11 },
        { _tag: 'Binary', operator: 'subtract', left: 6, right: 13 },
        { _tag: 'Combinator', name: 'mine', parts: { rate: { node: 12 }, n: { number: 2 } }, definition: [14] },
        { _tag: 'Loop', times: 2, index: 5, bound: [6], initial: [0], next: [15] },
        { _tag: 'Component', of: 16, index: 0 },
        { _tag: 'Push', memory: 1, batch: 4, iterations: [] },
      ] as Record<string, unknown>[],
    },
  } as Record<
    string,
    {
      slots: Record<string, unknown>
      task: unknown
      batch: unknown
      updates: Record<string, unknown>
      nodes: Record<string, unknown>[]
    }
  >,
})

export type HandWritten = ReturnType<typeof document>

/** The document with something changed. */
export const edited = (change: (of: HandWritten) => unknown): unknown => {
  const of = document()
  const changed = change(of)
  return changed === undefined ? of : changed
}

/** The document with fields of a node of its handler changed. */
export const withNode = (number: number, fields: Readonly<Record<string, unknown>>): unknown =>
  edited((of) => {
    Object.assign(of.handlers.onBatch!.nodes[number]!, fields)
  })
