import { describe, expect, it } from 'vitest'
import {
  defaults,
  defineMethod,
  elasticNet,
  gradientStep,
  groupLasso,
  l1,
  l2Ball,
  type Params,
  type Penalty,
  positive,
  regularize,
  type Scalar,
  slot,
} from '../../../src/dsl/index.ts'
import { explain, type Format } from '../../../src/interpreters/explain/index.ts'

interface Given {
  readonly lambda: Scalar
  readonly mu: Scalar
  readonly anchor: Params
}

/** The equation of L + f, as a method that descends it prints it. */
const equation = (penalty: (given: Given) => Penalty, format: Format): string => {
  const method = defineMethod({
    name: 'regularized',
    source: 'a test',
    options: { lambda: positive(1, { symbol: 'λ' }), mu: positive(1, { symbol: 'μ' }) },
    state: (_, theta0) => ({ anchor: slot('θ*', theta0) }),
    onBatch:
      ({ lambda, mu }) =>
      ({ theta, anchor, batch, loss }) => {
        const f = penalty({ lambda, mu, anchor })
        return { theta: gradientStep({ loss: regularize(loss(batch), f), rate: 1 })(theta) }
      },
    onTaskEnd:
      () =>
      ({ theta }) => ({ anchor: theta }),
  })
  const text = explain(method, defaults(method.options), { format })
  return (format === 'latex' ? /= L_\{B\}\(\\theta\) \+ (.*)\$/ : /= L_B\(θ\) \+ (.*)/).exec(text)?.[1] ?? text
}

const penalties: readonly (readonly [string, (given: Given) => Penalty, string, string])[] = [
  ['ℓ1', ({ lambda }) => l1({ strength: lambda }), 'λ ‖θ‖₁', '\\lambda\\,\\left\\|\\theta\\right\\|_{1}'],
  [
    'the elastic net',
    ({ lambda, mu }) => elasticNet({ strength: lambda, curvature: mu }),
    'λ ‖θ‖₁ + (μ/2) ‖θ‖²',
    '\\lambda\\,\\left\\|\\theta\\right\\|_{1} + \\frac{\\mu}{2}\\,\\left\\|\\theta\\right\\|^{2}',
  ],
  [
    'the group lasso',
    ({ lambda }) => groupLasso({ strength: lambda, groups: ['layer1', 'output'] }),
    'λ Σ_{g = layer1, output} √n_g ‖θ_g‖',
    '\\lambda\\,\\sum_{g = \\operatorname{layer1} ,\\ \\operatorname{output}} \\sqrt{n_{g}}\\,\\left\\|\\theta_{g}\\right\\|',
  ],
  [
    'a ball about 0',
    ({ mu }) => l2Ball({ radius: mu }),
    '(0 if ‖θ‖ ≤ μ else ∞)',
    '\\left(0\\ \\text{if}\\ \\left\\|\\theta\\right\\| \\le \\mu\\ \\text{else}\\ \\infty\\right)',
  ],
  [
    'a ball about a centre',
    ({ mu, anchor }) => l2Ball({ radius: mu, centre: anchor }),
    '(0 if ‖θ − θ*‖ ≤ μ else ∞)',
    '\\left(0\\ \\text{if}\\ \\left\\|\\theta - \\theta^{*}\\right\\| \\le \\mu\\ \\text{else}\\ \\infty\\right)',
  ],
]

describe('a penalty is printed as papers have it', () => {
  it.each(penalties)('%s', (_, penalty, unicode, latex) => {
    expect(equation(penalty, 'unicode')).toBe(unicode)
    expect(equation(penalty, 'latex').replace(/\s+/g, ' ')).toBe(latex)
  })
})
