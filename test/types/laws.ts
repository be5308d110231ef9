/** What the type checker refuses of laws. */
import { type Batch, l1, loss, multiply, type Params, quadratic, sgd, sum } from '../../src/dsl/index.ts'
import { laws, params, scalar } from '../../src/laws/index.ts'

// What there is.
laws.penalty(l1({ strength: 1 }))
laws.penalty({ given: { strength: scalar(), weight: params(), centre: params() }, penalty: quadratic })
laws.step((theta) => multiply(0.5, theta))
laws.optimiser(sgd)
laws.optimiser({ optimiser: sgd, descends: 2 })
laws.objective({
  given: { centre: params() },
  objective:
    ({ centre }) =>
    (theta) =>
      sum(multiply(centre, theta)),
})

// @ts-expect-error
laws.penalty({ given: { strength: params() }, penalty: l1 })
// @ts-expect-error
laws.penalty({ given: { weight: params() }, penalty: ({ strength }) => l1({ strength }) })
// @ts-expect-error
laws.penalty((theta: Params) => sum(theta))
// @ts-expect-error
laws.step((theta) => sum(theta))
// @ts-expect-error
laws.step({ given: {}, state: { theta: params() }, step: () => () => ({ rate: sum }) })
// @ts-expect-error
laws.optimiser((theta: Params) => theta)
// @ts-expect-error
laws.optimiser({ optimiser: sgd, descends: true })
// @ts-expect-error
laws.objective((theta) => theta)
// @ts-expect-error
laws.objective((theta: Params<'meta'>) => sum(theta))
// @ts-expect-error
laws.objective(loss({} as Batch)({} as Params))
