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

const ofParts: Readonly<Record<string, string>> = {
  direction: 'g',
  gradient: 'g',
  importance: 'Ω',
  information: 'F',
  reference: 'r',
  rate: 'α',
  weight: 'w',
  centre: 'c',
  value: 'v',
  fraction: 'β',
}

/** What a combinator was given, by the name of the part. */
export const partSymbol = (name: string): string | undefined =>
  Object.hasOwn(ofParts, name) ? ofParts[name] : undefined

/** What a combinator gives. A step gives new parameters: it is called by what it was taken from. */
const ofResults: Readonly<Record<string, string>> = {
  taylorImportance: 'Ω',
  sensitivity: 'Ω',
  outputSensitivity: 'Ω',
  fisher: 'F',
  empiricalFisher: 'F',
  halfSpaceProjection: 'g',
  pathIntegral: 'ω',
}

export const resultSymbol = (combinator: string): string | undefined =>
  Object.hasOwn(ofResults, combinator) ? ofResults[combinator] : undefined

/** Letters tried in turn for a counter. */
export const counters: readonly string[] = ['i', 'j', 'l', 'n', 'u']
