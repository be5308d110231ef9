import { methods } from '../../src/methods/index.ts'

/** Options that make any method small; those that a method doesn't have are left out. */
const small: Readonly<Record<string, number>> = {
  memory: 6,
  replay: 3,
  sample: 8,
  samples: 12,
  batches: 2,
  glances: 2,
  innerSteps: 3,
  over: 4,
  together: 5,
  layers: 2,
  units: 4,
  coordinates: 8,
  metaSteps: 2,
  grid: 8,
  distilSteps: 2,
  settle: 0,
  examples: 3,
  every: 2,
}

/** A method at options, by the name that a report gives it. */
export interface Row {
  readonly name: string
  readonly method: string
  readonly set: Readonly<Record<string, number | string>>
}

const row = (method: string, more: Readonly<Record<string, number | string>> = {}): Row => ({
  name: [method, ...Object.entries(more).map(([option, value]) => `${option}=${value}`)].join(' '),
  method,
  set: {
    ...Object.fromEntries(Object.entries(small).filter(([option]) => methods[method]?.options[option] !== undefined)),
    ...more,
  },
})

/** Every method as it is, and every form that an option gives it. */
export const rows: readonly Row[] = Object.entries(methods).flatMap(([name, { options }]) => [
  row(name),
  ...Object.entries(options).flatMap(([option, { range, fallback }]) =>
    range.startsWith('one of ')
      ? range
          .slice('one of '.length)
          .split(', ')
          .filter((value) => value !== fallback)
          .map((value) => row(name, { [option]: value }))
      : [],
  ),
  ...(name === 'laMaml' ? [row(name, { order: 'second', innerBatch: 2, innerGradient: 'clipped', clip: 0.1 })] : []),
])
