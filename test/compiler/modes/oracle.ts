import type { Layer, Network } from '../../../src/networks/index.ts'

// A network in plain float64, by loops over numbers that carry a derivative with them (dual numbers): nothing of the compiler's.

/** Some rows of numbers and their derivatives along a direction, each of the shape of an image or a vector. */
interface Rows {
  readonly shape: readonly number[]
  readonly values: Float64Array
  readonly slopes: Float64Array
}

/** A tensor of parameters, and its part of a direction. */
export interface Dual {
  readonly shape: readonly number[]
  readonly values: ArrayLike<number>
  readonly slopes: ArrayLike<number>
}

interface Given {
  readonly parameters: readonly Dual[]
  /** Mean and variance of each normalisation that has running ones. */
  readonly running: readonly ArrayLike<number>[]
}

const rows = (shape: readonly number[]): Rows => {
  const size = shape.reduce((a, b) => a * b, 1)
  return { shape, values: new Float64Array(size), slopes: new Float64Array(size) }
}

const dense = (x: Rows, weight: Dual, bias: Dual): Rows => {
  const [n = 0, inputs = 0] = x.shape
  const units = weight.shape[1]!
  const y = rows([n, units])
  for (let r = 0; r < n; r += 1)
    for (let u = 0; u < units; u += 1) {
      let [value, slope] = [bias.values[u]!, bias.slopes[u]!]
      for (let i = 0; i < inputs; i += 1) {
        const [a, w] = [r * inputs + i, i * units + u]
        value += x.values[a]! * weight.values[w]!
        slope += x.slopes[a]! * weight.values[w]! + x.values[a]! * weight.slopes[w]!
      }
      y.values[r * units + u] = value
      y.slopes[r * units + u] = slope
    }
  return y
}

/** Square filters [k, k, from, to] at a stride, in an image with a margin of zeros; no bias. */
const convolution = (x: Rows, filter: Dual, k: number, stride: number, margin: number): Rows => {
  const [n = 0, h = 0, w = 0, from = 0] = x.shape
  const to = filter.shape.at(-1)!
  const [down, across] = [h, w].map((side) => Math.floor((side + 2 * margin - k) / stride) + 1) as [number, number]
  const y = rows([n, down, across, to])
  for (let r = 0; r < n; r += 1)
    for (let i = 0; i < down; i += 1)
      for (let j = 0; j < across; j += 1)
        for (let c = 0; c < to; c += 1) {
          let [value, slope] = [0, 0]
          for (let p = 0; p < k; p += 1)
            for (let q = 0; q < k; q += 1) {
              const [s, t] = [i * stride + p - margin, j * stride + q - margin]
              if (s < 0 || s >= h || t < 0 || t >= w) continue
              for (let d = 0; d < from; d += 1) {
                const [a, f] = [((r * h + s) * w + t) * from + d, ((p * k + q) * from + d) * to + c]
                value += x.values[a]! * filter.values[f]!
                slope += x.slopes[a]! * filter.values[f]! + x.values[a]! * filter.slopes[f]!
              }
            }
          const at = ((r * down + i) * across + j) * to + c
          y.values[at] = value
          y.slopes[at] = slope
        }
  return y
}

/** The mean and variance of each channel over all rows, and their derivatives. */
const momentsOf = (x: Rows) => {
  const channels = x.shape.at(-1)!
  const count = x.values.length / channels
  const [mean, variance] = [rows([channels]), rows([channels])]
  x.values.forEach((value, a) => {
    mean.values[a % channels]! += value / count
    mean.slopes[a % channels]! += x.slopes[a]! / count
  })
  x.values.forEach((value, a) => {
    const c = a % channels
    const apart = value - mean.values[c]!
    variance.values[c]! += apart ** 2 / count
    variance.slopes[c]! += (2 * apart * (x.slopes[a]! - mean.slopes[c]!)) / count
  })
  return { mean, variance }
}

const normalised = (x: Rows, { mean, variance }: ReturnType<typeof momentsOf>, scale: Dual, shift: Dual): Rows => {
  const y = rows(x.shape)
  const channels = x.shape.at(-1)!
  x.values.forEach((value, a) => {
    const c = a % channels
    const deviation = Math.sqrt(variance.values[c]! + 1e-5)
    const unit = (value - mean.values[c]!) / deviation
    const apart = x.slopes[a]! - mean.slopes[c]!
    const slope = apart / deviation - (unit * variance.slopes[c]!) / (2 * deviation ** 2)
    y.values[a] = unit * scale.values[c]! + shift.values[c]!
    y.slopes[a] = slope * scale.values[c]! + unit * scale.slopes[c]! + shift.slopes[c]!
  })
  return y
}

const elementwise = (x: Rows, f: (value: number, slope: number) => readonly [number, number]): Rows => {
  const y = rows(x.shape)
  x.values.forEach((value, a) => {
    const [v, s] = f(value, x.slopes[a]!)
    y.values[a] = v
    y.slopes[a] = s
  })
  return y
}

/** The mean of a whole image, as an image of one place. */
const average = (x: Rows): Rows => {
  const [n = 0, h = 0, w = 0, channels = 0] = x.shape
  const y = rows([n, 1, 1, channels])
  x.values.forEach((value, a) => {
    const at = Math.floor(a / (h * w * channels)) * channels + (a % channels)
    y.values[at]! += value / (h * w)
    y.slopes[at]! += x.slopes[a]! / (h * w)
  })
  return y
}

/** The outputs of a network that predicts, for all rows of `inputs` together, and their derivatives along a direction. */
export const predicted = (network: Network, { parameters, running }: Given, inputs: Rows): Rows => {
  const [left, moments] = [[...parameters], [...running]]
  const constant = (values: ArrayLike<number>): Rows => ({
    ...rows([values.length]),
    values: Float64Array.from(values),
  })
  const through = (x: Rows, layer: Layer): Rows => {
    switch (layer._tag) {
      case 'Flatten':
        return { ...x, shape: [x.shape[0]!, x.values.length / x.shape[0]!] }
      case 'Dense':
        return dense(x, left.shift()!, left.shift()!)
      case 'Activation':
        return elementwise(x, (value, slope) => (value > 0 ? [value, slope] : [0, 0]))
      case 'Convolution':
        return convolution(x, left.shift()!, layer.kernel as number, layer.stride as number, layer.padding as number)
      case 'BatchNormalisation': {
        const used =
          layer.statistics === 'batch'
            ? momentsOf(x)
            : { mean: constant(moments.shift()!), variance: constant(moments.shift()!) }
        return normalised(x, used, left.shift()!, left.shift()!)
      }
      case 'Residual': {
        const body = layer.body.reduce(through, x)
        const beside = layer.shortcut.reduce(through, x)
        const y = rows(body.shape)
        for (let a = 0; a < y.values.length; a += 1) {
          y.values[a] = body.values[a]! + beside.values[a]!
          y.slopes[a] = body.slopes[a]! + beside.slopes[a]!
        }
        return y
      }
      case 'AveragePool':
        return average(x)
      default:
        throw new Error(`no network of these tests has a ${layer._tag}`)
    }
  }
  return network.layers.reduce(through, inputs)
}
