import type { Recipe } from './recipe.ts'

/** f(θ) = λ Σθ. */
export const penalty: Recipe = {
  name: 'A penalty',
  steps: [
    {
      file: 'src/dsl/penalties/tilt.ts',
      write: `import { like, literal, multiply, subtract, sum } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Scalar } from '../term.ts'
import type { Penalty } from './penalty.ts'

/** f(θ) = λ Σ θ. Its gradient is λ everywhere; its prox is v − γλ. */
export const tilt = <N extends string = 'learner'>({ strength }: { readonly strength: Scalar | number }): Penalty<N> => ({
  name: 'tilt',
  parts: { strength: literal(strength) },
  value: (at) => named('tilt', { strength: literal(strength), at }, multiply(strength, sum(at))),
  gradient: (at) => multiply(strength, like(at, 1)),
  prox: (rate) => (at) => subtract(at, multiply(rate, strength)),
})
`,
    },
    {
      file: 'src/dsl/penalties/index.ts',
      after: "export { sumPenalties, sumQuadratics } from './sum.ts'\n",
      put: "export { tilt } from './tilt.ts'\n",
    },
    {
      file: 'test/dsl/penalties/tilt.test.ts',
      write: `import { it } from 'vitest'
import { tilt } from '../../../src/dsl/penalties/index.ts'
import { laws, nonNegative, scalar } from '../../../src/laws/index.ts'

for (const law of laws.penalty({
  given: { strength: scalar(nonNegative) },
  penalty: (given) => tilt(given),
  definition: (at, { strength }) => strength[0]! * at.reduce((so, x) => so + x, 0),
}))
  it(\`law: \${law.name}\`, () => law.check())
`,
    },
  ],
  law: { file: 'test/dsl/penalties/tilt.test.ts' },
}
