import { dot, gradientStep, methods, multiply, onVectors, orThrow, type Params, subtract, train } from 'retain-lang'

// Two parameters first. A task is a bowl Σ aₘ (θₘ − cₘ)² / 2: steep along one axis (its a is large), nearly flat along the other.
export const bowls = [
  { a: [4, 0.2], c: [1, 3] },
  { a: [0.2, 4], c: [3, 1] },
] as const

export const start = [-0.5, 1.8]

const lossOf = (a: Params, c: Params) => (theta: Params) => {
  const apart = subtract(theta, c)
  return multiply(0.5, dot(a, multiply(apart, apart)))
}

/** Every point of the way: descent on the first bowl, then on the second. */
const path: (readonly number[])[] = [start]
export const ends: (readonly number[])[] = []
for (const { a, c } of bowls) {
  for (let step = 0; step < 40; step += 1) {
    const next = onVectors({ theta: path.at(-1)!, a, c }, ({ theta, a, c }) =>
      gradientStep({ loss: lossOf(a, c), rate: 0.2 })(theta),
    )
    path.push(await orThrow(next))
  }
  ends.push(path.at(-1)!)
}

export { path }

console.log('Two parameters, one bowl after the other, 40 steps of descent on each')
for (const [task, theta] of ends.entries()) {
  const losses = await Promise.all(
    bowls.map(({ a, c }) => orThrow(onVectors({ theta, a, c }, ({ theta, a, c }) => lossOf(a, c)(theta)))),
  )
  const [x, y] = theta.map((t) => t.toFixed(2))
  const [first, second] = losses.map(([loss]) => loss!.toFixed(2))
  console.log(`  after task ${task + 1}: θ = (${x}, ${y}), loss on the first ${first}, on the second ${second}`)
}

// Then 89,610 parameters: a network that learns digits, and then digits that are upside down.
export const digits = await orThrow(
  train(methods.finetune!, { benchmark: 'rotated-mnist', tasks: 2, options: { rate: 0.1 } }),
)

const percent = (part = 0): string => `${(100 * part).toFixed(1)} %`.padStart(6)

console.log('\nTwo tasks of 1000 digits, those of the second upside down; accuracy on digits never seen')
for (const [task, [first, second]] of [digits.before, ...digits.matrix].entries())
  console.log(`  after ${task} task${task === 1 ? ' ' : 's'}: first ${percent(first)}, second ${percent(second)}`)
