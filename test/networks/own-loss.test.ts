import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../../src/digest.ts'
import {
  add,
  crossEntropy,
  defineLoss,
  dot,
  expectation,
  firstOrder,
  fisherProduct,
  freeParams,
  grad,
  gradientStep,
  huber,
  innerLoop,
  type Loss,
  logSoftmax,
  loss,
  lossBy,
  meanOver,
  multiply,
  type Params,
  sampleLabels,
  sum,
  sumAlong,
} from '../../src/dsl/index.ts'
import { render } from '../../src/fault.ts'
import { mlp, type Network, networkFrom } from '../../src/networks/index.ts'
import { batches, thetas } from '../dsl/examples.ts'
import { learner } from '../dsl/learner.ts'
import { between, width } from '../dsl/rows/network.ts'

const plain = mlp({ hidden: [2], activation: 'tanh' })
const bringing = (of: Network['loss']): Network => ({ ...plain, loss: of })
const own = bringing(defineLoss({ name: 'mine', predicts: 'classes', of: crossEntropy() }))
const robust = bringing(defineLoss({ name: 'robust', predicts: 'numbers', of: huber({ threshold: 0.5 }) }))

const told = (network: Network) =>
  learner(
    ({ theta, batch }) => ({
      value: loss(batch)(theta),
      gradient: grad(loss(batch))(theta),
      product: grad((at: Params) => dot(grad(loss(batch))(at), firstOrder(theta)))(theta),
      fisher: fisherProduct(batch, theta)(theta),
      sampled: grad(loss(sampleLabels(batch, theta)))(theta),
      each: expectation(batch, (x) => grad(loss(x))(theta)),
      steps: innerLoop(3, (at: Params) => gradientStep({ loss: loss(batch), rate: 0.1 })(at))(theta),
    }),
    { network, between },
  )

const cases = fc.record({ batch: batches(3, 3, 4), theta: thetas(width) })
/** A few hundred operations a coordinate on numbers of at most a few hundred. */
const most = 300 * 2 ** -53 * 300

describe('a loss that a network brings', () => {
  it('law: one that is the cross-entropy is the built-in one, wherever a method asks for the loss', async () => {
    const [one, other] = [told(plain), told(own)]
    await fc.assert(
      fc.asyncProperty(cases, async ({ batch, theta }) => {
        const { memories: _, ...is } = await other(theta, batch)
        const due = await one(theta, batch)
        for (const [name, values] of Object.entries(is) as [Exclude<keyof typeof due, 'memories'>, readonly number[]][])
          values.forEach((x, i) => expect(Math.abs(x - due[name][i]!)).toBeLessThanOrEqual(most))
      }),
      { numRuns: 10 },
    )
  })
  it('law: it is the same as by terms; control: it is not the squared error', async () => {
    const run = learner(
      ({ theta, batch }) => ({ brought: loss(batch)(theta), terms: lossBy(huber({ threshold: 0.5 }))(batch)(theta) }),
      {
        network: robust,
        between,
      },
    )
    const squared = learner(({ theta, batch }) => ({ loss: loss(batch)(theta) }), {
      network: bringing('squaredError'),
      between,
    })
    const { batch, theta } = {
      batch: fc.sample(batches(3, 3, 4), 1)[0]!,
      theta: Array.from({ length: width }, (_, i) => Math.sin(i)),
    }
    const { brought, terms } = await run(theta, batch)
    expect(brought).toEqual(terms)
    expect((await squared(theta, batch)).loss[0]).toBeGreaterThan(brought[0]! + 1e-3)
  })
  it('law: networks are told apart by the terms of their losses', () => {
    const again = bringing(defineLoss({ name: 'robust', predicts: 'numbers', of: huber({ threshold: 0.5 }) }))
    const other = bringing(defineLoss({ name: 'robust', predicts: 'numbers', of: huber({ threshold: 0.75 }) }))
    expect(digestOf(again)).toBe(digestOf(robust))
    expect(digestOf(other)).not.toBe(digestOf(robust))
  })
  const wrong: Readonly<Record<string, readonly [unknown, string]>> = {
    'has no name': [{ ...(own.loss as object), name: ' ' }, '`name` must be a text that is not empty'],
    'predicts neither': [{ ...(own.loss as object), predicts: 'dogs' }, '`predicts` must be one of classes, numbers'],
    'is no function': [{ name: 'mine', predicts: 'classes', of: 3 }, '`of` must be a function'],
    fails: [
      {
        name: 'mine',
        predicts: 'classes',
        of: () => {
          throw new Error('no')
        },
      },
      'a loss must give a term',
    ],
    'gives nothing': [{ name: 'mine', predicts: 'classes', of: () => undefined }, 'a term must be one of the language'],
    'is a number an example': [
      { name: 'mine', predicts: 'classes', of: (z: Parameters<Loss>[0]) => sumAlong(z) },
      'rows of one number',
    ],
    'looks at other parameters': [
      {
        name: 'mine',
        predicts: 'classes',
        of: ((z, _, batch) => add(meanOver(batch, sumAlong(z)), sum(freeParams('θ')))) satisfies Loss,
      },
      'a variable must be used inside the node that binds it',
    ],
    'multiplies what does not fit': [
      {
        name: 'mine',
        predicts: 'classes',
        of: ((z, y, batch) => meanOver(batch, multiply(logSoftmax(z), y) as never)) satisfies Loss,
      },
      'rows of one number of `batch`',
    ],
  }
  it.each(Object.entries(wrong))('one that %s is refused where the network is read', (_, [of, message]) => {
    const result = networkFrom({ ...plain, loss: of })
    expect(E.isLeft(result) ? render(result.left) : 'taken').toContain(message)
  })
  it('control: others are taken as they are', () => {
    for (const network of [plain, own, robust]) {
      const result = networkFrom(network)
      expect(E.isRight(result) && digestOf(result.right)).toBe(digestOf(network))
    }
  })
})
