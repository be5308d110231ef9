import * as R from 'retain-lang'

const [points, deviation, chains, steps] = [12, 0.5, 2000, 400]

/** Langevin steps on the energy of all data: the mean loss times the number of points, over the variance of the noise. */
const langevin = R.defineMethod({
  name: 'Langevin',
  source: 'Welling & Teh, Bayesian learning via stochastic gradient Langevin dynamics, ICML 2011',
  options: { rate: R.positive(0.002), temperature: R.nonNegativeNumber(1) },
  state: () => ({}),
  onBatch:
    ({ rate, temperature }) =>
    ({ theta, batch, loss }) => {
      const energy = (p: R.Params) => R.multiply(points / deviation ** 2, loss(batch)(p))
      return { theta: R.langevinStep({ loss: energy, rate, temperature })(theta) }
    },
})

/** Twelve points about the line y = 2 x − 1, with x from 0 to 2. */
const noise = R.normals(R.child(R.key(10), 'noise'), points)
const xs = [...R.uniforms(R.child(R.key(10), 'x'), points)].map((u) => 2 * u)
const ys = xs.map((x, i) => 2 * x - 1 + deviation * noise[i]!)
/** A line for every output of one network: as many chains, each with noise of its own. */
const data: R.Pairs = { inputs: xs.map((x) => [x]), targets: ys.map((y) => Array<number>(chains).fill(y)) }
const network = R.mlp({ hidden: [], loss: 'squaredError' })

const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length
const moments = (w: readonly number[], b: readonly number[]) => {
  const about = (p: readonly number[], q: readonly number[]) => mean(p.map((x, i) => (x - mean(p)) * (q[i]! - mean(q))))
  const [sw, sb] = [Math.sqrt(about(w, w)), Math.sqrt(about(b, b))]
  return { w: mean(w), b: mean(b), sw, sb, r: about(w, b) / (sw * sb || 1) }
}

/** The posterior in closed form: least squares, with covariance σ²(XᵀX)⁻¹ for the rows (x, 1) of X. */
const [mx, my, spread] = [mean(xs), mean(ys), mean(xs.map((x) => (x - mean(xs)) ** 2))]
const slope = mean(xs.map((x, i) => (x - mx) * (ys[i]! - my))) / spread
const sw = deviation / Math.sqrt(points * spread)
const sb = sw * Math.sqrt(spread + mx ** 2)
export const posterior = { w: slope, b: my - slope * mx, sw, sb, r: (-mx * sw) / sb }

/** The lines at the ends of all chains. */
const ends = async (options: { readonly rate: number; readonly temperature: number }) => {
  const batches = Array.from({ length: steps }, () => data)
  const learner = await R.orThrow(R.trainOn(langevin, { network, batches, options }))
  const [b = [], sum = []] = await R.orThrow(learner.predict([[0], [1]]))
  return { w: sum.map((x, i) => x - b[i]!), b: [...b] }
}

const line = (name: string, { w, b, sw, sb, r }: typeof posterior): void =>
  console.log(
    `  ${name.padEnd(26)}w = ${w.toFixed(2)} ± ${sw.toFixed(3)}, b = ${b.toFixed(2)} ± ${sb.toFixed(3)}, correlation ${r.toFixed(2)}`,
  )
console.log(`A line through ${points} points: what the data leave open`)
line('posterior, closed form', posterior)
export const cold = await ends({ rate: 0.01, temperature: 0 })
export const warm = await ends({ rate: 0.002, temperature: 1 })
line('descent', moments(cold.w, cold.b))
line('Langevin, rate 0.002', moments(warm.w, warm.b))
const coarse = await ends({ rate: 0.01, temperature: 1 })
line('Langevin, rate 0.01', moments(coarse.w, coarse.b))
