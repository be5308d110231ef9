/**
 * How likely a variable of Student's distribution with ν degrees of freedom lies within ±t, for t = √ν tan θ:
 *
 *   ν even:  sin θ (1 + ½ cos²θ + (1·3)/(2·4) cos⁴θ + … up to cos^{ν−2}θ)
 *   ν odd:   2/π (θ + sin θ (cos θ + 2/3 cos³θ + (2·4)/(3·5) cos⁵θ + … up to cos^{ν−2}θ))
 *
 * @source M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4
 */
const within = (theta: number, freedom: number): number => {
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)]
  const odd = freedom % 2
  let [sum, term] = [0, odd === 1 ? cosine : 1]
  for (let power = odd; power <= freedom - 2; power += 2) {
    sum += term
    term *= ((power + 1) / (power + 2)) * cosine * cosine
  }
  return odd === 1 ? (2 / Math.PI) * (theta + sine * sum) : sine * sum
}

/** Halvings of an angle until nothing is left of it in float64. */
const halvings = 60

/**
 * The t within ± of which a variable of Student's distribution lies with this probability.
 *
 * @param freedom the degrees of freedom ν, a whole number ≥ 1
 * @law P(|T| ≤ studentWithin(p, ν)) = p
 */
export const studentWithin = (probability: number, freedom: number): number => {
  let [low, high] = [0, Math.PI / 2]
  for (let i = 0; i < halvings; i += 1) {
    const middle = (low + high) / 2
    if (within(middle, freedom) < probability) low = middle
    else high = middle
  }
  return Math.sqrt(freedom) * Math.tan((low + high) / 2)
}
