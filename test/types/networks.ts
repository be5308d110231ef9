/** What the type checker refuses of a method's own networks. */
import {
  add,
  apply,
  type Batch,
  coordinateWise,
  count,
  defineMethod,
  features,
  freeParams,
  gaussian,
  multiply,
  outputs,
  outputsFrom,
  overInputs,
  type Params,
  perTask,
  pick,
  type Rows,
  sampleCoordinates,
  uniform,
} from '../../src/dsl/index.ts'

const common = { name: 'm', source: 's', options: { units: count(3) } } as const

// What there is.
defineMethod({
  ...common,
  networks: (o) => ({ h: coordinateWise({ hidden: [o.units] }) }),
  state: (_o, _theta0, { h }) => ({ phi: h, past: perTask(h) }),
  onBatch:
    () =>
    ({ theta, phi }) => ({ theta: add(theta, apply('h', phi)(theta)) }),
})

// A network that is not declared.
defineMethod({
  ...common,
  networks: () => ({ h: coordinateWise({ hidden: [1] }) }),
  // @ts-expect-error
  state: (_o, _theta0, { g }) => ({ phi: g }),
  onBatch: () => () => ({}),
})

// One where there are none.
defineMethod({
  ...common,
  // @ts-expect-error
  state: (_o, _theta0, { h }) => ({ phi: h }),
  onBatch: () => () => ({}),
})

const theta: Params = freeParams('θ')
const phi: Params<'h'> = freeParams('φ', 'h')

// Parameters of another network, to apply one with.
// @ts-expect-error
apply('h', theta)
// @ts-expect-error
apply('g', phi)

// The result is like what the network is applied to, not like its parameters.
const applied: Params = apply('h', phi)(theta)
// @ts-expect-error
const wrong: Params<'h'> = apply('h', phi)(theta)

// Coordinates of one network pick values of no other, and what they pick is no vector of the network.
const picked: Params<'coordinates'> = pick(sampleCoordinates(3))(theta)
// @ts-expect-error
pick(sampleCoordinates(3))(phi)
// @ts-expect-error
add(picked, theta)
pick(sampleCoordinates(3, 'h'))(phi)

// Rows of a network over inputs are as wide as it says, and meet rows of that width only.
defineMethod({
  ...common,
  networks: () => ({ m: overInputs({ gives: 'features:output', hidden: [2] }) }),
  state: (_o, _theta0, { m }) => ({ phi: m }),
  onBatch:
    () =>
    ({ theta, phi, batch }) => {
      const given: Rows<'features:output'> = outputs(batch, phi)
      const gated: Rows = outputsFrom(multiply(features(batch, theta, 'output'), given), theta)
      // @ts-expect-error
      multiply(outputs(batch, theta), given)
      // @ts-expect-error
      const wrong: Rows = outputs(batch, phi)
      // @ts-expect-error
      apply('m', phi)(theta)
      void [gated, wrong]
      return {}
    },
})
// Of no other width than there is.
// @ts-expect-error
overInputs({ gives: 'targets', hidden: [2] })
// What is on coordinates takes no batch.
// @ts-expect-error
outputs({} as Batch, phi)
const column: Rows<1> = outputs({} as Batch, freeParams('φ', 'm → 1'))

// Noise is like parameters of one network.
const drawn: Params<'h'> = gaussian(phi)
// @ts-expect-error
add(drawn, theta)
// @ts-expect-error
uniform(1)

void [applied, wrong, column]
