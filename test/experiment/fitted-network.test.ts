import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { fittedNetwork, interfaceOf } from '../../src/experiment/index.ts'
import { mlp, type Network } from '../../src/networks/index.ts'
import { type Benchmark, benchmarks } from '../../src/streams/index.ts'
import { right } from './digits.ts'

const named = (name: string): Benchmark => benchmarks.find((one) => one.name === name)!
const sines = named('drifting-sines')
const data = right(await sines.data(undefined)())

describe('a network of a file', () => {
  const own = (loss: Network['loss']): Network => ({ ...mlp({ hidden: [3], loss }), name: 'own' })
  const chosen = (loss: Network['loss'], more: object = {}) =>
    fittedNetwork({ benchmark: sines, network: './own.ts', ownNetwork: own(loss), ...more }, data)

  it('is the learner, and says its loss', () => {
    expect(interfaceOf(sines, data).outputs).toBe(1)
    expect(chosen('squaredError')).toEqual(E.right(own('squaredError')))
  })
  it('starts as is asked for', () => {
    const initialisation = 'fanInUniform'
    expect(chosen('squaredError', { initialisation })).toEqual(E.right({ ...own('squaredError'), initialisation }))
  })
  it('of another loss than a benchmark has is refused; a named network has the loss of the benchmark', () => {
    expect(chosen('crossEntropy')).toMatchObject({
      left: {
        where: 'network own',
        rule: 'a network that learns drifting-sines must have the loss squaredError',
        got: 'crossEntropy',
        path: ['./own.ts', 'loss'],
      },
    })
    expect(fittedNetwork({ benchmark: sines, network: 'mlp' }, data)).toMatchObject({ right: { loss: 'squaredError' } })
  })
})
