/** Layer sizes of the net that is measured. */
export const sizes = [784, 100, 100, 10] as const
export const rate = 0.1

export interface Data {
  readonly batch: number
  readonly inputs: Float32Array
  /** One-hot, row by row. */
  readonly labels: Float32Array
  /** Weights and biases in turn, layer by layer. */
  readonly parameters: readonly { readonly shape: readonly number[]; readonly values: Float32Array }[]
}

/** Numbers in [0, 1) that look random enough for a benchmark. */
const noise = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => {
    const x = Math.sin(i * 12.9898 + seed * 78.233) * 43758.5453
    return x - Math.floor(x)
  })

export const dataOf = (batch: number): Data => ({
  batch,
  inputs: noise(batch * 784, 1),
  labels: Float32Array.from({ length: batch * 10 }, (_, i) => (i % 10 === Math.floor(i / 10) % 10 ? 1 : 0)),
  parameters: sizes.slice(1).flatMap((width, layer) => {
    const fan = sizes[layer]!
    const weights = noise(fan * width, layer + 2).map((x) => (2 * x - 1) * Math.sqrt(6 / fan))
    return [
      { shape: [fan, width], values: weights },
      { shape: [width], values: new Float32Array(width) },
    ]
  }),
})
