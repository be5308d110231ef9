import { child, type Key, uniforms } from '../src/random/index.ts'

/** Where a search draws an option from: one of some values, or log-uniformly between two bounds. */
export type Range = { readonly of: readonly (number | string)[] } | { readonly from: number; readonly to: number }

export type Space = Readonly<Record<string, Range>>

// What EMCL and its ablations have in common: each is given the same ranges, and one glance at a batch.
const inner = {
  glances: { of: [1] },
  innerSteps: { of: [2, 3, 5, 10] },
  gamma: { from: 0.02, to: 0.5 },
  lambda: { from: 0.1, to: 10 },
} satisfies Space
const importance = { decay: { of: [0.9, 0.99, 0.999] }, floor: { of: [0.01, 0.1, 0.3] } } satisfies Space
const relativeRate = { r: { from: 0.03, to: 3 }, cap: { of: [1, 10, 100] } } satisfies Space

/** What is searched for each method. Options that are not named keep their defaults. */
export const spaces: Readonly<Record<string, Space>> = {
  finetune: { rate: { from: 0.003, to: 0.3 } },
  emcl: { ...inner, ...importance, ...relativeRate },
  'emcl-uniform': { ...inner, importance: { of: ['uniform'] }, r: relativeRate.r },
  'emcl-constant': { ...inner, ...importance, rateRule: { of: ['constant'] }, rate: { from: 0.03, to: 3 } },
  'emcl-gradient': { ...inner, ...importance, ...relativeRate, inner: { of: ['gradient'] } },
  'emcl-replay': {
    memory: { of: [200] },
    order: { of: ['sample', 'batch'] },
    replay: { of: [10, 30, 50] },
    glances: { of: [1, 2, 3] },
    innerSteps: { of: [3, 5, 10] },
    gamma: { from: 0.01, to: 0.3 },
    lambda: { from: 0.03, to: 3 },
    decay: { of: [0.99, 0.999] },
    r: { from: 0.03, to: 2 },
    floor: { of: [0.01, 0.1, 0.3] },
    cap: { of: [1, 10, 100] },
  },
  ewc: { rate: { from: 0.002, to: 0.2 }, lambda: { from: 0.3, to: 30 } },
  'ewc-proximal': { step: { of: ['proximal'] }, rate: { from: 0.03, to: 0.3 }, lambda: { from: 3, to: 1000 } },
  onlineEwc: { rate: { from: 0.002, to: 0.2 }, lambda: { from: 1, to: 100 }, decay: { of: [0.9, 1] } },
  'onlineEwc-proximal': {
    step: { of: ['proximal'] },
    rate: { from: 0.03, to: 0.3 },
    lambda: { from: 3, to: 1000 },
    decay: { of: [0.9, 1] },
  },
  'finetune-adam': { optimiser: { of: ['adam'] }, rate: { from: 0.0001, to: 0.01 } },
  gradientReconstruction: {
    optimiser: { of: ['adam'] },
    rate: { from: 0.0003, to: 0.003 },
    beta1: { of: [0.9, 0.95, 0.99] },
    metaRate: { of: [0.0003, 0.001, 0.003] },
    activation: { of: ['relu', 'tanh'] },
  },
  'gradientReconstruction-momentum': {
    optimiser: { of: ['momentum'] },
    rate: { from: 0.0003, to: 0.01 },
    momentum: { of: [0.9, 0.99] },
    metaRate: { of: [0.0003, 0.001, 0.003] },
  },
  'gradientReconstruction-sgd': {
    optimiser: { of: ['sgd'] },
    rate: { from: 0.003, to: 0.1 },
    metaRate: { of: [0.0003, 0.001, 0.003] },
    agreement: { of: ['mean', 'pairwise'] },
    inputScale: { of: [5, 20] },
  },
  joint: { rate: { from: 0.01, to: 0.5 }, replay: { of: [30, 90] } },
  naturalGradient: {
    rate: { from: 0.0003, to: 0.1 },
    damping: { from: 0.001, to: 1 },
    decay: { of: [0.9, 0.95, 0.99] },
  },
  kfacLaplace: { rate: { from: 0.002, to: 0.2 }, lambda: { from: 0.01, to: 10 } },
  // Of t tasks alike it is t times as strong as the sum of products.
  'kfacLaplace-factors': { sum: { of: ['factors'] }, rate: { from: 0.002, to: 0.2 }, lambda: { from: 0.001, to: 1 } },
  si: { rate: { from: 0.002, to: 0.3 }, strength: { from: 0.001, to: 10 }, damping: { from: 0.001, to: 0.3 } },
  'si-relu': {
    importance: { of: ['relu'] },
    rate: { from: 0.01, to: 0.3 },
    strength: { from: 0.001, to: 10 },
    damping: { from: 0.001, to: 0.3 },
  },
  mas: { rate: { from: 0.002, to: 0.3 }, strength: { from: 0.001, to: 10 } },
  er: { rate: { from: 0.01, to: 0.3 }, replay: { of: [10, 20, 40] }, glances: { of: [1, 2, 5] } },
  erBalanced: { rate: { from: 0.01, to: 0.3 }, replay: { of: [10, 20, 40] }, glances: { of: [1, 2, 5] } },
  der: {
    rate: { from: 0.01, to: 0.3 },
    replay: { of: [10, 32, 128] },
    alpha: { from: 0.1, to: 3 },
    glances: { of: [1, 2, 5] },
  },
  derpp: {
    rate: { from: 0.01, to: 0.3 },
    replay: { of: [10, 32, 128] },
    alpha: { from: 0.1, to: 3 },
    beta: { from: 0.3, to: 3 },
    glances: { of: [1, 2, 5] },
  },
  gss: { rate: { from: 0.01, to: 0.3 }, replay: { of: [10, 20, 40] }, glances: { of: [1, 2, 5] } },
  icarl: { rate: { from: 0.03, to: 1 }, replay: { of: [10, 20, 40] }, glances: { of: [1, 2, 5] } },
  agem: { rate: { from: 0.01, to: 0.3 } },
  gem: { rate: { from: 0.01, to: 0.3 }, margin: { of: [0, 0.1, 0.5, 1] } },
  mer: {
    rate: { from: 0.01, to: 0.1 },
    within: { of: [0.01, 0.03, 0.1] },
    across: { of: [0.3, 1] },
    batches: { of: [5, 10] },
  },
  cMaml: { rate: { from: 0.01, to: 0.3 }, outer: { from: 0.03, to: 0.3 } },
  syncLaMaml: { rate: { from: 0.01, to: 0.3 }, rateOfRates: { from: 0.03, to: 0.5 }, outer: { from: 0.03, to: 0.3 } },
  laMaml: { rate: { from: 0.03, to: 0.3 }, rateOfRates: { from: 0.03, to: 0.5 } },
}

