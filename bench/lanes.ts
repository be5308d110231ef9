/**
 * A meta-step of MAML on sines (25 tasks, 10 shots, 1 and 5 inner steps, 1-40-40-1, Adam) and on images (Conv-4 with 16 filters, 5 ways,
 * 1 shot, 4 tasks), and a Fisher information sample by sample (784-100-100-10), on wasm: as lanes, as a loop, as a user of TensorFlow.js
 * writes them, and of JAX where a python that has it is named.
 *
 *   npx tsx bench/lanes.ts [PYTHON] [WORDS]
 *
 * With WORDS those rows whose names hold them.
 */
import { orThrow } from '../src/fault.ts'
import { tfjsDevice } from '../src/interpreters/devices/index.ts'
import { type Contestant, distance } from './compare.ts'
import { convMamlOn, idiomaticConvMaml, images } from './conv-maml.ts'
import { examples, fisherOurs, fisherTheirs } from './fisher.ts'
import { type Asked, jax } from './jax.ts'
import { idiomaticMaml, mamlOn, sines } from './maml.ts'

/** What is timed: does so many steps, and says how many milliseconds each took. */
type Timed = (steps: number) => Promise<readonly number[]>

/** One of those that do the same work; `times` is how many steps are a round of it. */
interface Entry {
  readonly timed: Timed
  readonly times: number
}

interface Pace {
  readonly median: number
  readonly tenth: number
}

const quantiles = (times: readonly number[]): Pace => {
  const sorted = times.toSorted((a, b) => a - b)
  return { median: sorted[Math.floor(sorted.length / 2)]!, tenth: sorted[Math.floor(sorted.length / 10)]! }
}

const timedOf =
  ({ step }: Contestant): Timed =>
  async (steps) => {
    const times: number[] = []
    for (let i = 0; i < steps; i++) {
      const start = performance.now()
      await step()
      times.push(performance.now() - start)
    }
    return times
  }

/** Milliseconds a step of each, in turn, so that a slow moment of the machine hits all. */
const paces = async (all: readonly Entry[]): Promise<readonly Pace[]> => {
  const found = all.map((): number[] => [])
  for (let round = 0; round < 12; round++)
    for (const [i, { timed, times }] of all.entries()) {
      const took = await timed(times)
      // The first round warms up.
      if (round > 0) found[i]!.push(...took)
    }
  return found.map(quantiles)
}

const [python, words = ''] = process.argv.slice(2)

const shown = (pace: Pace): string => `${pace.median.toFixed(2)} (${pace.tenth.toFixed(2)})`

interface Row {
  readonly name: string
  readonly ours: (lanes: 'on' | 'off') => Promise<Contestant>
  readonly theirs: (start: readonly ArrayLike<number>[]) => Contestant | Promise<Contestant>
  readonly asked?: (start: readonly ArrayLike<number>[]) => Asked
  /** How many steps are a round: of the quick, and of TensorFlow.js. */
  readonly steps: readonly [number, number]
  /** How many steps all are to agree after, and how. */
  readonly proof?: { readonly steps: number; readonly agree: (one: Parameters, other: Parameters) => boolean }
}

type Parameters = readonly ArrayLike<number>[]

const afterThree: Required<Row>['proof'] = { steps: 3, agree: (one, other) => distance(one, other) < 1e-3 }

/**
 * A step by Adam goes as far for a gradient that is 0 but for rounding as for any other, either way: one parameter in a thousand may
 * be anywhere.
 */
const butForSigns: Required<Row>['proof'] = {
  steps: 1,
  agree: (one, other) => {
    const gaps = one.flatMap((tensor, t) => Array.from(tensor, (x, i) => Math.abs(x - other[t]![i]!)))
    return gaps.filter((gap) => !(gap < 1e-6)).length <= gaps.length / 1000
  },
}

/** Some steps, and what they come to; or why there are none. */
const begun = async (of: Contestant, steps: number) => {
  try {
    for (let step = 0; step < steps; step++) await of.step()
    return { ends: await of.parameters() }
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }
  }
}

const line = async ({ name, ours, theirs, asked, steps: [quick, slow], proof = afterThree }: Row): Promise<string> => {
  const [lanes, loop] = [await ours('on'), await ours('off')]
  const start = await lanes.parameters()
  const other =
    python === undefined || asked === undefined ? undefined : await jax(python, { ...asked(start), proof: proof.steps })
  const idiomatic = await theirs(start)
  const [first, second, third] = [
    await begun(lanes, proof.steps),
    await begun(loop, proof.steps),
    await begun(idiomatic, proof.steps),
  ]
  const ends = [second.ends, third.ends, other?.parameters].filter((end) => end !== undefined)
  if (!ends.every((end) => proof.agree(first.ends!, end)))
    throw new Error(`${name}: after ${proof.steps} steps the parameters are others`)
  const able = third.ends !== undefined
  const entries: Entry[] = [
    { timed: timedOf(lanes), times: quick },
    { timed: timedOf(loop), times: quick },
    ...(able ? [{ timed: timedOf(idiomatic), times: slow }] : []),
    ...(other === undefined ? [] : [{ timed: other.times, times: quick }]),
  ]
  const [a, b, ...more] = (await paces(entries)).map(shown)
  other?.end()
  const [c, d = ''] = able ? more : ['-', ...more]
  const why = third.why === undefined ? '' : `\n  TensorFlow.js: ${third.why}`
  return `${name.padEnd(26)}${[a, b, c, d].map((cell) => (cell ?? '').padStart(18)).join('')}${why}`
}

const device = await orThrow(tfjsDevice('wasm'))
const rows: readonly Row[] = [
  ...[1, 5].map(
    (steps): Row => ({
      name: `MAML, ${steps} inner step${steps === 1 ? '' : 's'}`,
      ours: (lanes) => mamlOn(device, steps, lanes),
      theirs: (start) => idiomaticMaml(start, steps),
      asked: (start) => sines(steps, start),
      steps: [40, steps === 1 ? 3 : 1],
    }),
  ),
  {
    name: 'MAML, Conv-4',
    ours: (lanes) => convMamlOn(device, 'second', lanes),
    theirs: (start) => idiomaticConvMaml(start, 'second'),
    asked: images,
    steps: [15, 1],
    proof: butForSigns,
  },
  {
    name: 'first-order MAML, Conv-4',
    ours: (lanes) => convMamlOn(device, 'first', lanes),
    theirs: (start) => idiomaticConvMaml(start, 'first'),
    steps: [15, 1],
    proof: butForSigns,
  },
  ...[120, 160].map(
    (count): Row => ({
      name: `Fisher, ${count} samples`,
      ours: (lanes) => fisherOurs(device, count, lanes),
      theirs: (start) => fisherTheirs(start, count),
      asked: (start) => examples(count, start),
      steps: [8, 1],
    }),
  ),
]
console.log('Milliseconds a step, the median (the least tenth in brackets), in turn. All do the same steps.\n')
console.log(`${''.padEnd(26)}${['lanes', 'loop', 'tfjs', 'JAX'].map((head) => head.padStart(18)).join('')}`)
for (const row of rows) if (row.name.includes(words)) console.log(await line(row))
