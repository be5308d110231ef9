/** The symbols that papers use for what methods keep, by the name of the slot. */
const ofSlots: Readonly<Record<string, string>> = {
  theta: 'θ',
  importance: 'h',
  rate: 'α',
  anchor: 'θ*',
  learned: 'θ',
  information: 'F*',
  memory: 'M',
  path: 'ω',
  omega: 'Ω',
  moment: 'm',
  first: 'm',
  second: 'v',
  momentum: 'm',
  velocity: 'v',
  count: 'n',
  steps: 'n',
  batches: 'n',
  gradient: 'g',
  reference: 'r',
  centre: 'c',
  fast: 'φ',
  phi: 'φ',
  size: 'b',
  taken: 'φ*',
  reach: 'b*',
  weights: 'w',
}

/** A slot of the state, or of a record that a loop carries. */
export const slotSymbol = (name: string): string => ofSlots[name] ?? name

/** A slot of each element of a list over tasks: F of a past task, not the running F*. */
export const elementSymbol = (name: string): string => (name === 'information' ? 'F' : slotSymbol(name))

/** Letters tried in turn for a counter. */
export const counters: readonly string[] = ['i', 'j', 'l', 'n', 'u']
