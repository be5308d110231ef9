import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  type AuxiliaryNetwork,
  apply,
  coordinateWise,
  decodeProgram,
  defaults,
  defineMethod,
  encodeProgram,
  features,
  grad,
  judgeProgram,
  loss,
  type MethodProgram,
  meanOver,
  multiply,
  outputs,
  overInputs,
  type Params,
  preactivations,
  reinitialise,
  type Scalar,
  square,
  sum,
  sumAlong,
} from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { courseOf } from '../../../src/interpreters/cost/index.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { explain } from '../../../src/interpreters/explain/index.ts'
import { session } from '../../../src/interpreters/runtime/index.ts'
import { right } from '../learner.ts'
import { streams, tiny } from '../programs/stream.ts'
import { learnsBoth } from './modulated.ts'

const program = learnsBoth.program(defaults(learnsBoth.options))

const written = (of: MethodProgram): string => JSON.stringify(encodeProgram(of))

const events = fc.sample(streams(1, 3), { numRuns: 1, seed: 5 })[0]!

/** All slots after some batches of images of the given shape, which hold the same numbers. */
const played = async (
  of: MethodProgram,
  { seed = 3, inputShape = [3] as readonly number[], batches = events } = {},
) => {
  const between = { ...tiny.between, inputShape }
  const own = session({ program: of, ...tiny, between, device: referenceDevice() })
  let state = right(await own.initial(seed)())
  for (const event of batches) {
    const examples = { ...event.batches.batch!, inputShape }
    const next = right(await own.handle(seed, state, { ...event, batches: { batch: examples } })())
    own.release(state)
    state = next
  }
  return { own, state, saved: right(await own.save(state)()) }
}

describe('a method with a network over inputs', () => {
  it('law: it is read as it is written, in the same words, and does the same to the bit', async () => {
    const read = right(decodeProgram(JSON.parse(written(program))))
    expect(written(read)).toBe(written(program))
    expect(encodeProgram(program)).toMatchObject({
      networks: {
        m: {
          takes: 'inputs',
          gives: 'features:output',
          hidden: [3],
          activation: 'tanh',
          initialisation: 'kaimingNormal',
        },
      },
    })
    expect((await played(read)).saved).toEqual((await played(program)).saved)
  })
  it('law: its parameters begin as it is initialised, are learned, saved and restored as any slot is', async () => {
    const { saved: begun } = await played(program, { batches: [] })
    // 3 inputs, 3 units, and the 4 numbers that come into the learner's last layer.
    expect(begun.phi).toMatchObject({ tensors: [{ length: 9 }, { length: 3 }, { length: 12 }, { length: 4 }] })
    const { own, saved } = await played(program)
    expect(saved.phi).not.toEqual(begun.phi)
    expect((await played(program, { seed: 4, batches: [] })).saved.phi).not.toEqual(begun.phi)
    const plain = JSON.parse(
      JSON.stringify(saved, (_, v) => (v instanceof Float64Array || v instanceof Float32Array ? Array.from(v) : v)),
    )
    const back = right(await own.restore(plain)())
    expect(JSON.stringify(right(await own.save(back)()))).toBe(JSON.stringify(saved))
  })
  it('law: of an image it takes the numbers in their order', async () => {
    expect((await played(program, { inputShape: [1, 3, 1] })).saved).toEqual((await played(program)).saved)
  })
  it('reads as papers have it', () => {
    const text = explain(learnsBoth, {})
    expect(text.slice(text.indexOf('On each batch'), text.indexOf('Notation'))).toMatchInlineSnapshot(`
      "On each batch B
        1  g_θ, gₚₕᵢ ← ∇J(θ, phi)
             where J(θ, phi):
                     v ← f(B | hₒᵤₜₚᵤₜ(B; θ) ⊙ m(B; phi); θ)
                     return E_{B}[logsumexp(v) − y_Bᵀv]
        2  θ ← θ − α g_θ
        3  phi ← phi − α gₚₕᵢ

      "
    `)
    expect(text.replace(/\s+/g, ' ')).toContain('m(B; φ) has a row for each example of B: what the network m')
    expect(explain(learnsBoth, {}, { format: 'latex' })).not.toContain('?')
  })
})

/** A method that goes down a scalar of θ, φ and a batch; φ is of a network that is declared so. */
const down = <const D extends AuxiliaryNetwork>(
  network: D,
  of: (at: { theta: Params; phi: never; batch: never }) => Scalar,
) =>
  defineMethod({
    name: 'down',
    source: 'a test',
    options: {},
    networks: () => ({ m: network }),
    state: (_, __, { m }) => ({ phi: m as never }),
    onBatch: () => (sees) => ({ theta: grad((theta: Params) => of({ ...sees, theta } as never))(sees.theta) }),
  }).program({})

const said = (of: MethodProgram): string => {
  const [built, read] = [judgeProgram(of), decodeProgram(JSON.parse(written(of)))]
  const [one, other] = [built, read].map((result) => (E.isLeft(result) ? result.left : undefined))
  expect(one?.got).toBe(other?.got)
  return one === undefined ? 'taken' : render(one)
}

