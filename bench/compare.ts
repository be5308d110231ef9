import { median } from './median.ts'

type Parameters = readonly ArrayLike<number>[]

/** One way of doing some work, again and again, on parameters of its own. */
export interface Contestant {
  readonly step: () => void | Promise<void>
  /** The parameters as they are now. */
  readonly parameters: () => Promise<readonly ArrayLike<number>[]>
  /** Is there once all steps are done, and reads as little as can be. */
  readonly done?: () => Promise<unknown>
}

/** The same work done in two ways, from the same start. */
export interface Contest {
  readonly name: string
  readonly ours: Contestant
  readonly theirs: Contestant
}

/** Milliseconds a step. */
const timed = async ({ step }: Contestant, steps: number): Promise<number> => {
  const start = performance.now()
  for (let i = 0; i < steps; i++) {
    const pending = step()
    if (pending !== undefined) await pending
  }
  return (performance.now() - start) / steps
}

const proof = 3
const warmUps = 60
const blocks = 41
const steps = 15

/** The largest difference of any parameter, in units of the largest parameter. */
export const distance = (left: Parameters, right: Parameters): number => {
  const all = left.flatMap((tensor, t) => Array.from(tensor, (x, i) => [x, right[t]![i]!] as const))
  return (
    all.reduce((most, [x, y]) => Math.max(most, Math.abs(x - y)), 0) /
    all.reduce((most, [x]) => Math.max(most, Math.abs(x)), 0)
  )
}

/**
 * Checks that both do the same, then times them in turn, block by block, so that a slow moment of the machine hits both:
 * the ratio is the median of the blocks' ratios.
 */
export const compare = async ({ name, ours, theirs }: Contest): Promise<string> => {
  await timed(ours, proof)
  await timed(theirs, proof)
  const apart = distance(await ours.parameters(), await theirs.parameters())
  if (!(apart < 1e-4)) throw new Error(`${name}: after ${proof} steps the parameters are ${apart} apart`)
  await timed(ours, warmUps)
  await timed(theirs, warmUps)
  const pairs: { readonly us: number; readonly them: number }[] = []
  for (let block = 0; block < blocks; block++) {
    const first = block % 2 === 0 ? await timed(ours, steps) : undefined
    const them = await timed(theirs, steps)
    pairs.push({ us: first ?? (await timed(ours, steps)), them })
  }
  const [us, them] = [median(pairs.map((p) => p.us)), median(pairs.map((p) => p.them))]
  const ratio = median(pairs.map((p) => p.them / p.us))
  return `${name.padEnd(24)}${us.toFixed(3).padStart(9)} ms${them.toFixed(3).padStart(11)} ms${ratio.toFixed(1).padStart(9)}`
}

export const heading = `${''.padEnd(24)}${'ours'.padStart(12)}${'tfjs'.padStart(14)}${'ratio'.padStart(9)}`