/** What is searched on split digits, which are learned in one pass: methods that replay are given the same rates and sizes of draws. */
const replayed = { rate: { from: 0.01, to: 0.3 }, replay: { of: [10, 32, 128] } } satisfies Space
export const splitSpaces: Readonly<Record<string, Space>> = {
  finetune: { rate: { from: 0.003, to: 0.3 } },
  lwf: { rate: { from: 0.003, to: 0.3 }, strength: { from: 0.3, to: 10 } },
  er: replayed,
  erBalanced: replayed,
  der: { ...replayed, alpha: { from: 0.1, to: 3 } },
  derpp: { ...replayed, alpha: { from: 0.1, to: 3 }, beta: { from: 0.3, to: 3 } },
  icarl: { ...replayed, rate: { from: 0.03, to: 3 } },
  gss: replayed,
  rwalk: { rate: { from: 0.003, to: 0.3 }, strength: { from: 0.1, to: 100 } },
  kfacLaplace: { rate: { from: 0.003, to: 0.3 }, lambda: { from: 0.01, to: 10 } },
  ogd: { rate: { from: 0.003, to: 0.3 } },
  vcl: { rate: { from: 0.0003, to: 0.01 }, deviation: { from: 0.01, to: 0.1 }, examples: { of: [2000] } },
  joint: { rate: { from: 0.01, to: 0.3 } },
}

/** What the authors' code takes for split digits and a memory of 200 or 500, with batches of 10. */
export const settingsOfAuthors: Readonly<Record<string, readonly Readonly<Record<string, number>>[]>> = {
  er: [
    { rate: 0.01, replay: 10 },
    { rate: 0.1, replay: 10 },
  ],
  derpp: [
    { rate: 0.03, replay: 128, alpha: 0.2, beta: 1 },
    { rate: 0.03, replay: 10, alpha: 1, beta: 0.5 },
  ],
}

/**
 * Where a second search looks. A mean over n new examples and k old ones weights the old by k / n, up to 12.8; so DER++, which adds a mean
 * over old ones to that over new ones, is let have as much of them, at rates that are lower by as much.
 */
export const steadier: Readonly<Record<string, Space>> = {
  er: { rate: { from: 0.03, to: 1 }, replay: { of: [32, 128] } },
  derpp: {
    rate: { from: 0.01, to: 0.1 },
    replay: { of: [32, 128] },
    alpha: { from: 0.3, to: 3 },
    beta: { from: 1, to: 20 },
  },
}

/** A space as `retain search --over` reads it. */
export const spelled = (space: Space): string =>
  Object.entries(space)
    .map(([name, range]) => `${name}=${'of' in range ? range.of.join('|') : `log:${range.from}..${range.to}`}`)
    .join(',')

/** One setting drawn from a space. */
export const drawnFrom = (space: Space, key: Key): Readonly<Record<string, number | string>> =>
  Object.fromEntries(
    Object.entries(space).map(([name, range]) => {
      const u = uniforms(child(key, name), 1)[0]!
      if ('of' in range) return [name, range.of[Math.floor(u * range.of.length)]!]
      return [name, Number((range.from * (range.to / range.from) ** u).toPrecision(2))]
    }),
  )
