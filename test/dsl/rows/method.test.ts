import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  crossEntropy,
  decodeProgram,
  defaults,
  defineMethod,
  encodeProgram,
  features,
  grad,
  innerLoop,
  innerProducts,
  judgeProgram,
  loss,
  lossBy,
  type MethodProgram,
  meanOver,
  multiply,
  outputs,
  type Params,
  type Rows,
  softLabels,
  squaredError,
  sumAlong,
  take,
  targets,
} from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { courseOf } from '../../../src/interpreters/cost/index.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { session } from '../../../src/interpreters/runtime/index.ts'
import { right } from '../learner.ts'
import { streams, tiny } from '../programs/stream.ts'
import { taught } from './method.ts'

const program = taught.program(defaults(taught.options))

const written = (of: MethodProgram): string => JSON.stringify(encodeProgram(of))

/** All slots after some batches. */
const played = async (of: MethodProgram, seed = 3) => {
  const own = session({ program: of, ...tiny, device: referenceDevice() })
  let state = right(await own.initial(seed)())
  for (const event of fc.sample(streams(1, 2), { numRuns: 1, seed: 5 })[0]!) {
    const next = right(await own.handle(seed, state, event)())
    own.release(state)
    state = next
  }
  return { own, state, saved: right(await own.save(state)()) }
}

describe('a method that looks at rows', () => {
  it('law: it is read as it is written, in the same words, and does the same to the bit', async () => {
    const read = right(decodeProgram(JSON.parse(written(program))))
    expect(written(read)).toBe(written(program))
    expect((await played(read)).saved).toEqual((await played(program)).saved)
  })
  it('law: a matrix is saved and restored as any slot is', async () => {
    const { own, saved } = await played(program)
    expect(saved.slopes).toMatchObject({ _tag: 'Numbers', tensors: [{ length: 2 * 4 }] })
    const back = right(
      await own.restore(
        JSON.parse(
          JSON.stringify(saved, (_, v) => (v instanceof Float64Array || v instanceof Float32Array ? Array.from(v) : v)),
        ),
      )(),
    )
    expect(JSON.stringify(right(await own.save(back)()))).toBe(JSON.stringify(saved))
  })
})

const doing = (theta: (at: { readonly theta: Params; readonly batch: Parameters<typeof outputs>[0] }) => Params) =>
  defineMethod({
    name: 'doing',
    source: 'a test',
    options: {},
    state: () => ({}),
    onBatch: () => (sees) => ({ theta: theta(sees) }),
  }).program({})

const said = (of: MethodProgram): string => {
  const built = judgeProgram(of)
  const read = decodeProgram(JSON.parse(written(of)))
  const [one, other] = [built, read].map((result) => (E.isLeft(result) ? result.left : undefined))
  expect(one === undefined ? 'taken' : `${one.rule}, got ${one.got}`).toBe(
    other === undefined ? 'taken' : `${other.rule}, got ${other.got}`,
  )
  return one === undefined ? 'taken' : render(one)
}

describe('what the judge says of rows', () => {
  it('rows of a batch with other labels are rows of that batch', () =>
    expect(
      said(
        doing(({ theta, batch }) => {
          const soft = softLabels(batch, theta)
          return grad((at: Params) => crossEntropy()(outputs(batch, at), targets(soft), soft))(theta)
        }),
      ),
    ).toBe('taken'))
  it('rows of two batches are no operands of one another, and are in no mean over another', () => {
    expect(
      said(
        doing(({ theta, batch }) => {
          const few = take(batch, 2)
          return grad((at: Params) => meanOver(batch, sumAlong(multiply(outputs(batch, at), targets(few)))))(theta)
        }),
      ),
    ).toContain('of the same batch, as the other operand')
    expect(
      said(
        doing(({ theta, batch }) =>
          grad((at: Params) => meanOver(take(batch, 2), sumAlong(outputs(batch, at))))(theta),
        ),
      ),
    ).toContain('`of` must be rows of one number of `batch`')
  })
  it('widths agree: of outputs with outputs, not with features', () =>
    expect(
      said(
        doing(({ theta, batch }) =>
          grad((at: Params) =>
            meanOver(batch, sumAlong(multiply(outputs(batch, at), features(batch, at, 'output') as never))),
          )(theta),
        ),
      ),
    ).toContain('rows of `outputs` of the same batch'))
  it('a loop may carry rows', () => {
    expect(
      said(
        doing(({ theta, batch }) =>
          grad((at: Params) =>
            meanOver(batch, sumAlong(innerLoop(2, (z: Rows) => multiply(z, 2))(outputs(batch, at)))),
          )(theta),
        ),
      ),
    ).toBe('taken')
  })
  it('rows are no slot, and a layer must be one of the network', async () => {
    expect(said(doing(({ theta, batch }) => outputs(batch, theta) as never))).toContain('rows of `outputs`')
    const strange = doing(({ theta, batch }) =>
      grad((at: Params) => meanOver(batch, sumAlong(features(batch, at, 'nowhere'))))(theta),
    )
    const own = session({ program: strange, ...tiny, device: referenceDevice() })
    const state = right(await own.initial(0)())
    const result = await own.handle(0, state, fc.sample(streams(1, 1), 1)[0]![0]!)()
    expect(E.isLeft(result) ? render(result.left) : 'taken').toContain(
      'a layer must be one of the network, got `nowhere`',
    )
  })
  it('control: inner products are as wide as a batch has examples', () =>
    expect(
      said(
        doing(({ theta, batch }) =>
          grad((at: Params) => {
            const z = outputs(batch, at)
            return meanOver(batch, sumAlong(multiply(innerProducts(z, z), outputs(batch, at) as never)))
          })(theta),
        ),
      ),
    ).toContain('of one number for each example of a batch'))
})

describe('what rows cost', () => {
  const costOf = async (of: MethodProgram) =>
    right(await courseOf({ ...tiny, program: of }, { tasks: [4], schedule: { batch: 4 } })()).tasks[0]!.batch
  it('law: the derivative of a loss by terms is one of each example, as that of the built-in one, and so is its Hessian product', async () => {
    const builtIn = await costOf(doing(({ theta, batch }) => grad(loss(batch))(theta)))
    const own = await costOf(doing(({ theta, batch }) => grad(lossBy(crossEntropy())(batch))(theta)))
    const other = await costOf(doing(({ theta, batch }) => grad(lossBy(squaredError)(batch))(theta)))
    expect([own.gradients, other.gradients]).toEqual([builtIn.gradients, builtIn.gradients])
    expect(own.hessianProducts).toEqual(builtIn.hessianProducts)
    const seen = async (of: typeof loss) =>
      (
        await costOf(
          doing(({ theta, batch }) =>
            grad((at: Params) => meanOver(batch, multiply(sumAlong(targets(batch)), of(batch)(at))))(
              grad((p: Params) => of(batch)(grad(of(batch))(p)))(theta),
            ),
          ),
        )
      ).hessianProducts
    expect(await seen(lossBy(crossEntropy()) as never)).toEqual(await seen(loss))
  })
})
