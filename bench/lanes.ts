/**
 * A meta-step of MAML on sines (25 tasks, 10 shots, 1 and 5 inner steps, 1-40-40-1, Adam) and on images (Conv-4 with 16 filters, 5 ways,
 * 1 shot, 4 tasks), and a Fisher information sample by sample (784-100-100-10), on wasm: as lanes, as a loop, as a user of TensorFlow.js
 * writes them, and of JAX where a python that has it is named.
 *
 *   npx tsx bench/lanes.ts [PYTHON] [WORDS] [--seconds 10] [--slow]
 *
 * With WORDS those rows whose names hold them. A row takes so many seconds and what a slow rival's one step takes beyond its share of them;
 * rivals that need a minute and more a step are left out but for `--slow`.
 */
import { parseArgs } from 'node:util'
import { orThrow } from '../src/fault.ts'
import { tfjsDevice } from '../src/interpreters/devices/index.ts'
import { type Contestant, distance } from './compare.ts'
import { convMamlOn, idiomaticConvMaml, images } from './conv-maml.ts'
import { examples, fisherOurs, fisherTheirs } from './fisher.ts'
import { type Asked, jax } from './jax.ts'
import { idiomaticMaml, mamlOn, sines } from './maml.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '10' }, slow: { type: 'boolean', default: false } },
})
const [python, words = ''] = positionals
const patience = 1e3 * Number(values.seconds)

