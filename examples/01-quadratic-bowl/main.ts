import * as E from 'fp-ts/lib/Either.js'
import {
  add,
  box,
  l1,
  multiply,
  nonNegative,
  onVectors,
  type Params,
  type Penalty,
  quadratic,
  render,
  type Scalar,
  subtract,
  sum,
} from 'retain'

// The points of this example: where we stand (v), what a quadratic penalty pulls towards (c), and how far a step goes (γ).
const v = [3, -1.5]
const c = [1, 1]
const gamma = 0.5

const penalties: Readonly<Record<string, (c: Params) => Penalty>> = {
  'quadratic (λ = 4, about c)': (c) => quadratic({ strength: 4, weight: 1, centre: c }),
  'l1 (λ = 2)': () => l1({ strength: 2 }),
  'box from −1 to 2': () => box({ lower: -1, upper: 2 }),
  'non-negative': () => nonNegative(),
}

/** Runs a program on u, v and c, exactly, in float64. */
const run = async (u: readonly number[], program: (at: { u: Params; v: Params; c: Params }) => Params | Scalar) => {
  const result = await onVectors({ u, v, c }, program)()
  if (E.isRight(result)) return result.right
  console.error(render(result.left))
  return process.exit(2)
}

/** f(u) + ‖u − v‖² / 2γ, the bowl whose lowest point the prox is. */
const bowl = (penalty: (c: Params) => Penalty) => async (u: readonly number[]) => {
  const [height] = await run(u, ({ u, v, c }) => {
    const apart = subtract(u, v)
    return add(penalty(c).value(u), multiply(1 / (2 * gamma), sum(multiply(apart, apart))))
  })
  return height!
}

/** Golden-section search, one coordinate after the other: it knows nothing of the penalty but its value. */
const lowest = async (height: (u: readonly number[]) => Promise<number>): Promise<readonly number[]> => {
  const golden = (Math.sqrt(5) - 1) / 2
  const found = [0.5, 0.5]
  for (const m of [0, 1]) {
    const at = (x: number) => height(found.map((other, i) => (i === m ? x : other)))
    let [left, right] = [-4, 4]
    while (right - left > 1e-7) {
      const [a, b] = [right - golden * (right - left), left + golden * (right - left)]
      // Outside the domain of an indicator both heights are infinite: move towards the inside.
      const [above, below] = [await at(a), await at(b)]
      if (above < below || (above === below && a > 0)) right = b
      else left = a
    }
    found[m] = (left + right) / 2
  }
  return found
}

const show = (list: readonly number[]) =>
  `(${list.map((x) => (Math.abs(x) < 5e-5 ? 0 : x).toFixed(4).padStart(7)).join(', ')})`

console.log(`prox of f at v = (${v}), γ = ${gamma}: the lowest point of f(u) + ‖u − v‖² / 2γ`)
for (const [name, penalty] of Object.entries(penalties)) {
  const closed = await run(v, ({ v, c }) => penalty(c).prox(gamma)(v))
  console.log(`  ${name.padEnd(27)} closed form ${show(closed)}  searched ${show(await lowest(bowl(penalty)))}`)
}
