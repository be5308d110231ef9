/** The same work done in two ways. */
export interface Contest {
  readonly name: string
  readonly ours: () => void
  readonly theirs: () => void
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

/** Milliseconds a call. */
const timed = (work: () => void, calls: number): number => {
  const start = performance.now()
  for (let i = 0; i < calls; i++) work()
  return (performance.now() - start) / calls
}

const warmUps = 60
const blocks = 41
const calls = 15

/** Times both in turn, block by block, so that a slow moment of the machine hits both: the ratio is the median of the blocks' ratios. */
export const compare = ({ name, ours, theirs }: Contest): string => {
  timed(ours, warmUps)
  timed(theirs, warmUps)
  const pairs = Array.from({ length: blocks }, (_, block) => {
    const first = block % 2 === 0 ? timed(ours, calls) : undefined
    const other = timed(theirs, calls)
    return { ours: first ?? timed(ours, calls), theirs: other }
  })
  const [us, them, ratio] = [
    pairs.map((p) => p.ours),
    pairs.map((p) => p.theirs),
    pairs.map((p) => p.theirs / p.ours),
  ].map(median)
  return `${name.padEnd(24)} ours ${us!.toFixed(3)} ms   tfjs ${them!.toFixed(3)} ms   ratio ${ratio!.toFixed(2)}`
}
