import * as R from 'retain-lang'
import { law, meaning, numbersOf, params, same, scalar, smallLayout } from 'retain-lang/laws'

type Moving = R.WithMomentum // θ, and the running sum of gradients m
type Step = (of: { loss: R.Objective; rate: R.Scalar | number; decay: R.Scalar | number }) => R.Step<Moving>

/** Nesterov's momentum: m ← μ m + ∇L(θ − αμ m), θ ← θ − α m. The slope is that of where the sum so far leads. */
const nesterovStep: Step =
  ({ loss, rate, decay }) =>
  ({ theta, m }) => {
    const ahead = R.subtract(theta, R.multiply(rate, R.multiply(decay, m)))
    const next = R.add(R.multiply(decay, m), R.grad(loss)(ahead))
    const parts = { loss: R.lambda(loss, theta), rate: R.literal(rate), decay: R.literal(decay), theta, m }
    return R.named('nesterovStep', parts, { theta: R.subtract(theta, R.multiply(rate, next)), m: next })
  }

const nesterov = R.defineMethod({
  name: 'nesterov',
  source: 'Nesterov 1983, as Sutskever et al. 2013 write it, with the rate outside the sum',
  options: { rate: R.positive(0.02, { symbol: 'α' }), decay: R.unit(0.9, { symbol: 'μ' }) },
  state: (_, theta0) => ({ m: R.like(theta0, 0) }),
  onBatch: (o) => (slots) => nesterovStep({ ...o, loss: slots.loss(slots.batch) })(slots),
})

for (const expand of [false, true]) {
  const parts = R.explain(nesterov, R.defaults(nesterov.options), { expand }).split('\n\n')
  console.log(`${expand ? 'Expanded' : 'By its name'}\n${parts.find((part) => part.startsWith('On each'))}\n`)
}

// Laws of one's own: a sentence, random cases, and whether it holds in one of them.
const given = { theta: params(), m: params(), decay: scalar() }
const bowl: R.Objective = (at) => R.multiply(0.5, R.dot(at, at))
const likeMomentum = (name: string, loss: R.Objective, decay?: number): ReturnType<typeof law> =>
  law(name, numbersOf(given, smallLayout), async (numbers) => {
    const after = (step: Step) =>
      meaning(
        given,
        (t) => step({ loss, rate: 0.1, decay: decay ?? t.decay })({ theta: t.theta, m: t.m }).theta,
      )(numbers)
    return same(await after(nesterovStep), await after(R.momentumStep))
  })
for (const one of [
  likeMomentum('with μ = 0 it is momentumStep', bowl, 0),
  likeMomentum('on a linear loss it is momentumStep', R.sum),
  likeMomentum('on a bowl it is momentumStep', bowl),
])
  console.log(`${(await one.judge({ seed: 1 })).against === undefined ? 'holds' : 'FAILS'}  ${one.name}`)

// A ravine: steep along one axis, nearly flat along the other. How high we are after each step.
const height = (at: R.Params, steep: R.Params): R.Scalar => R.multiply(0.5, R.dot(steep, R.square(at)))
export const heights: Record<string, readonly number[]> = {}
for (const [name, step] of Object.entries({ nesterovStep, momentumStep: R.momentumStep })) {
  const descended = (steps: number) =>
    R.onVectors({ start: [1, 4], steep: [20, 0.5] }, ({ start, steep }) => {
      const loop = R.innerLoop(steps, step({ loss: (at) => height(at, steep), rate: 0.04, decay: 0.9 }))
      return height(loop({ theta: start, m: R.like(start, 0) }).theta, steep)
    })
  heights[name] = (await Promise.all(Array.from({ length: 61 }, (_, k) => R.orThrow(descended(k))))).flat()
  console.log(`${name}: height ${heights[name].at(-1)!.toFixed(5)} after 60 steps`)
}