const squared = (gives: 'outputs' | 'inputs' | 'features:output' | 'preactivations:layer1' | number) =>
  down(overInputs({ gives, hidden: [] }), ({ theta, phi, batch }) =>
    meanOver(batch, sumAlong(square(multiply(outputs(batch, phi), sumAlong(outputs(batch, theta)))))),
  )

describe('what the judge says of networks over inputs', () => {
  it.each([
    ['outputs', 2],
    ['inputs', 3],
    ['features:output', 4],
    ['preactivations:layer1', 4],
    [1, 1],
    [5, 5],
  ] as const)('one may give rows of %s', async (gives, width) => {
    expect(said(squared(gives))).toBe('taken')
    expect((await played(squared(gives), { batches: events.slice(0, 1) })).saved.phi).toMatchObject({
      tensors: [{ length: 3 * width }, { length: width }],
    })
  })
  it.each([0, 1.5, 1e4, 'features', 'features:', 'examples', 'features:a × b'])('and not of %s', (gives) =>
    expect(said(squared(gives as never))).toContain(
      '`gives` must be a whole number from 1 to 1024, `outputs`, `inputs`',
    ),
  )
  it('a layer that the learner doesn’t have is refused when it is compiled', async () => {
    const own = session({ program: squared('features:nowhere' as never), ...tiny, device: referenceDevice() })
    const result = await own.initial(0)()
    expect(E.isLeft(result) ? render(result.left) : 'taken').toContain(
      'what a network gives must be as wide as a layer of the learner, got `features:nowhere`',
    )
  })
  it('what it gives meets rows of its width only', () => {
    const times = (layer: string) =>
      down(overInputs({ gives: 'features:output', hidden: [] }), ({ theta, phi, batch }) =>
        meanOver(batch, sumAlong(multiply(features(batch, theta, layer), outputs(batch, phi) as never))),
      )
    expect(said(times('output'))).toBe('taken')
    expect(said(times('layer1'))).toContain('must be rows of `features:layer1` of the same batch')
  })
  it('it is no network on coordinates, and such a one is none over inputs', () => {
    expect(
      said(down(overInputs({ gives: 1, hidden: [] }), ({ theta, phi }) => sum(apply('m → 1', phi)(theta)))),
    ).toContain('`network` must be one on coordinates, not on inputs, got `m → 1`')
    expect(
      said(
        down(coordinateWise({ hidden: [2] }), ({ theta, phi, batch }) =>
          meanOver(batch, sumAlong(multiply(outputs(batch, theta), outputs(batch, phi) as never))),
        ),
      ),
    ).toContain('`parameters` must be parameters of `learner`, got parameters of `m`')
  })
  it('it has no layers to look into', () =>
    expect(
      said(
        down(overInputs({ gives: 1, hidden: [2] }), ({ theta, phi, batch }) =>
          meanOver(batch, sumAlong(multiply(outputs(batch, theta), sumAlong(preactivations(batch, phi, 'layer1'))))),
        ),
      ),
    ).toContain('`parameters` must be parameters of `learner`, got parameters of `m → 1`'))
  it('a document must declare what its parameters are of', () => {
    const document = JSON.parse(written(program))
    document.networks.m.gives = 'outputs'
    const result = decodeProgram(document)
    expect(E.isLeft(result) ? render(result.left) : 'taken').toContain(
      '`m` must be parameters of `m → outputs`, got parameters of `m → features:output`',
    )
    document.networks.m = { hidden: [3], activation: 'tanh', initialisation: 'kaimingNormal' }
    expect(E.isLeft(decodeProgram(document))).toBe(true)
  })
  it('its groups start anew as they did', async () => {
    const anew = defineMethod({
      name: 'anew',
      source: 'a test',
      options: {},
      networks: () => ({ m: overInputs({ gives: 2, hidden: [3] }) }),
      state: (_, __, { m }) => ({ phi: m }),
      onBatch:
        () =>
        ({ phi }) => ({ phi: reinitialise('output')(phi) }),
    }).program({})
    const [before, after] = [await played(anew, { batches: [] }), await played(anew)].map(({ saved }) => saved.phi)
    const tensors = (of: typeof before) => (of?._tag === 'Numbers' ? of.tensors : [])
    expect(tensors(after).slice(0, 2)).toEqual(tensors(before).slice(0, 2))
    expect(tensors(after)[2]).not.toEqual(tensors(before)[2])
  })
})

describe('what a network over inputs costs', () => {
  const gradients = async (of: MethodProgram) =>
    right(await courseOf({ ...tiny, program: of }, { tasks: [4], schedule: { batch: 4 } })()).tasks[0]!.batch.gradients
  it('law: a gradient through it, by its parameters too, is one of the learner for each example, as without it', async () => {
    const without = down(overInputs({ gives: 1, hidden: [] }), ({ theta, batch }) => loss(batch)(theta))
    expect(await gradients(program)).toEqual(await gradients(without))
    expect((await gradients(program)).most).toBeGreaterThan(0)
  })
})
