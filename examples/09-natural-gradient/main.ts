import {
  child,
  key,
  type Method,
  methods,
  mlp,
  normals,
  orThrow,
  type Pairs,
  type TrainOnSettings,
  trainOn,
  uniforms,
} from 'retain-lang'

const network = mlp({ hidden: [], loss: 'squaredError' }) // y = w x + b
const points = 40

/** Forty points about the line y = 2 x − 1, with x from 0 to 4: the mean of x is not 0, so that w and b pull on each other. */
const noise = normals(child(key(9), 'noise'), points)
const xs = [...uniforms(child(key(9), 'x'), points)].map((u) => 4 * u)
const data: Pairs = { inputs: xs.map((x) => [x]), targets: xs.map((x, i) => [2 * x - 1 + 0.5 * noise[i]!]) }

/** Least squares in closed form. */
const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length
const ys = data.targets.map(([y]) => y!)
const slope = mean(xs.map((x, i) => (x - mean(xs)) * (ys[i]! - mean(ys)))) / mean(xs.map((x) => (x - mean(xs)) ** 2))
export const best = { w: slope, b: mean(ys) - slope * mean(xs) }

/** w and b after some steps on all points at once. */
const after = async (method: Method, options: TrainOnSettings['options'], steps: number) => {
  const batches = Array.from({ length: steps }, () => data)
  const learner = await orThrow(trainOn(method, { network, batches, options: options ?? {} }))
  const [[b = 0] = [], [sum = 0] = []] = await orThrow(learner.predict([[0], [1]]))
  return { w: sum - b, b }
}

const exact = { form: 'exact', samples: points, iterations: 2, damping: 1e-6 } as const
const ways: readonly (readonly [string, Method, NonNullable<TrainOnSettings['options']>])[] = [
  ['gradient, rate 0.15', methods.finetune!, { rate: 0.15 }],
  ['gradient, rate 0.5', methods.finetune!, { rate: 0.5 }],
  ['natural gradient, rate 0.15', methods.naturalGradient!, { ...exact, rate: 0.15 }],
  ['natural gradient, rate 0.5', methods.naturalGradient!, { ...exact, rate: 0.5 }],
  ['natural gradient, rate 1', methods.naturalGradient!, { ...exact, rate: 1 }],
]

const short = (d: number): string => (d < 1e-4 ? '< 0.0001' : d < 1e3 ? d.toPrecision(2) : d.toExponential(0))

/** How far w and b are from least squares after each number of steps, for the picture too. */
export const paths: Record<string, readonly { readonly w: number; readonly b: number }[]> = {}
console.log(`Least squares: w = ${best.w.toFixed(3)}, b = ${best.b.toFixed(3)}`)
for (const [name, method, options] of ways) {
  paths[name] = await Promise.all(Array.from({ length: 21 }, (_, steps) => after(method, options, steps)))
  const far = [1, 5, 20].map((steps) => Math.hypot(paths[name]![steps]!.w - best.w, paths[name]![steps]!.b - best.b))
  console.log(`  ${name.padEnd(28)} distance after 1, 5, 20 steps: ${far.map(short).join(', ')}`)
}
