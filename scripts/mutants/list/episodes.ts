import type { Mutant } from '../mutant.ts'

const language = 'test/dsl/episodes.test.ts'
const methods = 'test/methods/meta-learning.test.ts'

export const ofEpisodes: readonly Mutant[] = [
  {
    name: 'a mean over episodes that is their sum',
    breaks: 'the mean over episodes of what is made of the support of each',
    file: 'src/compiler/lower/loops.ts',
    from: 'o.constant(1 / Math.max(1, times))',
    to: 'o.constant(1)',
    test: language,
    only: 'is the mean over episodes',
  },
  {
    name: 'episodes whose sides are exchanged on the device',
    breaks: 'the mean over episodes of what is made of the support of each',
    file: 'src/compiler/lower/batches.ts',
    from: "side === 'support' ? [0, support] : [support, length - support]",
    to: "side === 'query' ? [0, support] : [support, length - support]",
    test: language,
    only: 'is the mean over episodes',
  },
  {
    name: 'a side of episodes that the host takes from the start',
    breaks: 'what the host makes of a side is of those examples',
    file: 'src/compiler/host/examples.ts',
    from: "const from = side === 'support' ? 0 : episode.support",
    to: 'const from = 0',
    test: language,
    only: 'what the host makes of a side',
  },
  {
    name: 'first-order MAML that differentiates through its steps',
    breaks: 'the mean of ∇L_Q(θₖ)',
    file: 'src/methods/fomaml.ts',
    from: 'rate: o.rate, transform: firstOrder }',
    to: 'rate: o.rate }',
    test: methods,
    only: 'its meta-gradient is the mean of ∇L_Q',
  },
  {
    name: 'an implicit gradient that multiplies by λ',
    breaks: '(I + A/λ)⁻¹ ∇L_Q(φ)',
    file: 'src/dsl/combinators/implicit-gradient.ts',
    from: 'divide(curved(vector), divisor)',
    to: 'multiply(curved(vector), divisor)',
    test: methods,
    only: 'with inner steps that reach it',
  },
  {
    name: 'Reptile that counts no meta-batch',
    breaks: 'the pull goes to its last value in a line',
    file: 'src/methods/reptile.ts',
    from: 'seen: add(seen, 1)',
    to: 'seen: add(seen, 0)',
    test: methods,
    only: 'the pull goes to its last value',
  },
  {
    name: 'intervals of 68 %',
    breaks: 'half the widths of the 95 % intervals',
    file: 'src/experiment/protocol/episodes.ts',
    from: '(1.96 * deviation(scores))',
    to: 'deviation(scores)',
    test: 'test/experiment/protocol/episodes.test.ts',
    only: 'half the widths',
  },
]
