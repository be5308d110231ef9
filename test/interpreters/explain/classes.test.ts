import { expect, it } from 'vitest'
import { classesIn, defineMethod, gradientStep, loss, reinitialise } from '../../../src/dsl/index.ts'
import { explain } from '../../../src/interpreters/explain/index.ts'

it('a head that starts anew for the classes of a batch reads so', () => {
  const method = defineMethod({
    name: 'resets',
    source: 'a test',
    options: {},
    state: () => ({}),
    onBatch:
      () =>
      ({ theta, batch }) => ({
        theta: gradientStep({ loss: loss(batch), rate: 0.5 })(reinitialise('output', classesIn(batch))(theta)),
      }),
  })
  const said = explain(method, {})
  expect(said).toContain(
    '  1  v ← start(θ, output)\n  2  v ← v if 0 < each(classes(B), output) else θ\n  3  θ ← v − ½∇L_B(v)',
  )
  expect(said).toContain('each(n, group) has, in each coordinate of that group, the number in n of the')
})
