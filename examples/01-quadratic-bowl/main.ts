import {
  add,
  box,
  l1,
  multiply,
  nonNegative,
  onVectors,
  orThrow,
  type Params,
  type Penalty,
  quadratic,
  subtract,
  sum,
} from 'retain-lang'
import { leastOn } from 'retain-lang/laws'

// Where we stand (v), what a quadratic penalty pulls towards (c), and how far a step goes (γ).
export const v = [3, -1.5]
const c = [1, 1]
const gamma = 0.5

export const penalties: Readonly<Record<string, (c: Params) => Penalty>> = {
  'quadratic (λ = 4, about c)': (c) => quadratic({ strength: 4, weight: 1, centre: c }),
  'l1 (λ = 2)': () => l1({ strength: 2 }),
  'box from −1 to 2': () => box({ lower: -1, upper: 2 }),
  'non-negative': () => nonNegative(),
}

/** f(u) + ‖u − v‖² / 2γ, the bowl whose lowest point the prox is: exactly, in float64. */
export const heightAt = async (penalty: (c: Params) => Penalty, u: readonly number[]): Promise<number> => {
  const [height] = await orThrow(
    onVectors({ u, v, c }, ({ u, v, c }) => {
      const apart = subtract(u, v)
      return add(penalty(c).value(u), multiply(1 / (2 * gamma), sum(multiply(apart, apart))))
    }),
  )
  return height!
}

/** Golden-section search, one coordinate after the other: it knows nothing of the penalty but its value. */
const searched = async (penalty: (c: Params) => Penalty): Promise<readonly number[]> => {
  const found = [0.5, 0.5]
  for (const m of [0, 1]) found[m] = await leastOn((x) => heightAt(penalty, found.with(m, x)), -4, 4)
  return found
}

/** The closed form, and where the search ends. */
export const proxes = await Promise.all(
  Object.entries(penalties).map(async ([name, penalty]) => {
    const closed = await orThrow(onVectors({ v, c }, ({ v, c }) => penalty(c).prox(gamma)(v)))
    return { name, closed, lowest: await searched(penalty) }
  }),
)

const show = (point: readonly number[]): string =>
  `(${point.map((x) => (Math.abs(x) < 5e-5 ? 0 : x).toFixed(4).padStart(7)).join(', ')})`

console.log(`prox of f at v = (${v}), γ = ${gamma}: the lowest point of f(u) + ‖u − v‖² / 2γ`)
for (const { name, closed, lowest } of proxes)
  console.log(`  ${name.padEnd(27)} closed form ${show(closed)}  searched ${show(lowest)}`)
