const scales = [
  { from: 1e15, prefix: 'P' },
  { from: 1e12, prefix: 'T' },
  { from: 1e9, prefix: 'G' },
  { from: 1e6, prefix: 'M' },
  { from: 1e3, prefix: 'k' },
]

/** Three figures and more: of a whole number all that lie before the point. */
const figures = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))

const scaled = (value: number, unit: string, least: number): string => {
  const scale = scales.find(({ from }) => from >= least && Math.abs(value) >= from)
  return scale === undefined
    ? `${Number.isInteger(value) ? value : figures(value)} ${unit}`
    : `${figures(value / scale.from)} ${scale.prefix}${unit}`
}

/** Floating-point operations, such as 18.8 MFLOP. */
export const work = (flops: number): string => scaled(flops, 'FLOP', 1e3)

/** Bytes, such as 10.3 MB. */
export const size = (bytes: number): string => scaled(bytes, 'B', 1e3)

/** A number of things: all its digits up to seven, then in millions. */
export const count = (n: number): string =>
  Math.abs(n) < 1e7 ? Math.round(n).toLocaleString('en-US') : scaled(n, '', 1e6).trimEnd()

/** A time, such as 95 ms, 12.3 s, 3 min 10 s or 2 h 05 min. */
export const time = (seconds: number): string => {
  if (seconds < 1) return `${figures(1000 * seconds)} ms`
  if (seconds < 90) return `${seconds.toPrecision(3)} s`
  const whole = Math.round(seconds)
  if (whole < 5400) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60).toLocaleString('en-US')} h ${String(minutes % 60).padStart(2, '0')} min`
}