/** Says what goes on, where it does not mix with the rows. */
const tell = (what: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`)
}

/** One of those that do the same work: does so many steps, and says how many milliseconds each took. */
interface Entry {
  readonly name: string
  readonly timed: (steps: number) => Promise<readonly number[]>
  /** Milliseconds of the steps that it has done already. */
  readonly before: readonly number[]
}

/** The milliseconds of each step, by rounds. */
type Rounds = readonly (readonly number[])[]

const among = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * part)]!

const timedBy =
  ({ step }: Contestant): Entry['timed'] =>
  async (steps) => {
    const times: number[] = []
    for (let i = 0; i < steps; i++) {
      const start = performance.now()
      await step()
      times.push(performance.now() - start)
    }
    return times
  }

const total = (times: readonly number[]): number => times.reduce((sum, time) => sum + time, 0)

/** A round of one is about this part of the time, and at most so many steps. */
const round = { part: 1 / 40, steps: 40 }

/**
 * Milliseconds of the steps of each, round by round and in turn, so that a slow moment of the machine hits all. Who has had its third of the
 * time waits for the others. Two rounds warm up, but for one that has only a few.
 */
const inTurn = async (all: readonly Entry[]): Promise<readonly Rounds[]> => {
  const found = all.map(({ before }): (readonly number[])[] => (total(before) > patience / 3 ? [before] : []))
  const start = performance.now()
  for (let turn = 0; turn < 6 || (turn < 60 && performance.now() - start < patience); turn++)
    for (const [i, { name, timed }] of all.entries()) {
      const own = found[i]!
      if (total(own.flat()) > patience / 3) continue
      tell(`round ${turn + 1}: ${name}`)
      const last = own.at(-1)
      const steps = last === undefined ? 1 : (patience * round.part) / among(last, 0.5)
      own.push(await timed(Math.max(1, Math.min(round.steps, Math.floor(steps)))))
    }
  return found.map((rounds) => (rounds.length > 4 ? rounds.slice(2) : rounds))
}

interface Row {
  readonly name: string
  readonly ours: (lanes: 'on' | 'off') => Promise<Contestant>
  readonly theirs: (start: readonly ArrayLike<number>[]) => Contestant | Promise<Contestant>
  readonly asked?: (start: readonly ArrayLike<number>[]) => Asked
  /** How many steps all are to agree after, and how. */
  readonly proof?: { readonly steps: number; readonly agree: (one: Parameters, other: Parameters) => boolean }
  /** Whether TensorFlow.js needs a minute and more for a step. */
  readonly isSlow?: boolean
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

/** So many steps one by one or those there is time for, and what each comes to; or why there are none. */
const begun = async (name: string, of: Contestant, most: number) => {
  const [times, ends]: [number[], Parameters[]] = [[], []]
  try {
    while (times.length < most && total(times) < patience / 3) {
      tell(`step ${times.length + 1} of ${most} that all are held to: ${name}`)
      times.push(...(await timedBy(of)(1)))
      ends.push(await of.parameters())
    }
    return { times, ends }
  } catch (error) {
    return { times, ends, why: error instanceof Error ? error.message : String(error) }
  }
}

const shown = (rounds: Rounds): string =>
  `${among(rounds.flat(), 0.5).toFixed(2)} (${among(rounds.flat(), 0.1).toFixed(2)})`

/** How many times as long another took as the first: the middle one of the rounds that both have, and of their quickest tenths. */
const longer = (first: Rounds, other: Rounds): string => {
  const rounds = first.slice(0, other.length).map((own, i) => among(other[i]!, 0.5) / among(own, 0.5))
  return `${among(rounds, 0.5).toFixed(2)} (${(among(other.flat(), 0.1) / among(first.flat(), 0.1)).toFixed(2)})`
}

const line = async ({ name, ours, theirs, asked, proof = afterThree, isSlow }: Row) => {
  const [lanes, loop] = [await ours('on'), await ours('off')]
  const start = await lanes.parameters()
  tell(`${name}: JAX begins`)
  const other =
    python === undefined || asked === undefined ? undefined : await jax(python, { ...asked(start), proof: proof.steps })
  const [first, second] = [await begun('lanes', lanes, proof.steps), await begun('loop', loop, proof.steps)]
  const without = isSlow === true && !values.slow
  const idiomatic = without ? undefined : await theirs(start)
  const third =
    idiomatic === undefined
      ? { times: [], ends: [], why: 'left out, as a step takes a minute and more' }
      : await begun('TensorFlow.js', idiomatic, proof.steps)
  const agrees = (ends: readonly Parameters[]): boolean =>
    ends.length === 0 || proof.agree(first.ends[ends.length - 1]!, ends.at(-1)!)
  if (
    !agrees(second.ends) ||
    !agrees(third.ends) ||
    (other !== undefined && !proof.agree(first.ends.at(-1)!, other.parameters))
  )
    throw new Error(`${name}: after ${proof.steps} steps the parameters are others`)
  const able = third.why === undefined
  const entries: readonly Entry[] = [
    { name: 'lanes', timed: timedBy(lanes), before: [] },
    { name: 'loop', timed: timedBy(loop), before: [] },
    ...(idiomatic !== undefined && able
      ? [{ name: 'TensorFlow.js', timed: timedBy(idiomatic), before: third.times }]
      : []),
    ...(other === undefined ? [] : [{ name: 'JAX', timed: other.times, before: [] }]),
  ]
  const found = await inTurn(entries)
  other?.end()
  tell('')
  const of = (wanted: string) => found[entries.findIndex((entry) => entry.name === wanted)]
  const own = of('lanes')!
  const times = ['lanes', 'loop', 'TensorFlow.js', 'JAX'].map((wanted) => (of(wanted) ? shown(of(wanted)!) : '-'))
  const ratios = ['TensorFlow.js', 'JAX'].map((wanted) => (of(wanted) ? longer(own, of(wanted)!) : '-'))
  const why = third.why === undefined ? '' : `\n  TensorFlow.js: ${third.why}`
  return `${name.padEnd(28)}${[...times, ...ratios].map((cell) => cell.padStart(18)).join('')}${why}`
}

const device = await orThrow(tfjsDevice('wasm'))
const rows: readonly Row[] = [
  ...[1, 5].map(
    (steps): Row => ({
      name: `MAML, sines, ${steps} inner step${steps === 1 ? '' : 's'}`,
      ours: (lanes) => mamlOn(device, steps, lanes),
      theirs: (start) => idiomaticMaml(start, steps),
      asked: (start) => sines(steps, start),
    }),
  ),
  {
    name: 'MAML, Conv-4',
    ours: (lanes) => convMamlOn(device, 'second', lanes),
    theirs: (start) => idiomaticConvMaml(start, 'second'),
    asked: images,
    proof: butForSigns,
  },
  {
    name: 'first-order MAML, Conv-4',
    ours: (lanes) => convMamlOn(device, 'first', lanes),
    theirs: (start) => idiomaticConvMaml(start, 'first'),
    proof: butForSigns,
    isSlow: true,
  },
  ...[120, 160].map(
    (count): Row => ({
      name: `Fisher, ${count} samples`,
      ours: (lanes) => fisherOurs(device, count, lanes),
      theirs: (start) => fisherTheirs(start, count),
      asked: (start) => examples(count, start),
    }),
  ),
]
console.log(
  'Milliseconds a step, the median (the least tenth in brackets), in turn; and how many times those of lanes the others take.',
)
console.log('All do the same steps.\n')
const heads = ['lanes', 'loop', 'tfjs', 'JAX', 'tfjs / lanes', 'JAX / lanes']
console.log(`${''.padEnd(28)}${heads.map((head) => head.padStart(18)).join('')}`)
for (const row of rows) if (row.name.includes(words)) console.log(await line(row))
