/** An image of one channel, eight bits each, row by row. */
export interface Grey {
  readonly width: number
  readonly height: number
  readonly values: Uint8Array
}

/** How far the filter reaches, in pixels of the smaller image. */
const reach = 3

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))
const lanczos = (x: number): number => (x >= -reach && x < reach ? sinc(x) * sinc(x / reach) : 0)

/** The weights of the old pixels from `first` on that a new one is made of, in units of 1/one. */
interface Weights {
  readonly first: number
  readonly shares: readonly number[]
}

/** Weights are whole numbers of 2⁻²², as Pillow has them for images of eight bits. */
const one = 2 ** 22

const toFixed = (share: number): number => Math.trunc(share * one + (share < 0 ? -0.5 : 0.5))

const weightsOf = (from: number, to: number): readonly Weights[] => {
  const scale = from / to
  const stretch = Math.max(1, scale)
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - reach * stretch + 0.5))
    const last = Math.min(from, Math.trunc(centre + reach * stretch + 0.5))
    const raw = Array.from({ length: last - first }, (_, i) => lanczos((first + i - centre + 0.5) / stretch))
    const total = raw.reduce((sum, share) => sum + share, 0)
    return { first, shares: raw.map((share) => toFixed(share / total)) }
  })
}

const toByte = (sum: number): number => Math.min(255, Math.max(0, Math.floor((sum + one / 2) / one)))

/** The rows of an image in another width. */
const acrossRows = ({ width, height, values }: Grey, to: number): Grey => {
  const made = new Uint8Array(to * height)
  for (const [x, { first, shares }] of weightsOf(width, to).entries()) {
    for (let y = 0; y < height; y += 1) {
      let sum = 0
      for (let i = 0; i < shares.length; i += 1) sum += shares[i]! * values[y * width + first + i]!
      made[y * to + x] = toByte(sum)
    }
  }
  return { width: to, height, values: made }
}

const turned = ({ width, height, values }: Grey): Grey => {
  const made = new Uint8Array(values.length)
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) made[x * height + y] = values[y * width + x]!
  return { width: height, height: width, values: made }
}

/**
 * The image in another size by Lanczos's filter of three lobes, rows first and then columns, each rounded to bytes.
 *
 *   y(i) = Σⱼ L((j + ½ − c) / s) x(j) / Σⱼ L((j + ½ − c) / s),  c = (i + ½) from/to,  s = max(1, from/to),  L(t) = sinc(t) sinc(t/3) for |t| < 3
 *
 * This is Pillow's `Image.resize((width, height), LANCZOS)` of an image of eight bits, with its steps of 2⁻²², so the two agree byte by
 * byte.
 */
export const lanczosResized = (of: Grey, width: number, height: number): Grey => {
  const narrow = of.width === width ? of : acrossRows(of, width)
  return narrow.height === height ? narrow : turned(acrossRows(turned(narrow), height))
}
