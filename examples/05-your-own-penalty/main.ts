import {
  abs,
  add,
  clipByValue,
  divide,
  innerLoop,
  literal,
  minimum,
  multiply,
  onVectors,
  orThrow,
  type Params,
  type Penalty,
  proximalStep,
  quadratic,
  square,
  subtract,
  sum,
} from 'retain-lang'
import { counterExample, laws, params } from 'retain-lang/laws'

/** Huber's penalty, d = |θ − c|: d²/2 where d ≤ δ, δ(d − δ/2) beyond. It pulls by δ at most. */
export const huber = (delta: number, centre: Params): Penalty => ({
  name: 'huber',
  parts: { delta: literal(delta), centre },
  value: (at) => {
    const [d, held] = [abs(subtract(at, centre)), minimum(abs(subtract(at, centre)), delta)]
    return sum(multiply(held, subtract(d, multiply(0.5, held))))
  },
  gradient: (at) => clipByValue(-delta, delta)(subtract(at, centre)),
  prox: (rate) => (at) =>
    subtract(at, multiply(rate, clipByValue(-delta, delta)(divide(subtract(at, centre), add(1, rate))))),
})

/** The same with a likely slip: a gradient step in place of the prox. */
export const slip = (delta: number, centre: Params): Penalty => {
  const f = huber(delta, centre)
  return { ...f, name: 'slip', prox: (rate) => (at) => subtract(at, multiply(rate, f.gradient(at))) }
}

for (const penalty of [huber, slip]) {
  console.log(`${penalty.name}, for every centre c`)
  for (const law of laws.penalty({ given: { centre: params() }, penalty: ({ centre }) => penalty(0.5, centre) })) {
    const verdict = await law.judge({ numRuns: 100, seed: 1 })
    console.log(`  ${verdict.against === undefined ? 'holds' : 'FAILS'}  ${law.name}`)
    for (const row of counterExample(verdict)) console.log(`           ${row}`)
  }
}

console.log('\nA task wants θ = (0.4, −0.2, 0.1, 4), each penalty pulls it to 0: where proximal steps end')
for (const [name, pull] of Object.entries({
  quadratic: (c: Params) => quadratic({ strength: 1, weight: 1, centre: c }),
  huber: (c: Params) => huber(0.5, c),
})) {
  const found = onVectors({ wanted: [0.4, -0.2, 0.1, 4], c: [0, 0, 0, 0] }, ({ wanted, c }) => {
    const loss = (at: Params) => multiply(0.5, sum(square(subtract(at, wanted))))
    return innerLoop(50, proximalStep({ loss, penalty: pull(c), rate: 0.5 }))(c)
  })
  console.log(`  ${name.padEnd(10)} (${(await orThrow(found)).map((x) => x.toFixed(2)).join(', ')})`)
}
