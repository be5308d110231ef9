import { describe, expect, it } from 'vitest'
import { add, defineMethod, grad, loss, type Mode, metaUpdate, softLabels } from '../../../src/dsl/index.ts'
import { explain } from '../../../src/interpreters/explain/index.ts'

const told = (f: (mode: Mode) => Mode): string => {
  const method = defineMethod({
    name: 'modes',
    source: 'a test',
    options: {},
    state: () => ({}),
    onBatch:
      () =>
      ({ theta, batch }) => {
        const labelled = softLabels(batch, theta, f('predicting'))
        const direction = add(grad(loss(batch))(theta), grad(loss(labelled, f('predicting')))(theta))
        return { theta: metaUpdate({ direction, rate: 0.5 })(theta) }
      },
  })
  return explain(method, {}, { format: 'unicode' })
}

describe('the mode of a network in notation', () => {
  const predicting = told((mode) => mode)
  const learning = told(() => 'learning')
  it('stands at what predicts, with a note of what that is', () => {
    expect(predicting).toContain('∇L_B(θ)')
    expect(predicting).toMatch(/∇L_\{soft_\{?predicting\}?\(B; θ\),predicting\}\(θ\)/)
    expect(predicting).toContain('what is predicting is of the network as it predicts')
  })
  it('is not said of what learns', () => {
    expect(learning).not.toContain('predicting')
    expect(learning).toContain('∇L_{soft(B; θ)}(θ)')
  })
})
