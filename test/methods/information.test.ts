import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import { decodeOptions } from '../../src/dsl/index.ts'
import { render } from '../../src/fault.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { session } from '../../src/interpreters/runtime/index.ts'
import { largestOf, near, same } from '../../src/laws/index.ts'
import { ewc, finetune, onlineEwc } from '../../src/methods/index.ts'
import { mlp, type Network } from '../../src/networks/index.ts'
import { slopeAt } from './least-squares.ts'
import { played, right, thetaAfter } from './played.ts'
import { regressions, rowsOf, vectors } from './points.ts'

const one = { fisher: 'empirical', samples: 3 }
const cases = fc.tuple(regressions(3), vectors(2))

/** (1/N) Σ (∂ℓ)², sample by sample: the empirical information of a line. */
const squares = (data: HostBatch, theta: readonly number[]): readonly number[] =>
  [0, 1].map((m) => [0, 1, 2].reduce((so, row) => so + slopeAt(rowsOf(data, row), theta)[m]! ** 2 / 3, 0))

const deep = { network: mlp({ hidden: [3], loss: 'squaredError' }) }
/** How many coordinates of θ come before the last layer: 3 weights and 3 biases. */
const features = 6

describe.each([
  ['ewc', ewc],
  ['onlineEwc', onlineEwc],
] as const)('the information of %s', (_, method) => {
  const kept = async (data: HostBatch, theta: readonly number[] | undefined, set: object, more: object = {}) => {
    const at = theta === undefined ? {} : { theta }
    const { slots } = (await played(method, [['end', data]], { ...at, ...more, set: { ...one, ...set } })).at(-1)!
    const all = slots.information ?? slots.past!
    return method === ewc ? all.slice(0, all.length / 2) : all
  }

  it('by hand: as it is, divided by its largest or by its mean', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([data, theta]) => {
        const want = squares(data, theta)
        const scaled = (by: number) => want.map((f) => (by === 0 ? f : f / by))
        expect(near(await kept(data, theta, {}), want, 64, 1)).toBe(true)
        expect(near(await kept(data, theta, { normalise: 'max' }), scaled(largestOf(want)), 64)).toBe(true)
        expect(near(await kept(data, theta, { normalise: 'mean' }), scaled((want[0]! + want[1]!) / 2), 64)).toBe(true)
      }),
    ))
  it('law: where there is no information, dividing by it leaves 0', async () => {
    const [data] = fc.sample(regressions(3), 1)
    const fitted = { ...data!, targets: Float32Array.from(data!.inputs) }
    for (const normalise of ['max', 'mean']) expect(await kept(fitted, [1, 0], { normalise }, {})).toEqual([0, 0])
  })
  it('law: cut at c it is min(F, c), after it is divided; at a c above all of it, it is itself to the bit', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([data, theta]) => {
        const whole = await kept(data, theta, { normalise: 'max' })
        const cut = await kept(data, theta, { normalise: 'max', clipping: 'value', clip: 0.5 })
        expect(
          same(
            cut,
            whole.map((f) => Math.min(f, 0.5)),
          ),
        ).toBe(true)
        const uncut = await kept(data, theta, { normalise: 'max', clipping: 'value', clip: 2 })
        expect(same(uncut, whole)).toBe(true)
      }),
    ))
  it('law: the features and the output are two parts of the whole, to the bit', () =>
    fc.assert(
      fc.asyncProperty(regressions(3), async (data) => {
        const [all, before, last] = await Promise.all(
          ['all', 'features', 'output'].map((groups) => kept(data, undefined, { groups }, deep)),
        )
        expect(
          same(
            before!,
            all!.map((f, m) => (m < features ? f : 0)),
          ),
        ).toBe(true)
        expect(
          same(
            last!,
            all!.map((f, m) => (m < features ? 0 : f)),
          ),
        ).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('limit: on a line, which is an output and no more, holding the features holds nothing: it is finetuning', () =>
    fc.assert(
      fc.asyncProperty(regressions(3), regressions(3, 1, 1), vectors(2), async (first, second, theta) => {
        const happenings = [
          ['batch', first],
          ['end', first],
          ['batch', second],
          ['batch', second],
        ] as const
        const set = { ...one, rate: 0.125, groups: 'features' }
        const free = await thetaAfter(finetune, happenings, { theta, set: { rate: 0.125 } })
        expect(same(await thetaAfter(method, happenings, { theta, set }), free)).toBe(true)
      }),
    ))
  it('control: the information of a line is neither divided nor cut unless an option says so', async () => {
    const [found] = fc.sample(
      cases.filter(([d, t]) => largestOf(squares(d, t)) > 2),
      1,
    )
    const [data, theta] = found!
    const whole = await kept(data, theta, {})
    for (const set of [{ normalise: 'max' }, { normalise: 'mean' }, { clipping: 'value', clip: 1 }])
      expect(near(await kept(data, theta, set), whole, 1e6)).toBe(false)
  })
  it('refuses to hold the features of a network that has no layer of that name, and names those that there are', async () => {
    const network: Network = {
      ...mlp({ hidden: [] }),
      layers: [{ _tag: 'Flatten' }, { _tag: 'Dense', group: 'last', units: 'outputs' }],
    }
    const program = method.program(right(decodeOptions(method.name, method.options, { ...one, groups: 'features' })))
    const own = session({
      program,
      network,
      between: { inputShape: [1], outputs: 1 },
      device: referenceDevice(),
    })
    const [data] = fc.sample(regressions(3), 1)
    const state = right(await own.initial(0)())
    const after = await own.handle(0, state, { name: 'onTaskEnd', task: 0, batch: 0, batches: { data: data! } })()
    own.release(state)
    expect(isLeft(after) && render(after.left)).toContain('a parameter group must be one of last, got `output`')
  })
})
